"""The audit log in words: what was done, and what more a line says."""
