"""A server that runs, with its data folder and the people who sign in to it."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen

import pytest
from staff import hire, sign_in

from data import store
from data.store.people.memberships import NewMembership
from data.viewer import Viewer
from webapp.http.cookies import COOKIE

ROOT = Path(__file__).parents[2]
STARTED = re.compile(r"Alavanca is at (http://\S+)")
SET_UP = re.compile(r"http://[^/\s]+(/set-up/\S+)")
Cookie = dict[str, str]


@dataclass
class Server:
    """One running server: its address, its data folder, the link to its set-up.

    Abel is its administrator and a lead as well; the others are what they always are. beside:
    Chloe's school is on it too.
    """

    address: str
    folder: Path
    process: "subprocess.Popen[bytes]" = field(repr=False)
    set_up: str = ""
    beside: bool = True

    @cached_property
    def database(self) -> store.Database:
        """The server's database, in which the cast is hired at the first question."""
        opened = store.connect(f"sqlite:///{self.folder / 'alavanca.sqlite'}")
        abel = hire(opened, "School", self.beside)["abel"]
        roles = [NewMembership(role="administrator"), NewMembership(role="lead")]
        with opened.write() as session:
            store.memberships.replace(session, abel, abel.account or 0, roles)
        return opened

    def viewer(self, who: str) -> Viewer:
        """One of the cast, as what he is first."""
        with self.database.read() as session:
            account = store.accounts.by_login(session, who)
            assert account is not None
            [(membership, school), *_] = store.memberships.of_account(session, account.id)
        groups = None if membership.groups is None else frozenset(membership.groups)
        return Viewer(account.id, account.name, membership.role, school.id, groups)

    def cookie(self, who: str) -> Cookie:
        """The cookie of one of the cast who has just signed in."""
        token = sign_in(self.database, self.viewer(who).account or 0)
        return {"name": COOKIE, "value": token, "url": self.address}

    @property
    def students(self) -> int:
        """How many students the current roster has, as the server itself says."""
        with urlopen(f"{self.address}/healthz") as answer:  # noqa: S310 - our own server
            return int(json.load(answer)["students"])


def begin(folder: Path, *arguments: str) -> "tuple[subprocess.Popen[bytes], Path]":
    """Start a server on a free port."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "wsgi.py",
                "--data-dir",
                str(folder / "data"),
                "--port",
                "0",
                *arguments,
            ],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    return process, log


def ready(process: "subprocess.Popen[bytes]", log: Path) -> Server:
    """Wait until a server says its address."""
    end = time.monotonic() + 300  # against hanging only
    while time.monotonic() < end:
        found = STARTED.search(log.read_text("utf-8", errors="replace"))
        if found:
            link = SET_UP.search(log.read_text("utf-8", errors="replace"))
            return Server(found[1], log.parent / "data", process, link[1] if link else "")
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text('utf-8', errors='replace')}")
