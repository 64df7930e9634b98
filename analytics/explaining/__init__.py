"""Which events a number counts, for staff."""
