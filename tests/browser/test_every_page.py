"""What holds on every page: axe finds nothing serious, nothing is refused, nothing overflows."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from all_pages import NO_PAGES, PAGES, Product
from axe_playwright_python.sync_playwright import Axe
from furnished import back_up, furnish
from planted import (
    FILE_NAME,
    PLANTED,
    WORDS,
    nothing_ran,
    plant_names,
    plant_rules,
    roster_with_scripts,
)
from playwright.sync_api import Page
from served import Server
from windows import Windows

from webapp import create_app
from webapp.services.process.settings import Settings

# A page is looked at in one of each: its elements are the same in all, and axe takes a second.
LANGUAGES = ("pt", "fr", "en")
SCHEMES = ("light", "dark")
SERIOUS = ("serious", "critical")
PHONE = {"width": 360, "height": 740}
# One row of the list is like another, and axe takes half a second for fifty.
LOOKED_AT = {
    "exclude": [[".list tbody tr:nth-child(n+4)"], [".columns :is(td, th):nth-child(n+4)"]]
}
AXE = "([where, how]) => axe.run(where, how).then((found) => found.violations)"
LEAST_TARGET = 24  # px, WCAG 2.2, 2.5.8

# Pages that show what was planted as text; else that nothing ran would say nothing.
TO_BE_READ = (
    "student", "student set aside", "accounts", "account", "families found", "trace", "rosters",
    "preview", "preview with problems", "broken rule file", "rule set", "overview", "my account",
    "sheet", "student opened with a reason", "students not scored", "invitation",
)  # fmt: skip

# Elements that stand out of the window to the right, but not those that scroll in their own box.
WIDER = """async () => {
  for (let frame = 0; frame < 60 && document.scrollingElement.scrollWidth > innerWidth; frame++)
    await new Promise(requestAnimationFrame);  // until a chart is drawn for the new width
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
    tmp_path_factory: pytest.TempPathFactory,
) -> Product:
    """All pages of the product, on three servers, with a script in all that anybody can write."""
    text = roster_with_scripts(roster_file)
    file = tmp_path_factory.mktemp("planted") / FILE_NAME
    file.write_text(text, encoding="utf-8")
    server = new_server("--roster", str(file))
    plant_rules(server)
    for one in (server, alone):
        plant_names(one)
    facts = furnish(server, windows.page(server, "abel"), text, FILE_NAME, WORDS)
    facts |= back_up(windows.page(alone, "abel"))
    facts |= {"set_up": begun.set_up.rpartition("/")[2]}
    (server.folder / "rules" / "spoiled.yaml").write_text(
        f"format: 1\n'{PLANTED[0]}': 1\n", "utf-8"
    )
    assert windows.seen() == []
    return Product({"furnished": server, "alone": alone, "begun": begun}, facts, windows)


def test_every_address_that_shows_a_page_is_looked_at_here(tmp_path: Path) -> None:
    map_ = create_app(Settings(data_folder=tmp_path)).url_map
    there = map_.bind("localhost")
    any_fact: Mapping[str, str] = defaultdict(lambda: "1")
    paths = [urlsplit(shown.address(any_fact)).path for shown in PAGES.values()]
    shown = {there.match(path)[0] for path in paths}
    every = {rule.endpoint for rule in map_.iter_rules() if "GET" in (rule.methods or ())}
    assert every - shown == NO_PAGES.keys()


@pytest.mark.parametrize(
    ("name", "language", "scheme"),
    list(zip(PAGES, cycle(LANGUAGES), cycle(SCHEMES), strict=False)),
)
def test_a_page_shuts_nobody_out_and_fits_a_phone(
    name: str, language: str, scheme: Literal["light", "dark"], product: Product
) -> None:
    """Axe finds nothing serious, nothing is refused, nothing is wider, every button is met; and
    what others wrote stays text."""
    page = product.show(name, language)
    nothing_ran(page)
    if name in TO_BE_READ:
        assert "window.ran=1" in page.locator("body").inner_text()
    page.emulate_media(color_scheme=scheme)
    lang = page.locator("html").get_attribute("lang")
    found = {"language": lang, "serious": serious(page), **on_a_phone(page)}
    assert found | {"seen": product.windows.seen()} == {
        **{"language": language, "serious": [], "wider": [False, []], "small": [], "seen": []},
    }


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "scheme"), list(zip(PAGES, cycle(reversed(SCHEMES)), strict=False))
)
def test_its_colours_are_told_apart_in_the_other_light_too(
    name: str, scheme: Literal["light", "dark"], product: Product
) -> None:
    page = product.show(name)
    page.emulate_media(color_scheme=scheme)
    assert serious(page, ["color-contrast"]) == []


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


def test_what_is_to_be_read_is_looked_for_on_pages_that_there_are() -> None:
    assert set(TO_BE_READ) <= PAGES.keys()


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
