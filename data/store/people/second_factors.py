"""The second factor: a secret in the person's telephone, and codes on paper for when it is lost.

Whether six digits are right is worked out by the caller; here stands that none opens twice.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from data.store.people import accounts, sign_ins
from data.tables import Account, RecoveryCode
from data.viewer import Viewer


def begin(session: Session, account_id: int, secret: str, step: int, codes: Iterable[str]) -> None:
    """Ask for a second factor from now on. secret: base32; step: the time step of the code that
    proved it; codes: the recovery codes that were shown. Raises NotFound."""
    account = accounts.itself(session, account_id)
    account.totp, account.totp_step = secret, step
    replace_codes(session, account_id, codes)


def replace_codes(session: Session, account_id: int, codes: Iterable[str]) -> None:
    """Keep other recovery codes; the ones before open nothing any more."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    session.add_all(RecoveryCode(account_id=account_id, code=kept(code)) for code in codes)
    session.flush()


def end(session: Session, account_id: int) -> None:
    """Ask for no second factor any more. Raises NotFound."""
    account = accounts.itself(session, account_id)
    account.totp = None
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    session.flush()


def forget(session: Session, viewer: Viewer, account_id: int) -> None:
    """Ask a person for none any more who has lost telephone and codes; his sign-ins end. Raises
    NotFound and SharedAccount."""
    if accounts.changeable(session, viewer, account_id).totp is not None:
        end(session, account_id)
        sign_ins.end_all(session, account_id)
        accounts.in_each_school(session, viewer, account_id, "end second factor")


def use_step(session: Session, account_id: int, step: int) -> bool:
    """Whether a right code of that time step opens: not when it, or a later one, did before."""
    used = session.exec(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.totp_step) < step)
        .values(totp_step=step)
    )
    return bool(used.rowcount)


def use_code(session: Session, account_id: int, code: str, at: datetime) -> bool:
    """Whether a recovery code opens: once."""
    used = session.exec(
        update(RecoveryCode)
        .where(col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
        .where(col(RecoveryCode.code) == kept(code))
        .values(used_at=at)
    )
    return bool(used.rowcount)


def codes_left(session: Session, account_id: int) -> int:
    """How many recovery codes are still unused."""
    unused = select(col(RecoveryCode.id)).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
    )
    return len(session.exec(unused).all())


def kept(code: str) -> str:
    """What the database keeps of a recovery code, however its writer grouped and capitalised it."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
