"""Why a backup is not taken, in sentences that hold nothing of what is in it."""

from data.wording.message import Message, say


class BackupRefused(Exception):  # noqa: N818 - what happened, as one says it
    """A backup that cannot be made or taken, with the sentence that says why."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem.message)


def damaged() -> BackupRefused:
    """What to say of a file that was cut or changed since it was made."""
    return BackupRefused(
        say(
            "This backup is damaged or was changed after it was made. Nothing was taken from it. "
            "Use another one."
        )
    )


def no_backup() -> BackupRefused:
    """What to say of another kind of file."""
    return BackupRefused(say("This file is not a backup of Alavanca. Nothing was taken from it."))


def too_large() -> BackupRefused:
    """What to say of a file that is larger than any of ours may be, packed or unpacked."""
    return BackupRefused(
        say("This file is larger than a backup can be. Nothing was taken from it.")
    )


def too_large_part(name: str) -> BackupRefused:
    """What to say of a part that is larger than any of ours may be, or pretends to be small."""
    return BackupRefused(
        say(
            "“%(name)s” is larger than a part of a backup can be. Nothing was taken from it.",
            name=name,
        )
    )


def unknown_part(name: str) -> BackupRefused:
    """What to say of a part that no backup of this product has."""
    return BackupRefused(
        say(
            "This backup holds “%(name)s”, which no backup has. It was not made by this product, "
            "and nothing was taken from it.",
            name="".join(letter for letter in name if letter.isprintable())[:80],
        )
    )


def missing_part(name: str) -> BackupRefused:
    """What to say of a part that every backup of that version has."""
    return BackupRefused(
        say(
            "This backup lacks its part “%(name)s”. Nothing was taken from it. Use another one.",
            name=name,
        )
    )


def impossible_row(table: str, row: int, column: str) -> BackupRefused:
    """What to say of a row that the product could not have written; row: counted from 1."""
    return BackupRefused(
        say(
            "Row %(number)s of “%(table)s” in this backup holds something in “%(name)s” that this "
            "product never writes. Nothing was taken from it.",
            number=row,
            table=table,
            name=column,
        )
    )


def contradiction(table: str) -> BackupRefused:
    """What to say of rows that cannot stand beside each other."""
    return BackupRefused(
        say(
            "The rows of “%(table)s” in this backup contradict others of it. "
            "Nothing was taken from it.",
            table=table,
        )
    )


def newer(made_by: str) -> BackupRefused:
    """What to say of a file of a later version."""
    return BackupRefused(
        say(
            "This backup was made by a later version of Alavanca (%(version)s). "
            "Install that version, or a later one, then restore it.",
            version=made_by,
        )
    )
