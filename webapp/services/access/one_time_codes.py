"""The six digits that a person's telephone shows, or a recovery code from paper."""

import hmac
from datetime import datetime

import pyotp

from data.store import Session
from data.store.people import second_factors
from data.tables import Account

DIGITS = 6
STEP = 30  # seconds
STEPS_AROUND = (-1, 0, 1)  # a telephone's clock may be half a minute off


def is_right(session: Session, account: Account, code: str, at: datetime) -> bool:
    """Say whether a code opens now, and note that it did: none opens twice."""
    digits = "".join(code.split())
    if digits.isascii() and digits.isdigit() and len(digits) == DIGITS:
        step = step_of(account.totp or "", digits, at)
        return step is not None and second_factors.use_step(session, account.id, step)
    return second_factors.use_code(session, account.id, code, at)


def step_of(secret: str, digits: str, at: datetime) -> int | None:
    """Return the time step of which these are the digits, None when they are of none about now."""
    now = int(at.timestamp()) // STEP
    shown = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    for step in (now + around for around in STEPS_AROUND):
        if hmac.compare_digest(shown.at(step * STEP), digits):
            return step
    return None
