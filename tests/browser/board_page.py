"""What a counsellor sees on the board, read from the page itself."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

# A mark that is drawn in the students' colour and wide enough to be met by a pointer: the last
# such pixel of each line, so that the test can go there.
MARKS = """() => {
  const canvas = document.querySelector("#chart canvas");
  const [wide, high] = [canvas.width, canvas.height];
  const ratio = wide / canvas.clientWidth;
  const pixels = canvas.getContext("2d").getImageData(0, 0, wide, high).data;
  const style = getComputedStyle(document.querySelector("#chart"));
  const page = getComputedStyle(document.documentElement).backgroundColor;
  const ground = page.match(/\\d+/g).map(Number);
  const hex = style.getPropertyValue("--student").trim();
  const colour = [1, 3, 5].map((at, i) =>
    Math.round(0.75 * parseInt(hex.slice(at, at + 2), 16) + 0.25 * ground[i]));
  const inked = (x, y) => colour.every((c, i) => Math.abs(pixels[4 * (y * wide + x) + i] - c) < 12);
  const found = [];
  for (let y = 4; y < high * 0.8; y += 2)
    for (let x = 4; x < wide - 4; x += 2)
      if (inked(x, y) && inked(x - 2, y) && inked(x + 2, y) && inked(x, y - 2) && inked(x, y + 2))
        found.push([x / ratio, y / ratio]);
  return found;
}"""


def figures(page: Page) -> dict[str, Any]:
    """The columns that the chart draws and the live counts, as they came with the part."""
    data: dict[str, Any] = json.loads(page.locator("#data").text_content() or "{}")
    return data


def picture(page: Page) -> str:
    """The chart as it is drawn."""
    return str(page.evaluate("document.querySelector('#chart canvas').toDataURL()"))


def wait_for_another_picture(page: Page, before: str) -> None:
    """Wait until the chart is drawn otherwise than it was."""
    page.wait_for_function(
        "before => document.querySelector('#chart canvas').toDataURL() !== before", arg=before
    )


def marks(page: Page) -> list[tuple[float, float]]:
    """Where students stand, in pixels of the window."""
    canvas, seen = page.locator("#chart canvas"), None
    for _ in range(50):  # until nothing moves: a page that has just come finds its place yet
        now = canvas.bounding_box(), page.evaluate(MARKS)
        box, found = now
        if box and found and now == seen:
            return [(box["x"] + x, box["y"] + y) for x, y in found]
        seen = now
        page.wait_for_timeout(50)
    return []


def places(page: Page) -> list[str]:
    """The names of those who get a place."""
    return page.locator(".places .given li > a").all_text_contents()


def names(page: Page) -> list[str]:
    """The names of this page of the list, in its order; not of those above it without a grade."""
    return page.locator(".list tbody:last-of-type th a").all_text_contents()


def column(page: Page, number: int) -> list[str]:
    """The cells of one column of the list, from 1."""
    return page.locator(f".list tbody:last-of-type td:nth-child({number})").all_text_contents()


def shown(page: Page) -> int:
    """How many students the list says that it shows."""
    return int(re.findall(r"\d+", page.locator("#list-title").inner_text())[0])


def asks(page: Page, words: str) -> None:
    """Wait until the address holds these words, spelled as in an address."""
    page.wait_for_function("words => location.search.includes(words)", arg=words)


def drawn(page: Page) -> None:
    """Wait until the chart is there."""
    expect(page.locator("#chart[data-drawn] canvas")).to_be_visible()
