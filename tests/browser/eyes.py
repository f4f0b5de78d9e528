"""Eyes on all that a page must never do, and what a browser is like in these tests."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

WAIT_MS = 60_000  # against hanging only
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

Open = Callable[..., Page]


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
