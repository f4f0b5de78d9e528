"""What the store answers when it cannot do what it was asked.

Named by what happened, as one says it: "not found", "stale", "busy".
"""
# ruff: noqa: N818


class NotFound(LookupError):
    """There is no such thing for this viewer; another school's things do not exist either."""


class Stale(RuntimeError):
    """The school's data changed since the person looked; show it again, then ask again."""


class Busy(RuntimeError):
    """Somebody else was writing all the time that one was ready to wait. Try again."""


class NoDatabase(ValueError):
    """The address of the database leads to none that can be used: says why, and what to do."""


class NewerDatabase(RuntimeError):
    """The database was written by a later version of the product than this one."""


class CancelledWork(RuntimeError):
    """Somebody asked for the end of the work that is being done."""


class LoginTaken(ValueError):
    """Another account has this login, here or in another school."""


class SharedAccount(RuntimeError):
    """The account is another school's as well: only a command may change all of it."""


class LastAdministrator(RuntimeError):
    """The school would be left without anybody who can administer it."""
