"""What holds on every page: axe finds nothing serious, nothing is refused, nothing overflows."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Eyes, Open, Server
from playwright.sync_api import Page
from test_main_job import spoiled, upload

from data import store
from data.viewer import Viewer

BROKEN = Path(__file__).parents[1] / "rules" / "broken"
LANGUAGES = ("pt", "fr", "en")
SERIOUS = ("serious", "critical")
VARIANTS = ("board with knobs", "gap view", "preview with problems")  # of pages tried in each
PHONE = {"width": 360, "height": 740}
# One row of the list is like another, and axe takes half a second for fifty.
LOOKED_AT = {
    "exclude": [[".list tbody tr:nth-child(n+4)"], [".columns :is(td, th):nth-child(n+4)"]]
}
LEAST_TARGET = 24  # px, WCAG 2.2, 2.5.8
PAGES = (
    "board",
    "board with knobs",
    "gap view",
    "student",
    "sheet",
    "rules",
    "rule set",
    "broken rule file",
    "rosters",
    "trace",
    "trace with a problem",
    "preview",
    "preview with problems",
    "import done",
    "research",
    "overview",
    "no such rule set",
    "problem",
    "nothing there",
    "welcome",
    "sign in",
    "set up",
    "invitation",
    "not for this role",
)

FOR_ABEL = ("preview", "preview with problems", "import done", "not for this role")
FOR_ALL = ("sign in", "invitation")
Address = tuple[Server, str, str | None]  # where a page is, and who reads it

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
def addresses(
    new_server: Callable[..., Server], roster_file: Path, browser: Any
) -> Callable[[str], Address]:
    """Where each page is: a school with a broken rule file and three uploads, or an empty one."""
    server, empty = new_server("--roster", str(roster_file)), new_server()
    begun = new_server()
    shutil.copy(next(BROKEN.glob("*.yaml")), server.folder / "rules" / "spoiled.yaml")
    context = browser.new_context(base_url=server.address, locale="en-GB")
    context.add_cookies([server.cookie("abel")])
    page = context.new_page()
    found = {}
    text = roster_file.read_text("utf-8")
    some = "\n".join(line for n, line in enumerate(text.splitlines()) if n % 9 != 8)
    for name, content in (("preview", some), ("preview with problems", spoiled(roster_file))):
        page.goto("/rosters")
        upload(page, "autumn.csv", content)
        found[name] = page.url
    page.goto("/rosters")
    upload(page, "same.csv", text)
    page.locator("form[action$=confirm] button").first.click()
    page.get_by_role("button", name="Open the board as").wait_for()
    found["import done"] = page.url
    page.get_by_role("button", name="Open the board as").click()
    found["student"] = str(page.locator(".list tbody th a").first.get_attribute("href"))
    context.close()
    found |= {
        "board": "/caseload",
        "board with knobs": "/caseload?w.absences=0&t.goout=2&places=4&quadrant=coach_first"
        "&coached=no&lever=absences&grade.to=9",
        "gap view": "/caseload?y=gap&x=plain",
        "sheet": "/caseload/sheet",
        "trace": "/decisions",
        "trace with a problem": "/decisions?student=Ana&since=today",
        "rules": "/rules",
        "rule set": "/rules/pilot-2008",
        "broken rule file": "/rules/spoiled",
        "rosters": "/rosters",
        "research": "/research",
        "overview": "/overview",
        "no such rule set": "/caseload?set=nothing",
        "problem": "/caseload?w.nothing=1",
        "nothing there": "/students/999999",
        "sign in": "/sign-in",
        "invitation": invitation(server),
        "not for this role": "/caseload",
    }
    others: dict[str, Address] = {
        "welcome": (empty, "/", "lea"),
        "set up": (begun, begun.set_up, None),
    }
    people: dict[str, str | None] = dict.fromkeys(FOR_ABEL, "abel") | dict.fromkeys(FOR_ALL)
    return lambda name: others.get(name) or (server, found[name], people.get(name, "lea"))


def invitation(server: Server) -> str:
    """The address at which Ines chooses a password."""
    with server.database.write() as session:
        abel = store.accounts.by_login(session, "abel")
        ines = store.accounts.by_login(session, "ines")
        assert abel is not None
        assert ines is not None
        [(membership, school), *_] = store.memberships.of_account(session, abel.id)
        viewer = Viewer(abel.id, abel.name, membership.role, school.id)
        token = store.invitations.for_account(session, viewer, ines.id, datetime.now(UTC))
    return f"/invitation/{token}"


def settled(page: Page, path: str) -> None:
    """Open a page, and all that it folds away."""
    page.goto(path)
    if page.locator("#chart").is_visible():
        page.wait_for_selector("#chart[data-drawn]")
    if page.locator("#shares").count():
        page.wait_for_selector("#shares[data-drawn]")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(
    name: str, addresses: Callable[[str], Address], open_browser: Open, eyes: Eyes
) -> None:
    eyes.allowed += ["403", "404", "422"]
    server, path, who = addresses(name)
    found = []
    for language in LANGUAGES if name not in VARIANTS else LANGUAGES[:1]:
        page = open_browser(server, None, who, locale=language)
        settled(page, path)
        assert page.locator("html").get_attribute("lang") == language
        found += [(language, "light", *one) for one in serious(page)]
        page.emulate_media(color_scheme="dark")
        found += [(language, "dark", *one) for one in serious(page, ["color-contrast"])]
    assert found == []


def serious(page: Page, rules: list[str] | None = None) -> list[tuple[str, str]]:
    """What axe finds that keeps people out: the rule, and the first places."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    response = Axe().run(page, LOOKED_AT, options).response
    return [
        (one["id"], " | ".join(node["html"][:150] for node in one["nodes"][:4]))
        for one in response["violations"]
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone_and_every_button_can_be_met_by_a_finger(
    name: str, addresses: Callable[[str], Address], open_browser: Open, eyes: Eyes
) -> None:
    eyes.allowed += ["403", "404", "422"]
    server, path, who = addresses(name)
    page = open_browser(server, None, who, locale="pt", viewport=PHONE, has_touch=True)
    settled(page, path)
    assert page.evaluate(WIDER) == [False, []]
    assert page.evaluate(SMALL, LEAST_TARGET) == []
