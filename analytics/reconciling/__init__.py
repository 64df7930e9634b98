"""The graph against the rows: what members did that capture lost is found, and put back.

kinds -> what is in the graph, in pages -> the rows each thing leaves (rehearsed with the product's
own reports) -> which of their ids are stored -> what is missing, sent through the ordinary door
"""
