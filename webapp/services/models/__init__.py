"""Training, opening, comparing and asking models."""
