"""Tokens that open something: whoever holds one comes in, so only its sha256 is kept."""

import hashlib
import secrets


def make() -> tuple[str, str]:
    """A new token that nobody can guess, and what the database keeps of it."""
    token = secrets.token_urlsafe(32)
    return token, kept(token)


def kept(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
