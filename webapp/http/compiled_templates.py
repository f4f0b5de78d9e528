"""Templates as Python compiled them, kept beside them as Python keeps its own modules: a first
answer is spared the compiling of its page and the memory that takes."""

import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

FOLDER = Path(__file__).parents[1] / "templates" / "__pycache__"


class CompiledTemplates(FileSystemBytecodeCache):
    """What is kept in the program's own folder; nothing is where that must not be written to."""

    def __init__(self) -> None:
        super().__init__(str(FOLDER), f"jinja2-{jinja2.__version__}-%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled just now, if we may."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                FOLDER.mkdir(exist_ok=True)
                super().dump_bytecode(bucket)
