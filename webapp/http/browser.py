"""The browser that asks: what it says it is, where it is, and the words its owner knows it by."""

import re

from flask import request

from webapp.http.language import gettext as _

# The first that is found counts: most browsers say that they are others as well.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chromium", r"\bChromium/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac OS X\b"),
    ("Linux", r"\bLinux\b"),
)


def user_agent() -> str:
    """Return what the browser says it is."""
    return request.user_agent.string


def address() -> str:
    """Return the network address that the request comes from, "" where it is not known."""
    return request.remote_addr or ""


def in_words(said: str) -> str:
    """Say a browser's own description in words: "Firefox on Windows"."""
    browser, system = _first(BROWSERS, said), _first(SYSTEMS, said)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("an unknown browser")


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, said)), "")
