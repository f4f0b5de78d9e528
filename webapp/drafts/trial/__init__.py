"""What a draft would do: who moves and why, how sure that is, what it would have done before."""
