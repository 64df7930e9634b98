(since < %(first)s) <> (until < %(first)s)
