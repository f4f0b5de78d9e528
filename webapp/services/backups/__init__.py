"""Backups made, verified and put back."""
