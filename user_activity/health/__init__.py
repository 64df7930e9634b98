"""How well tracking works: read from both stores and the processes' measurements."""
