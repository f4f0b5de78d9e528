"""What holds on every page: axe finds nothing serious, nothing is refused, nothing overflows."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from all_pages import NO_PAGES, PAGES, Product
from axe_playwright_python.sync_playwright import Axe
from furnished import back_up, furnish
from playwright.sync_api import Page
from served import Server
from windows import Windows

from webapp import create_app
from webapp.services.process.settings import Settings

# A page is looked at in one of them: its elements are the same in all, and axe takes seconds.
LANGUAGES = ("pt", "fr", "en")
SERIOUS = ("serious", "critical")
PHONE = {"width": 360, "height": 740}
# One row of the list is like another, and axe takes half a second for fifty.
LOOKED_AT = {
    "exclude": [[".list tbody tr:nth-child(n+4)"], [".columns :is(td, th):nth-child(n+4)"]]
}
AXE = "([where, how]) => axe.run(where, how).then((found) => found.violations)"
LEAST_TARGET = 24  # px, WCAG 2.2, 2.5.8

# Elements that stand out of the window to the right, but not those that scroll in their own box.
WIDER = """() => {
  const out = [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(".scroll, pre, .unseen, .skip, svg")) continue;
    if (element.getBoundingClientRect().right > innerWidth + 1)
      out.push(`${element.tagName}.${element.className}`);
  }
  return [document.scrollingElement.scrollWidth > innerWidth, out.slice(0, 5)];
}"""
SMALL = """least => [...document.querySelectorAll("button, [role=button], select, .tabs label")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.matches(".link"))  // inside a sentence, where size is its line's
  .filter((element) => Math.min(element.getBoundingClientRect().height,
                                element.getBoundingClientRect().width) < least)
  .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def product(
    new_server: Callable[..., Server],
    alone: Server,
    begun: Server,
    roster_file: Path,
    windows: Windows,
) -> Product:
    """All pages of the product, on three servers."""
    furnished = new_server("--roster", str(roster_file))
    text = roster_file.read_text("utf-8")
    facts = furnish(furnished, windows.page(furnished, "abel"), text, "autumn.csv", "so said he")
    facts |= back_up(windows.page(alone, "abel"))
    facts |= {"set_up": begun.set_up.rpartition("/")[2]}
    assert windows.seen() == []
    return Product({"furnished": furnished, "alone": alone, "begun": begun}, facts, windows)


def test_every_address_that_shows_a_page_is_looked_at_here(tmp_path: Path) -> None:
    map_ = create_app(Settings(data_folder=tmp_path)).url_map
    there = map_.bind("localhost")
    any_fact: Mapping[str, str] = defaultdict(lambda: "1")
    paths = [urlsplit(shown.address(any_fact)).path for shown in PAGES.values()]
    shown = {there.match(path)[0] for path in paths}
    every = {rule.endpoint for rule in map_.iter_rules() if "GET" in (rule.methods or ())}
    assert every - shown == NO_PAGES.keys()


@pytest.mark.parametrize(("name", "language"), list(zip(PAGES, cycle(LANGUAGES), strict=False)))
def test_a_page_shuts_nobody_out_in_light_or_dark_and_fits_a_phone(
    name: str, language: str, product: Product
) -> None:
    """Axe finds nothing serious, nothing is refused, nothing is wider, every button is met."""
    page = product.show(name, language)
    lang = page.locator("html").get_attribute("lang")
    light = serious(page)
    page.emulate_media(color_scheme="dark")
    dark = serious(page, ["color-contrast"])
    found = {"language": lang, "light": light, "dark": dark, **on_a_phone(page)}
    assert found | {"seen": product.windows.seen()} == {
        **{"language": language, "light": [], "dark": []},
        **{"wider": [False, []], "small": [], "seen": []},
    }


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "language"),
    [
        (name, language)
        for name, known in zip(PAGES, cycle(LANGUAGES), strict=False)
        for language in LANGUAGES
        if language != known
    ],
)
def test_it_fits_a_phone_in_its_other_languages(name: str, language: str, product: Product) -> None:
    """Without axe: the elements are the same."""
    page = product.show(name, language)
    lang = page.locator("html").get_attribute("lang")
    assert {"language": lang, **on_a_phone(page), "seen": product.windows.seen()} == {
        **{"language": language, "wider": [False, []], "small": [], "seen": []},
    }


def on_a_phone(page: Page) -> dict[str, Any]:
    """What stands out of a phone, and the buttons that no finger can meet."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return {"wider": page.evaluate(WIDER), "small": page.evaluate(SMALL, LEAST_TARGET)}


def serious(page: Page, rules: list[str] | None = None) -> list[tuple[str, str]]:
    """What axe finds that keeps people out: the rule, and the first places."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    if not page.evaluate("'axe' in window"):  # it is half a megabyte
        page.evaluate(Axe().axe_script)
    return [
        (one["id"], " | ".join(node["html"][:150] for node in one["nodes"][:4]))
        for one in page.evaluate(AXE, [LOOKED_AT, options])
        if one["impact"] in SERIOUS
    ]
