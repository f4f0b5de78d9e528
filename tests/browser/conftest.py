"""A real server, a real browser, and eyes on all that a page must never do.

Each `page` of these tests is watched: an error in its console, anything that the
Content-Security-Policy refused, or a request to another computer fails the test at its end.
"""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    sync_playwright,
)
from staff import hire, sign_in

from data import sample, store
from data.store.memberships import NewMembership
from webapp.cookies import COOKIE

ROOT = Path(__file__).parents[2]
PILOT = ROOT.parent / "shared" / "data" / "pilot-students.csv"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STARTED = re.compile(r"Alavanca is at (http://\S+)")
SET_UP = re.compile(r"http://[^/\s]+(/set-up/\S+)")
WAIT_MS = 15_000
Cookie = dict[str, str]
DESK = {
    "locale": "en-GB",
    "viewport": {"width": 1280, "height": 900},
    "reduced_motion": "reduce",  # nothing fades, so that a colour is what it is
}

# Told before any script of the page runs, and kept where the tests can read it.
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


def pytest_report_header() -> str:
    """Say which roster the browser sees."""
    return (
        f"browser tests: {'the pilot file' if PILOT.exists() else 'no pilot file, an invented one'}"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """One running server: its address, its data folder, the link to its set-up.

    Abel is its administrator and a lead as well; the others are what they always are.
    """

    address: str
    folder: Path
    process: "subprocess.Popen[bytes]" = field(repr=False)
    set_up: str = ""

    @cached_property
    def database(self) -> store.Database:
        """The server's database, in which the cast is hired at the first question."""
        opened = store.connect(f"sqlite:///{self.folder / 'alavanca.sqlite'}")
        abel = hire(opened, "School")["abel"]
        roles = [NewMembership(role="administrator"), NewMembership(role="lead")]
        with opened.write() as session:
            store.memberships.replace(session, abel, abel.account or 0, roles)
        return opened

    def cookie(self, who: str) -> Cookie:
        """The cookie of one of the cast who has just signed in."""
        with self.database.read() as session:
            account = store.accounts.by_login(session, who)
        assert account is not None
        return {"name": COOKIE, "value": sign_in(self.database, account.id), "url": self.address}

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
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = STARTED.search(log.read_text("utf-8", errors="replace"))
        if found:
            link = SET_UP.search(log.read_text("utf-8", errors="replace"))
            return Server(found[1], log.parent / "data", process, link[1] if link else "")
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers, each on a data folder of its own, and end them with the session."""
    begun: list[subprocess.Popen[bytes]] = []

    def new(*arguments: str) -> Server:
        process, log = begin(tmp_path_factory.mktemp("server"), *arguments)
        begun.append(process)
        return ready(process, log)

    yield new
    for process in begun:
        process.send_signal(signal.SIGTERM)
    for process in begun:
        process.wait(20)


@pytest.fixture(scope="session")
def roster_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pilot file; where it is not there, 357 invented students in a file of the same kind."""
    if PILOT.exists():
        return PILOT
    path = tmp_path_factory.mktemp("roster") / "pilot-students.csv"
    records = sample.records(357)
    answers = [name for name in records[0].values if name != "class"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*sample.NAME_HEADERS, *answers])
        for one in records:
            values = [one.values.get(name, one.missing.get(name, "")) for name in answers]
            writer.writerow([one.key, one.first_name, one.family_name, *values])
    return path


@pytest.fixture(scope="session")
def school(new_server: Callable[..., Server], roster_file: Path) -> Server:
    """A server on which the pilot school's roster is imported already."""
    return new_server("--roster", str(roster_file))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        words = "There is no Chromium on this computer: install it to try the pages in a browser."
        if "browser" in os.environ.get("ALAVANCA_REQUIRE", ""):
            pytest.fail(words)
        pytest.skip(words)
    opened = playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
    )
    yield opened
    opened.close()


class Eyes:
    """What the pages of one test did that no page may do."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.allowed: list[str] = ["willReadFrequently"]  # what reading pixels, as we do, is told
        self.pages: list[Page] = []

    def watch(self, context: BrowserContext, address: str) -> None:
        """Look at every page of this context."""
        context.add_init_script(WATCH)
        context.on("page", self._page)
        context.on("request", lambda request: self._request(request.url, address))

    def _page(self, page: Page) -> None:
        self.pages.append(page)
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda said: self._console(said.type, said.text))
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in self.allowed):
            self.seen.append(f"console {kind}: {text}")

    def _request(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.seen.append(f"request to another computer: {url}")

    def all(self) -> list[str]:
        """Return all that was seen, the refusals of the open pages included."""
        for page in self.pages:
            if not page.is_closed():
                self.seen += page.evaluate("window.refused || []")
                self.pages = [other for other in self.pages if other is not page]
        return self.seen


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    """Fail the test at its end when a page did what no page may do."""
    watching = Eyes()
    yield watching
    assert watching.all() == []


Open = Callable[..., Page]


@pytest.fixture
def open_browser(browser: Browser, eyes: Eyes) -> Iterator[Open]:
    """Open a fresh browser on a server: nothing in it but the sign-in of `who`, if anybody's;
    `how` is for Chromium."""
    contexts: list[BrowserContext] = []

    def new(
        server: Server, path: str | None = None, who: str | None = "lea", **how: object
    ) -> Page:
        how = {**DESK, **how}
        context = browser.new_context(base_url=server.address, **how)  # type: ignore[arg-type]
        contexts.append(context)
        if who is not None:
            context.add_cookies([server.cookie(who)])  # type: ignore[list-item]
        eyes.watch(context, server.address)
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    yield new
    eyes.all()
    for context in contexts:
        context.close()


@pytest.fixture
def board(open_browser: Open, school: Server) -> Page:
    """Lea's board of the pilot school, in English, with its chart drawn."""
    page = open_browser(school, "/caseload")
    page.wait_for_selector("#chart[data-drawn]")
    return page
