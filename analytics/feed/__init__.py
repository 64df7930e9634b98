"""What a feed, and who trains one, is told of a member."""
