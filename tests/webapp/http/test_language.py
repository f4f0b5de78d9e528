"""Three languages: every string translated, every page without leftovers, numbers and dates."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from one_school import School
from reader import path_of, read

from data.wording.languages import LANGUAGES
from webapp.http.language import day, moment, number, numbers, speaking

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "wording" / "translations"
NOTES = ROOT / "data" / "wording" / "notes.py"
TRANSLATED = ("pt", "fr")
HOLE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def strings() -> set[str | tuple[str, ...]]:
    """Every text of the code and the templates that a person reads."""
    keywords = {**DEFAULT_KEYWORDS, "N_": None, "say": None, "plural": (1, 2)}
    options = {"**.html": {"trim_blocks": "true", "newstyle_gettext": "true"}}
    found = set()
    for room in ("webapp", "rules", "scoring", "data"):
        mappings = [("**.py", "python"), ("templates/**.html", "jinja2")]
        for file, _, text, _, _ in extract_from_dir(
            ROOT / room, mappings, options, keywords=keywords, strip_comment_tags=False
        ):
            if ROOT / room / file != NOTES:
                found.add(text if isinstance(text, str) else tuple(text))
    return found


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def entry(known: Catalog, text: str | tuple[str, ...]) -> Message | None:
    return known.get(text if isinstance(text, str) else text[0])


def texts_of(known: Catalog) -> dict[str, str]:
    return {str(found.id): str(found.string) for found in known if found.id}


def holes(text: str) -> set[str]:
    return set(HOLE.findall(text))


def test_there_are_strings(strings: set[str | tuple[str, ...]]) -> None:
    assert len(strings) > 300
    assert "Skip to the content" in strings
    assert "“%(name)s” is not the name of a knob or filter." in strings


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_translated(strings: set[str | tuple[str, ...]], language: str) -> None:
    known = catalogue(language)
    wrong = []
    for text in sorted(strings, key=str):
        found = entry(known, text)
        if found is None:
            wrong.append(f"missing: {text}")
        elif found.fuzzy:
            wrong.append(f"fuzzy: {text}")
        elif not found.string or (isinstance(found.string, tuple) and not all(found.string)):
            wrong.append(f"empty: {text}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_holes_of_the_original(language: str) -> None:
    for found in catalogue(language):
        if not found.id:
            continue
        ids = found.id if isinstance(found.id, (list, tuple)) else [found.id]
        told = found.string if isinstance(found.string, (list, tuple)) else [found.string]
        wanted = set().union(*(holes(text) for text in ids))
        for text in filter(None, told):
            assert holes(text) <= wanted, text
            assert wanted - holes(text) <= {"num"}, text
            assert "%" not in HOLE.sub("", text).replace("%%", "") or "%" in HOLE.sub(
                "", ids[0]
            ).replace("%%", ""), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / "messages.mo"
    with compiled.open("wb") as file:
        write_mo(file, catalogue(language))
    with compiled.open("rb") as file:
        expected = texts_of(read_mo(file))
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        assert texts_of(read_mo(file)) == expected


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_keeps_a_string_that_nobody_says(
    strings: set[str | tuple[str, ...]], language: str
) -> None:
    said = {text if isinstance(text, str) else text[0] for text in strings}
    kept = {
        found.id if isinstance(found.id, str) else found.id[0]
        for found in catalogue(language)
        if found.id
    }
    assert kept <= said, kept - said


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_says_where_it_is_said(language: str) -> None:
    for found in catalogue(language):
        if found.id:
            assert found.locations, found.id
        for place, _ in found.locations:
            assert (ROOT / place).is_file(), (found.id, place)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_message_of_one_word_has_a_note_for_translators(language: str) -> None:
    bare = [
        found.id
        for found in catalogue(language)
        if isinstance(found.id, str) and len(found.id.split()) == 1 and not found.auto_comments
    ]
    assert not bare, bare


def addresses(school: School) -> list[str]:
    student = school.ids()["S1"]
    return [
        "/caseload?set=small&w.absences=1&school=GP",
        "/caseload?set=small&y=gap",
        f"/students/{student}",
        "/caseload/sheet",
        "/rosters",
        "/rules",
        "/rules/pilot-2008",
        "/nowhere",
        "/caseload?foo=1",
        "/caseload?set=nowhere",
    ]


# English words that no Portuguese or French page has; names of people and files are none of them.
ENGLISH = re.compile(
    r"\b(the|and|with|without|students|student|grade|weight|coached|rank|answer|all|"
    r"rule set|roster|whom|imported|sorry|nothing|is|of)\b",
    re.IGNORECASE,
)
# What stays: titles of sources, names of columns and files.
KEPT = re.compile(r"Balfanz.*?school|Using data mining to predict[^()]*|[\w-]+\.(csv|xlsx|yaml)")


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_has_english_left_over(school: School, language: str) -> None:
    reader = school.reader(language=language)
    left = []
    for address in addresses(school):
        page = reader.get(address)
        assert f'<html lang="{language}"' in page.text
        root = read(page.text)
        for cite in (found for found in root.walk() if found.name in ("cite", "code", "pre")):
            cite.parts = []
        for link in root.one("header", class_="top").all("nav", class_="languages"):
            link.parts = []
        said = KEPT.sub("", root.text)
        for match in ENGLISH.finditer(said):
            around = said[max(0, match.start() - 30) : match.end() + 30]
            left.append(f"{address}: {around}")
    assert not left, "\n".join(left)


def test_the_browsers_language_is_taken_unless_switched(school: School) -> None:
    for asked, expected in (
        ("pt-BR,pt;q=0.9", "pt"),
        ("fr-CA", "fr"),
        ("de,fr;q=0.5", "fr"),
        ("de", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
    ):
        page = school.reader(language=asked).get("/rules").text
        assert f'<html lang="{expected}"' in page, asked
    reader = school.reader(language="en")
    answer = reader.get("/language/pt?back=/rules")
    assert path_of(answer) == "/rules"
    assert '<html lang="pt"' in reader.get("/rules").text
    reader.get("/language/xx")
    assert '<html lang="pt"' in reader.get("/rules").text


def test_a_made_up_language_cookie_is_ignored(school: School) -> None:
    reader = school.reader(language="fr")
    reader.client.set_cookie("language", "../../etc")
    assert '<html lang="fr"' in reader.get("/rules").text


@pytest.mark.parametrize(
    ("language", "half", "on", "at"),
    [
        ("en", "−1234.5", "3 Feb 2026", "3 Feb 2026, 14:05 UTC"),
        ("pt", "−1234,5", "3 fev", "14:05 UTC"),
        ("fr", "−1234,5", "3 févr. 2026", "14:05 UTC"),
    ],
)
def test_numbers_and_dates_are_written_as_the_reader_writes_them(
    school: School, language: str, half: str, on: str, at: str
) -> None:
    then = datetime(2026, 2, 3, 14, 5, tzinfo=UTC)
    with school.app.test_request_context(headers={"Accept-Language": language}):
        school.app.preprocess_request()
        assert number(-1234.5) == half
        assert number(None) == number(float("nan")) == "–"
        assert number(12.0) == "12"
        assert number(100.0) == "100"
        assert number(-0.001) == "0"
        assert number(0.125, 2) in ("0.12", "0,12", "0.13", "0,13")
        assert number(10, 0) == "10"
        assert numbers([1.0, None, 2.5])[1] == "–"
        assert on in day(then)
        assert at in moment(then)
        assert day(None) == moment(None) == "–"


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("pt", "pt_PT"), ("fr", "fr")])
def test_months_are_written_as_unicode_has_them(language: str, locale: str) -> None:
    with speaking(language):
        for month in range(1, 13):
            then = date(2026, month, 3)
            assert day(then) == format_date(then, "d MMM y", locale=locale)


def test_every_language_has_its_name() -> None:
    assert set(LANGUAGES) == {"pt", "fr", "en"}
    assert all(language.name for language in LANGUAGES.values())


def test_rule_set_and_dictionary_words_follow_the_reader(school: School) -> None:
    said = {
        language: school.reader(language=language).page("/caseload?set=small").text
        for language in LANGUAGES
    }
    assert "Little study" in said["en"]
    assert "Peu de travail" in said["fr"]
    assert "Pouco estudo" in said["pt"]
