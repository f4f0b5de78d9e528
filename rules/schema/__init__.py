"""A JSON Schema of rule files, for editors that complete and check while one types.

It is made from the tables that the reader itself uses. What holds between two places of a file
(bands that ascend, examples that hold) is the reader's alone.
"""

from rules.schema.file import schema

__all__ = ["schema"]
