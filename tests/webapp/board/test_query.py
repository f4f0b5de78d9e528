"""The address of a board: read, written again, and every way to write it wrongly."""

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import FEW, KEYS, small_set
from reader import Reader, read, sentence_of
from werkzeug.datastructures import MultiDict

from webapp.services.board.filters import FILTERS, QUADRANTS, STATES, Filters
from webapp.services.board.knobs import ROWS, SORTS, Knobs
from webapp.services.board.query import MOST_NAMES, from_query, which_board
from webapp.services.board.readers import MOST_ID, KnobProblem

RULES = small_set()
COLUMNS = ("school", "class", "sex", "age")
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
words = st.lists(texts.filter(bool), max_size=3, unique=True).map(tuple)
grades = st.none() | st.floats(-1e6, 1e6).map(lambda value: value + 0.0)
edges = st.floats(-1e6, 1e6).map(lambda value: value + 0.0)
students = st.lists(st.integers(1, MOST_ID), max_size=4, unique=True).map(tuple)


def query_of(knobs: Knobs) -> MultiDict[str, str]:
    """The knobs' query as a request has it."""
    return MultiDict(parse_qsl(knobs.query(), keep_blank_values=True))


@st.composite
def any_knobs(draw: st.DrawFn) -> Knobs:
    """Knobs as an address can hold them, for the small rule set."""
    weights = {key: draw(st.floats(0, 5)) for key in draw(st.sets(st.sampled_from(KEYS)))}
    chosen = {
        **{column: draw(words) for column in COLUMNS},
        "grade.from": draw(grades),
        "grade.to": draw(grades),
        "quadrant": draw(st.none() | st.sampled_from(sorted(QUADRANTS))),
        "lever": draw(st.none() | st.sampled_from(KEYS)),
        "coached": draw(st.none() | st.booleans()),
        "mine": draw(st.none() | st.just(True)),
        "state": draw(st.none() | st.sampled_from(sorted(STATES))),
        "q": draw(texts).strip(),
        "only": draw(students),
        "brush": draw(st.just(()) | st.tuples(edges, edges, edges, edges)),
    }
    assert chosen.keys() == {*COLUMNS, *FILTERS}
    return Knobs(
        weights={key: weight for key, weight in weights.items() if weight != RULES[key].weight},
        thresholds=draw(st.just({}) | st.floats(2, 20).map(edge)),
        off=tuple(draw(st.lists(st.sampled_from(KEYS), unique=True))),
        filters=Filters(chosen),
        places=draw(st.integers(0, 10_000)),
        limit=draw(st.none() | st.integers(1, 10_000)),
        by=draw(st.sampled_from([None, "class", "school"])),
        y=draw(st.sampled_from(["ease", "gap"])),
        x=draw(st.sampled_from(["reversed", "plain"])),
        sort=draw(st.sampled_from([*SORTS, *(f"-{sort}" for sort in SORTS)])),
        page=draw(st.integers(1, 1_000_000)),
        rows=draw(st.sampled_from(ROWS)),
        set=draw(st.none() | texts.map(str.strip).filter(bool)),
        roster=draw(st.none() | st.integers(1, MOST_ID)),
    )


def edge(value: float) -> dict[str, float]:
    """A threshold tried; none when it is the rule set's own."""
    return {"absences": value} if value != 4 else {}


def plain(knobs: Knobs) -> Mapping[str, Any]:
    """The knobs' fields, without what they keep for themselves."""
    return {name: value for name, value in vars(knobs).items() if not name.startswith("_")}


@FEW
@given(any_knobs())
def test_what_an_address_says_is_what_was_written_into_it(knobs: Knobs) -> None:
    assert plain(from_query(query_of(knobs), RULES, COLUMNS)) == plain(knobs)


@FEW
@given(any_knobs())
def test_an_address_written_twice_is_the_same_address(knobs: Knobs) -> None:
    assert from_query(query_of(knobs), RULES, COLUMNS).query() == knobs.query()


def test_the_address_of_an_untouched_board_is_empty() -> None:
    assert Knobs().query() == ""


def test_what_the_rule_set_says_anyway_is_not_written() -> None:
    said = MultiDict(
        [("w.absences", "2"), ("w.goout", "0"), ("t.absences", "4.0"), ("places", "12"),
         ("y", "ease"), ("x", "reversed"), ("sort", "priority"), ("page", "1"), ("q", "  "),
         ("grade.from", ""), ("coached", ""), ("limit", ""), ("set", ""), ("roster", "")]
    )  # fmt: skip
    assert from_query(said, RULES).query() == ""


def test_a_decimal_comma_is_a_decimal_mark_too() -> None:
    assert from_query(MultiDict([("w.absences", "2,5")]), RULES).weights == {"absences": 2.5}


def test_changes_are_written_over_what_the_knobs_say() -> None:
    knobs = Knobs(places=3, filters=Filters({"q": "ana", "school": ("GP", "MS")}))
    assert knobs.query(places=None, page=2) == "school=GP&school=MS&q=ana&page=2"
    assert knobs.query(school=(), q="") == "places=3"


WRONG = {
    "unknown knob": "w.nothing=3",
    "unknown threshold": "t.health=3",
    "unknown name": "foo=1",
    "a name without its key": "w.=1",
    "a dangerous name": "__class__=1",
    "too heavy": "w.absences=5.1",
    "negative": "w.absences=-1",
    "no number": "w.absences=heavy",
    "empty": "w.absences=",
    "NaN": "w.absences=nan",
    "infinite": "w.absences=inf",
    "beyond all weights": "w.absences=1e308",
    "beyond all numbers": "w.absences=1e999",
    "threshold too low": "t.absences=1.9",
    "threshold too high": "t.absences=20.1",
    "threshold NaN": "t.absences=NaN",
    "half a place": "places=1.5",
    "too many places": "places=10001",
    "negative places": "places=-1",
    "places in words": "places=a+few",
    "no limit": "limit=0",
    "page none": "page=0",
    "page in words": "page=next",
    "roster zero": "roster=0",
    "roster beyond": "roster=1e308",
    "roster huge": "roster=99999999999999999999999",
    "roster NaN": "roster=nan",
    "only a name": "only=ana",
    "only negative": "only=-5",
    "only beyond": "only=1,2,1e300",
    "tick a word": "tick=x&pick=1",
    "three edges": "brush=1,2,3",
    "five edges": "brush=1,2,3,4,5",
    "no edges": "brush=a,b,c,d",
    "an edge NaN": "brush=1,2,3,nan",
    "an endless edge": "brush=1,2,3,inf",
    "grade NaN": "grade.from=nan",
    "grade endless": "grade.to=inf",
    "grade in words": "grade.to=low",
    "unknown quadrant": "quadrant=best",
    "unknown lever": "lever=nothing",
    "unknown indicator off": "off=nothing",
    "coached perhaps": "coached=perhaps",
    "unknown state": "state=ranked",
    "unknown axis": "y=grade",
    "unknown direction": "x=backwards",
    "unknown sort": "sort=risk",
    "unknown group": "by=sex",
    "unknown number of rows": "rows=1000000",
}


@pytest.mark.parametrize("query", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_a_wrong_address_is_refused_with_a_sentence_in_page_and_part(
    lea: Reader, query: str, part: bool
) -> None:
    answer = lea.get(f"/caseload?set=small&{query}", part=part)
    assert answer.status_code == 422
    said = sentence_of(answer)
    assert said.strip().endswith(".") or "Go on from here" in said
    assert len(said) > 20
    assert ("<html" in answer.text) != part


@pytest.mark.parametrize(
    "address",
    [
        "/caseload.csv?w.absences=nan",
        "/caseload.xlsx?foo=1",
        "/caseload/sheet?places=-1",
        "/caseload/place?at.grade=1&at.height=1&y=z",
        "/students/1?w.absences=1e308",
    ],
)
def test_every_address_that_carries_knobs_refuses_the_same(lea: Reader, address: str) -> None:
    assert lea.get(address).status_code == 422


def test_a_sentence_says_what_was_read_and_what_is_allowed(lea: Reader) -> None:
    said = sentence_of(lea.get("/caseload?set=small&w.absences=9"))
    assert said == "w.absences: “9” is not a number from 0 to 5."
    said = sentence_of(lea.get("/caseload?set=small&w.nothing=9"))
    assert "It has: absences, little_study, health, goout." in said


def test_a_sentence_is_in_the_readers_language(lea: Reader) -> None:
    said = sentence_of(lea.get("/caseload?set=small&foo=9", **{"Accept-Language": "pt"}))
    assert "foo" in said
    assert "is not the name" not in said


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_ten_thousand_names_are_refused_at_once(lea: Reader, part: bool) -> None:
    query = "&".join(f"name{n}=1" for n in range(10_000))
    answer = lea.get(f"/caseload?{query}", part=part)
    assert answer.status_code == 422
    assert "10000" in sentence_of(answer)
    assert str(MOST_NAMES) in sentence_of(answer)


def test_ten_thousand_times_one_name_is_read(lea: Reader) -> None:
    query = "&".join(f"school=S{n}" for n in range(10_000))
    assert lea.get(f"/caseload?{query}").status_code == 200


def test_a_wrong_text_is_quoted_back_as_text_and_not_at_length(lea: Reader) -> None:
    answer = lea.get("/caseload?w.absences=<img+src=x>" + "x" * 5000)
    assert answer.status_code == 422
    assert not read(answer.text).all("img", src="x")
    assert "x" * 300 not in sentence_of(answer)


def test_a_percent_sign_in_a_wrong_name_is_only_a_percent_sign(lea: Reader) -> None:
    answer = lea.get("/caseload?%25(name)s%25d=1")
    assert answer.status_code == 422
    assert "%(name)s%d" in sentence_of(answer)


@FEW
@given(st.dictionaries(texts, texts, max_size=6))
def test_any_query_is_read_or_refused(pairs: dict[str, str]) -> None:
    args = MultiDict(pairs)
    try:
        which_board(args)
        from_query(args, RULES, COLUMNS)
    except KnobProblem as problem:
        assert str(problem)


named = st.sampled_from(
    [*WRONG.values(), "w.absences", "t.absences", "only", "brush", "places", "roster", "page"]
).map(lambda text: text.split("=")[0])


@FEW
@given(named, texts | st.floats().map(str) | st.integers().map(str))
def test_any_value_of_a_known_name_is_read_or_refused(name: str, value: str) -> None:
    args = MultiDict([(name, value)])
    try:
        roster, _ = which_board(args)
        knobs = from_query(args, RULES, COLUMNS)
    except KnobProblem as problem:
        assert problem.name in (name, "lever", "off")
    else:
        assert roster is None or 1 <= roster <= MOST_ID
        assert all(math.isfinite(weight) for weight in knobs.weights.values())
