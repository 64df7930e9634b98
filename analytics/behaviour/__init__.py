"""When, how and on what a member uses the product."""
