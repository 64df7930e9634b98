"""AGGREGATE, SERVE: from rows and the marks they leave to numbers, and the numbers to who asks.

aggregate: marks -> engine -> staging, first_level (from rows) -> second_level, buckets + stats
    (from these); statements and sql/, models/, zones, periods, scoring (formulas)
operate: tasks, checking + drift + sampling, reaggregating, reconciling/, management/
serve: freshness, answers, reach, graph, bounded -> subject, member_days, series, streaks
    -> summary, trends, behaviour/, content/, social/, platform/, feed/, explaining/ -> graphql/
"""
