"""What a person with a browser waits for, measured inside the page (see watch.js)."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Request,
    sync_playwright,
)

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
# Nothing of Chromium's own goes over the network; WebGL without a graphics card.
OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run"),
    *("--disable-quic", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-renderer-backgrounding"),
    "--disable-background-timer-throttling",
]
LONGEST_MS = 120_000
QUIET_MS = 300
KEYS = ("ArrowRight", "ArrowLeft")


@dataclass
class Opened:
    """A page with its chart on it, the slider in focus, and what its first load took."""

    page: Page
    first_chart_s: float
    first_bytes: int
    again_bytes: int
    tweak_path: str = ""  # the request that a moved slider sends, if it is HTTP
    tweak_body: str | None = None
    pressed: int = 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, headless."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        raise SystemExit("There is no chromium on this machine: apt install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        yield browser
        browser.close()


class Wire:
    """Counts the bytes that come over the wire: answers as encoded, and websocket frames."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _loaded(self, event: dict) -> None:  # type: ignore[type-arg]
        self.bytes += int(event["encodedDataLength"])

    def _frame(self, event: dict) -> None:  # type: ignore[type-arg]
        payload = event["response"]["payloadData"]
        binary = event["response"]["opcode"] == 2  # then it is shown to us as base64
        self.bytes += len(payload) * 3 // 4 if binary else len(payload)


def open_page(browser: Browser, url: str, slider: str, cookies: Mapping[str, str]) -> Opened:
    """Open a page with an empty cache, wait for its chart, load it again, focus the slider."""
    context = _context(browser, url, cookies)
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = Wire(context.new_cdp_session(page))
    first_chart = _load(page, url)
    first_bytes, wire.bytes = wire.bytes, 0
    _load(page, url)
    opened = Opened(page, first_chart, first_bytes, wire.bytes)
    page.locator(slider).first.focus()
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    move(opened)
    sent = next((seen for seen in requests if seen.resource_type in ("xhr", "fetch")), None)
    if sent is not None:
        opened.tweak_path = sent.url.removeprefix(url.rpartition("/")[0])
        opened.tweak_body = sent.post_data
    return opened


def first_chart_s(browser: Browser, url: str, cookies: Mapping[str, str]) -> float:
    """Return the seconds from an empty cache to the first frame with marks."""
    context = _context(browser, url, cookies)
    page = context.new_page()
    page.add_init_script(WATCH)
    seconds = _load(page, url)
    context.close()
    return seconds


def move(opened: Opened) -> float:
    """Press an arrow key on the slider; return the ms until the drawn marks have changed."""
    page = opened.page
    page.evaluate(f"benchmark.rest({QUIET_MS})")
    page.evaluate(f"window.changed = benchmark.change({LONGEST_MS}); 0")
    page.keyboard.press(KEYS[opened.pressed % 2])
    opened.pressed += 1
    milliseconds = float(page.evaluate("window.changed"))
    if milliseconds < 0:
        raise RuntimeError(f"The chart of {page.url} did not change within {LONGEST_MS} ms.")
    return milliseconds


def _context(browser: Browser, url: str, cookies: Mapping[str, str]) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB")
    context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, value in cookies.items()]
    )
    return context


def _load(page: Page, url: str) -> float:
    page.goto(url)
    page.wait_for_function("benchmark.firstChart > 0", timeout=LONGEST_MS)
    page.evaluate(f"benchmark.rest({QUIET_MS * 3})")
    return float(page.evaluate("benchmark.firstChart")) / 1000
