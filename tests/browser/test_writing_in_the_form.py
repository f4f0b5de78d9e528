"""The form of a draft in a real browser: sliders, edges, typing on, phones and the dark."""

import difflib
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from eyes import Eyes, Open
from lengths import some
from playwright.sync_api import Locator, Page, expect
from served import Server

from data.store.rules import rule_drafts
from webapp.services.process.settings import SHIPPED_RULES

TEXT = (SHIPPED_RULES / "pilot-2008.yaml").read_text("utf-8")
WIDER = """width => [...document.querySelectorAll("#draft-form *")]
  .filter((one) => !one.closest("svg") && one.getBoundingClientRect().right > width + 1)
  .map((one) => one.outerHTML.slice(0, 99))"""
HALVES = """() => 3 ===
  document.querySelector("#draft-now").textContent.match(/weight: \\d\\.5/g)?.length"""


class Form:
    """Lea's page of a draft of the pilot set that she has just begun."""

    def __init__(self, server: Server, open_browser: Open, **how: object) -> None:
        with server.database.write() as session:
            draft = rule_drafts.begin(session, server.viewer("lea"), "pilot-2008", TEXT, 1)
        self.server, self.number = server, draft.id
        self.page: Page = open_browser(server, f"/drafts/{draft.id}", **how)

    def card(self, key: str) -> Locator:
        """An indicator's card, unfolded."""
        card = self.page.locator(f"#card-{key}")
        if card.get_attribute("open") is None:
            card.locator("> summary").click()
        return card

    def field(self, name: str) -> Locator:
        """A field by its place in the text."""
        return self.page.locator(f"#f-{name.replace('.', '-')}")

    def saved(self, revision: int) -> None:
        """Wait until the page has the draft's revision."""
        now = self.page.locator(f"#draft-now[data-revision='{revision}']")
        expect(now).to_be_attached()

    @property
    def diff(self) -> list[str]:
        """The lines that went (-) and came (+), as the page has them."""
        now = self.page.locator("#draft-now").text_content() or ""
        lines = difflib.unified_diff(TEXT.splitlines(), now.splitlines(), lineterm="", n=0)
        return [line for line in lines if line[:3] not in ("---", "+++") and line[0] in "+-"]


@pytest.fixture
def new_form(school: Server, open_browser: Open, eyes: Eyes) -> Callable[..., Form]:
    """Open a new draft's form; what else the page shows is not looked at here."""
    eyes.allowed += ["htmx:afterRequest", "htmx:sendAbort"]  # a trial that a newer one replaced
    return lambda **how: Form(school, open_browser, **how)


def test_a_slider_moved_by_keyboard_changes_one_line_and_keeps_the_focus(
    new_form: Callable[..., Form],
) -> None:
    form = new_form()
    slider = form.page.get_by_label("Weight of “Absences this year”", exact=True)
    slider.focus()
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    expect(form.field("indicators.absences.weight")).to_have_value("3")
    form.saved(2)
    assert form.diff == ["-    weight: 4", "+    weight: 3"]
    focused = form.page.evaluate("document.activeElement.id")
    assert focused == "slide-f-indicators-absences-weight"
    form.page.keyboard.press("ArrowLeft")
    form.saved(3)
    assert form.diff == ["-    weight: 4", "+    weight: 2.5"]


def test_an_edge_is_dragged_over_the_bars(new_form: Callable[..., Form]) -> None:
    form = new_form()
    card = form.card("absences")
    edge = card.locator(".edge").first
    box = card.locator(".spread svg").bounding_box()
    handle = edge.bounding_box()
    assert box is not None
    assert handle is not None
    y = handle["y"] + handle["height"] / 2
    form.page.mouse.move(box["x"] + box["width"] * 8 / 93, y)
    form.page.mouse.down()
    form.page.mouse.move(box["x"] + box["width"] * 13 / 93, y, steps=5)
    expect(form.field("indicators.absences.bands.0.up_to")).to_have_value("13")
    line = card.locator(".edge-line").first
    assert abs(float(line.get_attribute("x1") or 0) - 1000 * 13 / 93) < 0.01
    form.page.mouse.up()
    form.saved(2)
    assert form.diff == ["-      - up_to: 8", "+      - up_to: 13"]
    expect(card).to_have_attribute("open", "")
    expect(card.locator("tbody tr").first).to_contain_text("0 to 13")


def test_an_edge_moved_by_keyboard_stops_at_its_neighbour(new_form: Callable[..., Form]) -> None:
    form = new_form()
    edge = form.card("absences").locator(".edge").first
    edge.focus()
    edge.press("End")
    form.saved(2)
    assert form.diff == ["-      - up_to: 8", "+      - up_to: 14"]


def test_what_is_typed_while_an_answer_is_on_its_way_stays(new_form: Callable[..., Form]) -> None:
    form = new_form()
    card = form.card("health")
    form.field("indicators.health.label").fill("How one feels")
    action = card.get_by_label("One more action")
    action.press_sequentially("Ask how the week was, and listen", delay=25)
    form.saved(2)
    expect(action).to_have_value("Ask how the week was, and listen")
    action.press("Tab")
    form.saved(3)
    expect(card.get_by_label("Action 2", exact=True)).to_have_value(
        "Ask how the week was, and listen"
    )
    assert len(form.diff) == 3


def test_a_slider_moved_on_and_on_is_never_in_its_own_way(new_form: Callable[..., Form]) -> None:
    form = new_form()
    slider = form.page.locator("#slide-f-indicators-absences-weight")
    slider.focus()
    for _ in range(8):
        form.page.keyboard.press("ArrowLeft")
        form.page.wait_for_timeout(330)  # a little longer than the form waits
    expect(slider).to_have_value("0")
    form.page.wait_for_function(
        "() => document.querySelector('#draft-now').textContent.includes('weight: 0\\n')"
    )
    assert form.diff == ["-    weight: 4", "+    weight: 0"]
    expect(form.page.locator("#draft-said .problem")).to_have_count(0)


def test_two_cards_changed_at_once_both_arrive(new_form: Callable[..., Form]) -> None:
    form = new_form()
    for key in ("health", "absences", "going_out"):
        form.page.locator(f"#slide-f-indicators-{key}-weight").press("ArrowRight")
    form.page.wait_for_function(HALVES)
    assert [line for line in form.diff if line[0] == "+"] == [
        "+    weight: 4.5", "+    weight: 3.5", "+    weight: 1.5",
    ]  # fmt: skip


def test_an_indicator_is_added_removed_and_had_back(new_form: Callable[..., Form]) -> None:
    form = new_form()
    form.card("new")
    form.page.get_by_label("Add “Internet at home” with bands").click()
    form.saved(2)
    assert "+  internet:" in form.diff
    card = form.card("internet")
    card.get_by_role("button", name="Remove “Internet at home”").click()
    form.saved(3)
    assert form.diff == []
    form.page.get_by_role("button", name="Undo").click()
    form.saved(4)
    assert "+  internet:" in form.diff


def test_a_condition_is_changed_by_its_menus(new_form: Callable[..., Form]) -> None:
    form = new_form()
    card = form.card("below_average_study")
    card.get_by_label("Comparison", exact=True).last.select_option("at most")
    form.saved(2)
    assert form.diff[-1] == "+    when: studytime <= mean(studytime)"
    expect(card.locator("p.words")).to_have_text("Study time: at most the average of “Study time”")


@pytest.mark.parametrize(
    ("width", "scheme"), some([(360, "dark"), (1280, "light"), (360, "light"), (1280, "dark")], 2)
)
def test_everything_has_room_and_axe_finds_nothing_serious(
    new_form: Callable[..., Form], scheme: str, width: int
) -> None:
    form = new_form(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for key in ("set", "absences", "below_average_study", "school_support", "new"):
        form.card(key)
    assert form.page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert form.page.evaluate(WIDER, width) == []
    form.page.evaluate(Axe().axe_script)
    found = form.page.evaluate("() => axe.run('#draft-form').then((found) => found.violations)")
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"][:150]) for one in serious] == []
