"""People: accounts, what they may do where, how they sign in, and schools."""
