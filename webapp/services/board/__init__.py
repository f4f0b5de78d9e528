"""The board without its page: what its address says, and whom its filters let through."""
