"""Backups: making, verifying, putting back."""
