"""What the words of a header say its column is: lists in `data/header_words`, whole fields only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from data.describing.description import Kind, Meaning, Period
from data.dictionary import plain_content
from data.headers import fold, plain

FOLDER = Path(__file__).parents[1] / "header_words"
ENTRIES = ("persons", "grades", "attendance", "other_columns")
PERIODS: dict[int, Period | None] = {1: "first", 2: "second", 3: "third", 4: None}
ANY = "any"

# "Aluno(a)", "Né(e)", "Aluno/a", "Schüler:in": the ending alone says nothing.
_ENDING = re.compile(r"(?<=\w)(?:\((?:a|e|s|as|es|in)\)|/a\b|[:*/]-?in\b)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(r"\s*(?:[·|:/\n–—]|\s-\s|->|>)\s*")
_SCALE = re.compile(
    r"(?<![\d.])(?:(?:de\s|from\s|von\s)?(?P<low>[01])\s*(?:a|à|-|–|to|bis|até|/)\s*|"
    r"(?:sur|out of|of|von|de|sobre|em|/)\s*)(?P<high>4|5|6|7|10|12|15|20|30|40|50|100|200)"
    r"(?!\d|[.,]\d|\.?[º°ª]|\s*(?:ano|year))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class HeaderWord:
    """What one entry of the lists proposes for a column; see `data/header_words/persons.yaml`."""

    key: str
    meaning: Meaning
    name: str
    kind: Kind | None
    rank: int
    label: Mapping[str, str]
    unit: Mapping[str, str]
    least_high: float | None
    record: bool
    explorable: bool


@dataclass(frozen=True)
class HeaderFacts:
    """What is known of a header. word: its entry, None where its words are not known. language: of
    the words, "" where they are of several. out_of: (low, high) where the header says the scale.
    part: the period as written."""

    word: HeaderWord | None = None
    language: str = ""
    header: str = ""
    subject: str = ""
    period: Period | None = None
    out_of: tuple[float, float] | None = None
    part: str = ""


@lru_cache(maxsize=2000)  # a page asks for the same headers at each change
def heading_of(header: str) -> HeaderFacts:
    """What the words of a header say, its period, subject and scale taken out of it."""
    return replace(_heading(header), header=header)


def _heading(header: str) -> HeaderFacts:
    scale = _scale_in(header)
    bare = _SCALE.sub(" ", header) if scale else header
    whole = _in_the_lists(header) or (_in_the_lists(bare) if bare.strip() else None)
    if whole is not None:
        return replace(whole, out_of=scale, period=_period_of(header, whole))
    header = bare
    rest, period = _without_period(header)
    if period is not None:
        whole = _in_the_lists(rest) if rest else HeaderFacts(_entries()["grade"])
        if whole is not None:
            return replace(whole, period=period[0], part=period[1], out_of=scale)
    around = _beside_a_subject(rest if period else header)
    if around is not None:
        found = period or (around.period, "")
        return replace(around, out_of=scale, period=found[0], part=found[1])
    return HeaderFacts(
        _contained(header),
        out_of=scale,
        period=period[0] if period else None,
        part=period[1] if period else "",
    )


def period_in(text: str) -> Period | None:
    """The part of the year that a text names, as a title above a table does."""
    found = _without_period(text)[1]
    return None if found is None else found[0]


def language_of(headings: Sequence[HeaderFacts]) -> str:
    """The language most of the headings are in; "" where none leads."""
    counts = Counter(each.language for each in headings if each.language)
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def known_mark(text: str) -> Mapping[str, str] | None:
    """The words of a mark that stands for no answer, by language; None for any other text."""
    marks: Mapping[str, Mapping[str, str]] = _marks()["marks"]
    return marks.get(_mark_key(text))


def doubtful_mark(text: str) -> bool:
    """Whether a text could be a mark as well as something else."""
    return _mark_key(text) in _marks()["ask"]


@cache
def known_steps() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Scales of words, the worst first, each with the first word that passes ("": not said)."""
    return tuple(
        (tuple(str(word) for word in each["steps"]), str(each.get("passing", "")))
        for each in plain_content(FOLDER / "steps.yaml")
    )


def entry(key: str) -> HeaderWord:
    """An entry by its key. Raises KeyError."""
    return _entries()[key]


def _mark_key(text: str) -> str:
    return plain(text).rstrip(".").strip()


@cache
def _marks() -> Mapping[str, Any]:
    content = plain_content(FOLDER / "marks.yaml")
    marks = {_mark_key(str(text)): words for text, words in content["marks"].items()}
    return {"marks": marks, "ask": frozenset(content["ask"])}


@cache
def _lists() -> tuple[dict[str, HeaderWord], dict[str, HeaderFacts], tuple[tuple[str, str], ...]]:
    entries: dict[str, HeaderWord] = {}
    headings: dict[str, HeaderFacts] = {}
    inside: list[tuple[str, str]] = []
    for name in ENTRIES:
        for key, content in plain_content(FOLDER / f"{name}.yaml").items():
            entries[key] = word = _entry(key, content)
            inside += [(plain(str(text)), key) for text in content.get("contains", ())]
            for language, headers in content["headers"].items():
                for header in headers:
                    spoken = "" if language == ANY else language
                    folded = fold(str(header)) or str(header)
                    known = headings.get(folded)
                    if known is None:
                        headings[folded] = HeaderFacts(word, spoken)
                    elif known.word is not word and plain(str(header)) != folded:
                        # "Class." is a grade where "Class" is none.
                        headings.setdefault(plain(str(header)), HeaderFacts(word, spoken))
                    elif known.language != spoken:
                        headings[folded] = replace(known, language="")
    return entries, headings, tuple(inside)


def _entries() -> dict[str, HeaderWord]:
    return _lists()[0]


def _entry(key: str, content: Mapping[str, Any]) -> HeaderWord:
    return HeaderWord(
        key=key,
        meaning=content["meaning"],
        name=content.get("name", ""),
        kind=content.get("kind"),
        rank=content.get("rank", 1),
        label=content.get("label", {}),
        unit=content.get("unit", {}),
        least_high=content.get("least_high"),
        record=content.get("record", False),
        explorable=content.get("explorable", False),
    )


@cache
def _subjects() -> tuple[dict[str, str], Mapping[str, Any], frozenset[str]]:
    content = plain_content(FOLDER / "subjects.yaml")
    known: dict[str, str] = {}
    for language, names in content["subjects"].items():
        for name in names:
            shared = known.get(fold(name), language) != language
            known[fold(name)] = "" if shared else language
    return known, content["periods"], frozenset(plain(word) for word in content["small_words"])


def _spellings(header: str) -> Iterator[str]:
    """The header, and what is left of it without signs that say nothing."""
    text = _ENDING.sub("", header.strip().strip("*#").strip())
    yield header
    yield text
    bare = _BRACKETS.sub(" ", text).strip(" *:-–.")
    if bare:
        yield bare
        yield _between_small_words(bare)


def _in_the_lists(header: str) -> HeaderFacts | None:
    headings = _lists()[1]
    for text in _spellings(header):
        found = headings.get(plain(text)) or headings.get(fold(text) or text)
        if found is not None:
            return found
    return None


def _period_of(header: str, heading: HeaderFacts) -> Period | None:
    if heading.word is None or heading.word.meaning != "grade":
        return None
    period = _without_period(header)[1]
    if period is not None:
        return period[0]
    year = _subjects()[1]["year"]
    return "year" if any(word in plain(header).split() for word in year) else None


def _contained(header: str) -> HeaderWord | None:
    text = plain(header)
    key = next((key for word, key in _lists()[2] if word in text), None)
    return None if key is None else _entries()[key]


def _scale_in(header: str) -> tuple[float, float] | None:
    found = _SCALE.search(header)
    return (float(found["low"] or 0), float(found["high"])) if found else None


@cache
def _period_patterns() -> tuple[re.Pattern[str], ...]:
    _, periods, _ = _subjects()
    ordinals = "|".join(
        re.escape(str(word))
        for word in sorted(
            (word for words in periods["ordinals"].values() for word in words),
            key=lambda word: -len(str(word)),
        )
    )
    units = "|".join(sorted(periods["units"], key=lambda word: -len(word)))
    letters = "".join(periods["letters"])
    return (
        re.compile(rf"(?<!\w)(?P<n>{ordinals})\.?\s*-?\s*(?P<u>{units})s?(?!\w)\.?"),
        re.compile(rf"(?<!\w)(?P<u>{units})\.?\s*(?P<n>{ordinals})(?!\w)"),
        re.compile(rf"(?<!\w)(?P<n>[1-4])\.?\s?[oa]?\.?\s?(?P<u>[{letters}])(?!\w)\.?"),
        re.compile(rf"(?<!\w)(?P<u>[{letters}])\.?\s?(?P<n>[1-4])(?!\w)"),
    )


def _without_period(header: str) -> tuple[str, tuple[Period | None, str] | None]:
    """The header without its period, and that: (period, as written); None where it says none."""
    # "1.º" is "1.o" once folded; the dot would keep the ordinal from its letter.
    text = re.sub(r"(?<=\d)\.\s?(?=[oa]\b)", "", plain(header))
    for pattern in _period_patterns():
        found = pattern.search(text)
        if found:
            number = _ordinal(found["n"])
            left = set(f"{text[: found.start()]} {text[found.end() :]}".split())
            rest = " ".join(word for word in header.split() if plain(word) in left)
            return _between_small_words(rest), (PERIODS[number], found[0].strip())
    return header, None


def _ordinal(text: str) -> int:
    ordinals = _subjects()[1]["ordinals"]
    return next(
        (int(number) for number, words in ordinals.items() if text in words),
        int(text) if text.isdigit() else 4,
    )


def _between_small_words(text: str) -> str:
    """The text without small words, brackets and signs at its two ends."""
    small = _subjects()[2]
    words = text.strip(" -–·:|/,.()[]").split()
    while words and plain(words[0]) in small:
        words = words[1:]
    while words and plain(words[-1]) in small:
        words = words[:-1]
    return " ".join(words).strip(" -–·:|/,()[]")


def _beside_a_subject(header: str) -> HeaderFacts | None:
    """A grade or count of one subject: "Matemática · Classif.", "Note Maths", "MATHEMATIQUES"."""
    known = _subjects()[0]
    bare = _between_small_words(_BRACKETS.sub(" ", _ENDING.sub("", header)))
    if fold(bare) in known:
        return HeaderFacts(_entries()["grade"], known[fold(bare)], subject=bare)
    parts = [part for part in _PARTS.split(header.strip()) if part]
    if len(parts) == 2:
        pairs = [(parts[0], parts[1]), (parts[1], parts[0])]
        for subject, words in pairs:
            found = _answer_words(words)
            if found is not None and _in_the_lists(subject) is None:
                return replace(found, subject=_between_small_words(subject))
    words = bare.split()
    if len(words) > 1 and plain(words[0]) in _grade_of():
        subject = _between_small_words(" ".join(words[1:]))
        return HeaderFacts(_entries()["grade"], subject=subject)
    return _of_known_subject(words)


@cache
def _grade_of() -> frozenset[str]:
    return frozenset(plain_content(FOLDER / "subjects.yaml")["grade_of"])


def _of_known_subject(words: Sequence[str]) -> HeaderFacts | None:
    known = _subjects()[0]
    for cut in range(1, len(words)):
        pairs = [(words[:cut], words[cut:]), (words[cut:], words[:cut])]
        for some, others in pairs:
            subject = _between_small_words(" ".join(some))
            found = _answer_words(" ".join(others))
            if found is not None and fold(subject) in known:
                return replace(found, subject=subject)
    return None


def _answer_words(text: str) -> HeaderFacts | None:
    """The entry of a part of a header, where it is a grade or an answer."""
    found = _in_the_lists(text)
    if found is None:
        rest, period = _without_period(text)
        found = _in_the_lists(rest) if period and rest else None
        found = None if found is None or period is None else replace(found, period=period[0])
    if found is None or found.word is None or found.word.meaning not in ("grade", "answer"):
        return None
    return found
