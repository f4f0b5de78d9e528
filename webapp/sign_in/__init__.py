"""Coming in and going out: the first run, signing in, sessions, passwords, codes."""
