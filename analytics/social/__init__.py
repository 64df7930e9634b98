"""What members do to each other: one member's ties, and the whole network."""
