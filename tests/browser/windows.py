"""Windows that many tests look through: a reader signs in once, and is watched all the time."""

from eyes import DESK, Eyes
from playwright.sync_api import Browser, BrowserContext, Page
from served import Server

ANSWERS = ["403", "404", "422"]  # what a browser says of a page that says what is wrong


class Windows:
    """One window for each server, reader and language; `seen` says what the pages in them did."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._eyes = Eyes()
        self._eyes.allowed += ANSWERS
        self._opened: dict[tuple[str, str | None, str, str], Page] = {}
        self._contexts: list[BrowserContext] = []

    def page(self, server: Server, who: str | None, language: str = "en", own: str = "") -> Page:
        """The window of that reader, as wide as a desk's and in the light; `own` names one apart
        from his others."""
        key = (server.address, who, language, own)
        if key not in self._opened:
            self._opened[key] = self._new(server, who, language)
        page = self._opened[key]
        page.set_viewport_size(DESK["viewport"])  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        return page

    def seen(self) -> list[str]:
        """What the pages did since the last question that no page may do."""
        for page in self._opened.values():
            if page not in self._eyes.pages:
                self._eyes.pages.append(page)
        found = [*self._eyes.all()]
        self._eyes.seen.clear()
        return found

    def close(self) -> None:
        """Shut them all."""
        for context in self._contexts:
            context.close()

    def _new(self, server: Server, who: str | None, language: str) -> Page:
        how = {**DESK, "locale": language, "base_url": server.address}
        context = self._browser.new_context(**how)  # type: ignore[arg-type]
        self._contexts.append(context)
        if who is not None:
            context.add_cookies([server.cookie(who)])  # type: ignore[list-item]
        self._eyes.watch(context, server.address)
        return context.new_page()
