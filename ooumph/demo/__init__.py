"""A network to look at: members with habits, and ninety days of what they did.

    cast -> diary -> visits -> the services that the API uses

The same seed gives the same members and the same history, visit by visit.
"""
