"""The platform's numbers, in its zone and for staff alone."""
