"""A real server, a real browser, and eyes on all that a page must never do.

Each `page` of these tests is watched: an error in its console, anything that the
Content-Security-Policy refused, or a request to another computer fails the test at its end.
"""

import csv
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eyes import DESK, WAIT_MS, Eyes, Open
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from served import ROOT, Server, begin, ready
from windows import Windows

from data.sample import sample_school

PILOT = ROOT.parent / "shared" / "data" / "pilot-students.csv"
expect.set_options(timeout=WAIT_MS)  # a busy machine takes more than five seconds to begin a job
# The first is Chromium without windows: opening one takes a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


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


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers, each on a data folder of its own, and end them with the session."""
    begun: list[subprocess.Popen[bytes]] = []

    def new(*arguments: str, beside: bool = True) -> Server:
        process, log = begin(tmp_path_factory.mktemp("server"), *arguments)
        begun.append(process)
        server = ready(process, log)
        server.beside = beside
        return server

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
    records = sample_school.records(357)
    answers = [name for name in records[0].values if name != "class"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*sample_school.NAME_HEADERS, *answers])
        for one in records:
            values = [one.values.get(name, one.missing.get(name, "")) for name in answers]
            writer.writerow([one.key, one.first_name, one.family_name, *values])
    return path


@pytest.fixture(scope="session")
def school(new_server: Callable[..., Server], roster_file: Path) -> Server:
    """A server on which the pilot school's roster is imported already."""
    return new_server("--roster", str(roster_file))


@pytest.fixture(scope="session")
def begun(new_server: Callable[..., Server]) -> Server:
    """A server on which nobody has an account yet."""
    return new_server()


@pytest.fixture(scope="session")
def alone(new_server: Callable[..., Server]) -> Server:
    """A server with one school, without a roster."""
    return new_server(beside=False)


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


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    """Fail the test at its end when a page did what no page may do."""
    watching = Eyes()
    yield watching
    assert watching.all() == []


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


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Windows]:
    """Windows that a module's tests share, each of a reader who signed in once."""
    opened = Windows(browser)
    yield opened
    opened.close()


@pytest.fixture
def board(open_browser: Open, school: Server) -> Page:
    """Lea's board of the pilot school, in English, with its chart drawn."""
    page = open_browser(school, "/caseload")
    page.wait_for_selector("#chart[data-drawn]")
    return page
