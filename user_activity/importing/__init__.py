"""History from elsewhere: a file's lines become rows, each once, however often it is read.

lines -> records -> drafts -> members, months -> store
"""
