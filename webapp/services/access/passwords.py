"""Passwords: which are accepted, how they are kept, and whether one is right."""

import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.services.wording.reader import gettext as _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 128  # characters
COMMON = Path(__file__).parent / "common_passwords.txt"
LONGEST_UNIT = 4  # characters that are said over and over: "abcabcabcabc"

# The hash of a password that nobody kept: looked at where there is none, so that an unknown login
# takes as long as a wrong password.
STAND_IN = (
    "$argon2id$v=19$m=65536,t=3,p=4$ub+/OFdUM5P8n7FPrBBYnA$"
    "SrxRpQu9rdpczqTEKyWUGmzNndtd2DH/n+YDhPjdta0"
)
# Each takes 64 MB while it is worked out; many at once would be an attack.
_turn = threading.BoundedSemaphore(2)


def problem(password: str, again: str, *known: str) -> str | None:
    """Say in a sentence why a password is refused, None when it is accepted.

    again: what was typed the second time. known: what anybody would guess of this person, as the
    login and the school's name.
    """
    if len(password) < SHORTEST:
        return _("A password has at least %(count)s characters. A short sentence is a good one.",
                 count=SHORTEST)  # fmt: skip
    if len(password) > LONGEST:
        return _("A password has at most %(count)s characters.", count=LONGEST)
    if _is_common(password) or _plain(password) in {_plain(word) for word in known}:
        return _("This is one of the first passwords that others would try. Choose another one.")
    if password != again:
        return _("The two passwords are not the same. Type both again.")
    return None


def hashed(password: str) -> str:
    """Return what is kept of a password: argon2id, with its salt and parameters."""
    with _turn:
        return hasher().hash(_one_spelling(password))


def is_right(kept: str | None, password: str) -> bool:
    """Say whether a password is the one kept. Without one it is not, and that takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn:
        try:
            hasher().verify(kept or STAND_IN, _one_spelling(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


@cache
def hasher() -> "PasswordHasher":
    """Return what hashes; loaded late, since most servers start with their readers signed in."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def _is_common(password: str) -> bool:
    said = _one_spelling(password).casefold()
    again_and_again = any(
        (said[:length] * len(said)).startswith(said) for length in range(1, LONGEST_UNIT + 1)
    )
    return again_and_again or said in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def _plain(text: str) -> str:
    return "".join(letter for letter in _one_spelling(text).casefold() if letter.isalnum())


def _one_spelling(password: str) -> str:
    # A letter with its accent is one character on one keyboard and two on another.
    return unicodedata.normalize("NFKC", password)
