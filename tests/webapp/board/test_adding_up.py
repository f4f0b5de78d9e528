"""What is shown adds up as it is shown, for whoever adds it up: on pages, to programs, in files."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from many_students import take_in
from one_school import School
from programs import Program
from reader import Element, Reader, read

SOME = 16  # students of a roster whose pages are read
HALF = Decimal("0.5")


@pytest.fixture(scope="module", params=["invented", "pilot"])
def known(
    request: pytest.FixtureRequest,
    trained_folder: Path,
    empty_folder: Path,
    copied: Callable[[Path], Path],
    shared: Callable[[str], Path],
) -> Iterator[School]:
    """A school with an active model: of invented students, and of the pilot roster."""
    pilot = request.param == "pilot"
    content = shared("pilot-students.csv").read_text("utf-8") if pilot else ""
    made = School(copied(empty_folder if pilot else trained_folder))
    if pilot:
        take_in(made, 0, content)
    yield made
    made.close()


def figure(text: str) -> Decimal:
    """A figure as a reader takes it; a dash is nothing."""
    return Decimal(text.replace("−", "-").replace("+", "").replace("–", "0"))


def column(table: Element, part: str, place: int) -> list[Decimal]:
    """One column of figures of a table, counted from the end."""
    rows = table.one(part).all("tr")
    return [figure(row.all("td")[place].text) for row in rows]


def pages(school: School, path: str) -> Iterator[Element]:
    """The page of each of some students."""
    lea = school.reader()
    for student in list(school.ids().values())[:SOME]:
        answer = lea.get(f"/students/{student}{path}")
        if answer.status_code == 302:  # to the shorter address: one of the answers is his own
            answer = lea.get(answer.location)
        yield read(answer.text)


def same(worked_out: Decimal, shown: str) -> bool:
    """Whether what comes out is rounded to what is shown."""
    places = -int(Decimal(shown).as_tuple().exponent)
    return abs(worked_out - Decimal(shown)) <= HALF.scaleb(-max(places, 1)) + Decimal("1e-9")


def test_the_lines_of_a_complexity_add_up_to_it_and_with_the_ease_to_a_hundred(
    known: School,
) -> None:
    opened = 0
    for page in pages(known, ""):
        table = page.one("section", aria_labelledby="ease").one("table")
        complexity, ease = (figure(row.all("td")[0].text) for row in table.one("tfoot").all("tr"))
        if ease:
            assert sum(column(table, "tbody", -2)) == complexity
            assert complexity + ease == 100
            opened += 1
    assert opened > SOME / 2


def test_the_lines_of_an_expected_grade_add_up_to_it(known: School) -> None:
    opened = 0
    for page in pages(known, ""):
        for table in page.one("section", aria_labelledby="gap").all("table"):
            if table.all("tfoot"):
                assert [sum(column(table, "tbody", 0))] == column(table, "tfoot", 0)
                opened += 1
    assert opened > SOME / 2


def test_priority_need_and_gap_are_what_their_arithmetic_comes_to(known: School) -> None:
    worked_out = 0
    for page in pages(known, ""):
        text = page.text.replace("−", "-")
        if found := re.search(r"= ([\d.]+) × ([\d.]+) ÷ 100 = ([\d.]+)", text):
            need, ease, priority = found.groups()
            product = Decimal(need) * Decimal(ease) / 100
            assert abs(product - Decimal(priority)) <= Decimal("0.005000001"), found.group()
            worked_out += 1
        if found := re.search(r"Need: ([-\d.+×÷() ]+) = ([\d.]+)", text):
            sum_ = found.group(1).replace("×", "*").replace("÷", "/")
            assert same(_worked_out(sum_), found.group(2)), found.group()
        if found := re.search(r"Gap: \+?(-?[\d.]+).*Expected ([\d.]+), .* has ([\d.]+):", text):
            gap, expected, grade = found.groups()
            assert same(Decimal(expected) - Decimal(grade), gap), found.group()
    assert worked_out > SOME / 2


def _worked_out(sum_: str) -> Decimal:
    """A sum of the three that a need may be, worked out by hand."""
    numbers = [Decimal(one) for one in re.findall(r"(?<![\d)])-?[\d.]+|(?<=- )[\d.]+", sum_)]
    if sum_.startswith("50 + 100"):
        fifty, hundred, gap, high, low = numbers
        return fifty + hundred * gap / (high - low)
    if sum_.startswith("50 + 50"):
        fifty, again, passing, grade, passing_, low = numbers
        return fifty + again * (passing - grade) / (passing_ - low)
    fifty, high, grade, high_, passing = numbers
    return fifty * (high - grade) / (high_ - passing)


def test_a_what_if_adds_up_line_by_line_and_so_do_the_differences(known: School) -> None:
    opened = 0
    for page in pages(known, "/what-if?a.absences=17&a.studytime=3"):
        for section in page.all("section", aria_labelledby="lines"):
            table = section.one("table")
            cells = [row.all("td")[1:] for row in table.one("tbody").all("tr")]
            together = table.one("tfoot").one("tr").all("td")
            for place, total in enumerate(together):
                assert sum(figure(one[place].text) for one in cells) == figure(total.text)
                opened += 1
    assert opened > SOME


def test_a_smallest_change_adds_up_before_and_after(known: School) -> None:
    opened = 0
    for page in pages(known, "/smallest-change"):
        for table in (one for way in page.all("article") for one in way.all("table")):
            foot = table.one("tfoot").all("tr")
            for side in (0, 1):
                lines = [_side(row, side) for row in table.one("tbody").all("tr")]
                complexity, ease = (_side(row, side) for row in foot)
                assert (sum(lines), complexity + ease) == (complexity, 100)
                opened += 1
    assert opened


def _side(row: Element, side: int) -> Decimal:
    return figure(row.all("td")[-1].text.split(" → ")[side])


def told(text: str) -> Any:
    """JSON with its figures as they are written."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def test_what_programs_are_told_adds_up(known: School) -> None:
    program = Program(known)
    records = [{"absences": k, "studytime": 1 + k % 4, "failures": k % 3} for k in range(SOME)]
    for one in told(program.predict(*records, contributions=True).text)["records"]:
        assert one["baseline"] + sum(one["contributions"].values()) == one["expected"]
    ranked = told(program.get("ranking?places=20").text)["students"]
    apart = [one for one in ranked if one["gap"] is not None]
    assert len(apart) > SOME / 2
    for one in apart:
        assert one["expected"] - one["grade"] == one["gap"]


def test_a_familys_file_adds_up(known: School) -> None:
    abel: Reader = known.reader("abel")
    for student in list(known.ids().values())[:3]:
        answer = abel.post(f"/families/{student}/data.zip")
        packed = zipfile.ZipFile(io.BytesIO(answer.data))
        rows = told(packed.read("data.json").decode())["rules"]
        for title in {row["rule_set"] for row in rows}:
            its = [row for row in rows if row["rule_set"] == title]
            if its[0]["complexity"] is not None:
                adds = [row["adds_to_complexity"] or 0 for row in its]
                assert sum(adds) == its[0]["complexity"]
