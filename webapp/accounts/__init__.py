"""Who works here: accounts, roles, one's own account."""
