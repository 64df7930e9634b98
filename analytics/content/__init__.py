"""What members did to content, by item, by author and ranked, as far as a reader may know."""
