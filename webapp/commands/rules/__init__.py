"""`rules`: check rule files and try their examples, compare them, put them in force, list them.

What needs no database (check, test, diff of files, schema) asks none: a lead's own repository of
rule files can run it.
"""

from webapp.commands.rules import check, diff, library, publish, transfer
from webapp.commands.rules.group import group

__all__ = ["check", "diff", "group", "library", "publish", "transfer"]
