"""What a change of rules does: who enters and leaves, why, and how sure that is."""
