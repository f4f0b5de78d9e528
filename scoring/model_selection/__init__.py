"""Which kind of model serves a roster best: nested search and an honest comparison."""
