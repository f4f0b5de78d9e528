"""The rule sets in force, and reading them."""
