"""A PostgreSQL server for the tests, from the system's own binaries, gone when they end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: on the path, or where Debian keeps them; or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return kept[-1].parent if kept else None


def required() -> bool:
    """Whether a missing server is a failure: ALAVANCA_REQUIRE names what must be there."""
    return "postgres" in os.environ.get("ALAVANCA_REQUIRE", "")


@contextmanager
def server() -> Iterator[str]:
    """A running server's address, up to the database's name: `address.format(name)`.

    Listens on a socket in a temporary folder only. Raises RuntimeError with a sentence when
    there is no PostgreSQL here, or nobody who may run it.
    """
    programs = binaries()
    if programs is None or os.name == "nt":
        raise RuntimeError("PostgreSQL's initdb and pg_ctl are not here: install postgresql.")
    # Short, because a socket's path may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        as_somebody = _somebody_else(folder)
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]
        _run([*as_somebody, *initdb, "-E", "UTF8", "--locale=C"])
        options = f"{SETTINGS} -k {folder}"
        control = [*as_somebody, programs / "pg_ctl", "-D", data, "-w"]
        _run([*control, "-o", options, "-l", folder / "log", "start"])
        try:
            yield f"postgresql+psycopg://postgres@/{{}}?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    # PostgreSQL does not run as root.
    if shutil.which("runuser") is None:
        raise RuntimeError("PostgreSQL does not run as root, and there is no runuser here.")
    try:
        shutil.chown(folder, "postgres")
    except LookupError:
        raise RuntimeError("PostgreSQL does not run as root; there is no user postgres.") from None
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str | Path]) -> None:
    # Not into a pipe: the server would inherit it, and reading it would never end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command} failed: {said.read().decode(errors='replace')}")
