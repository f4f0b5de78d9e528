"""What a family can ask for: the data, and erasure."""
