"""The numbers as the API shows them."""
