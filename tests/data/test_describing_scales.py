"""Whatever marks, scale and decimal mark a file has: what was written comes back, or is asked."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from school_files import described
from shipped import DICTIONARIES

from data.column import Dictionary
from data.describing import (
    SCALES,
    FileDescription,
    answered,
    dictionary_of,
    mapping_of,
    propose,
    reviewed,
)
from data.dictionary import read
from data.dictionary_text import written
from data.reading import open_table

MARKS = ["Abs", "N.Not", "Disp", "AM", "EF", "SC", "NP", "-", "", "a)"]
DOUBTFUL = ["F", "M", "X"]
LANGUAGES = {
    "Nome;Turma;Nota": ",",
    "Élève;Classe;Moyenne": ",",
    "Alumno;Grupo;Calificación": ",",
    "Nachname;Klasse;Note": ",",
    "Student;Homeroom;Final score": ".",
}


@st.composite
def grade_files(draw: st.DrawFn) -> tuple[str, str, list[str | float], str]:
    """(header line, text of the rows, what was meant by each, the scale's key)."""
    header = draw(st.sampled_from(sorted(LANGUAGES)))
    scale = draw(st.sampled_from(sorted(set(SCALES) - {"percent"})))
    mark = LANGUAGES[header]
    low, high = SCALES[scale].low, SCALES[scale].high
    numbers = st.integers(int(low) * 10, int(high) * 10).map(lambda tenths: tenths / 10)
    marks = st.sampled_from(MARKS + DOUBTFUL)
    meant = draw(st.lists(st.one_of(numbers, numbers, numbers, marks), min_size=3, max_size=25))
    cells = [each if isinstance(each, str) else f"{each:g}".replace(".", mark) for each in meant]
    rows = [f"Aluno {place};1{'AB'[place % 2]};{cell}" for place, cell in enumerate(cells)]
    return header, "\n".join(rows), meant, scale


@settings(max_examples=examples(100))
@given(grade_files())
def test_every_grade_and_mark_comes_back_as_written_or_is_asked_about(
    made: tuple[str, str, list[str | float], str],
) -> None:
    header, rows, meant, _ = made
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grades.csv"
        path.write_text(f"{header}\n{rows}\n", "utf-8")
        table = open_table(path, "grades.csv")
    if len(table.rows) != len(meant):
        return  # a row that the reading left out, with its reason
    column = header.split(";")[-1]
    proposal = propose(table, DICTIONARIES)
    asked = " ".join(question.key for question in proposal.open_questions)
    for cell in meant:
        if cell in DOUBTFUL and isinstance(proposal.summaries[2].low, float):
            assert f":{cell}" in asked or "year" in asked
    found = described(table)
    if found.proposal.description.grade != column:
        assert found.proposal.open_questions or not any(isinstance(each, float) for each in meant)
        return
    name = mapping_of(found.proposal.description)[column]
    for record, cell in zip(found.roster.records, meant, strict=True):
        read_as = record.values.get(name, record.missing.get(name))
        if isinstance(cell, float) or cell in (*MARKS, *DOUBTFUL):
            steps = found.grade.kind == "steps"
            assert steps or read_as == cell, (read_as, cell)
    assert found.roster.problems == ()


@settings(max_examples=examples(60))
@given(grade_files(), st.sampled_from(sorted(SCALES)))
def test_a_scale_that_is_chosen_is_the_dictionarys(
    made: tuple[str, str, list[str | float], str], scale: str
) -> None:
    header, rows, _, _ = made
    with TemporaryDirectory() as folder:
        path = Path(folder) / "grades.csv"
        path.write_text(f"{header}\n{rows}\n", "utf-8")
        table = open_table(path, "grades.csv")
    proposal = propose(table, DICTIONARIES)
    column = header.split(";")[-1]
    fields = {"meaning": "grade", **SCALES[scale].fields}
    changed = proposal.description.changed(column, **fields)
    own = dictionary_of(changed, "own", "Own", dictionaries=DICTIONARIES)
    chosen = SCALES[scale]
    assert (own.grade.low, own.grade.high, own.grade.best) == (
        *(chosen.low, chosen.high),
        chosen.best,
    )
    assert own.grade.passing == chosen.passing


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)


@st.composite
def dictionaries(draw: st.DrawFn) -> Dictionary:
    """A dictionary with any texts in its words, marks, aliases and values."""
    words = st.one_of(TEXTS, st.fixed_dictionaries({"en": TEXTS, "fr": TEXTS}))
    values = draw(st.dictionaries(st.integers(1, 5), words, max_size=4))
    aliases = tuple(draw(st.lists(TEXTS.filter(str.strip), max_size=2, unique=True)))
    grade = {
        **{"name": "FinalGrade", "type": "number", "role": "grade", "use": "show"},
        **{"low": 0, "high": draw(st.sampled_from([5, 10, 20.5])), "values": values},
        **{"best": draw(st.sampled_from(["high", "low"])), "passing": 3, "unit": draw(words)},
        **{"label": draw(words), "meaning": draw(words), "required": draw(st.booleans())},
        "marks": draw(st.dictionaries(TEXTS, words, max_size=3)),
    }
    word = {
        **{"name": "kind", "type": "word", "use": "audit", "label": draw(words)},
        **{"meaning": draw(words), "values": draw(st.dictionaries(TEXTS, words, max_size=3))},
        "quasi_identifier": draw(st.sampled_from([None, True])),
    }
    flag = {"name": "flag", "type": "flag", "use": "score", "label": "x", "meaning": "y"}
    columns = {each["name"]: each for each in (grade, word, flag)}
    made = {"format": 1, "name": "own", "title": draw(words), "about": draw(words)}
    built = Dictionary.model_validate(made | {"columns": columns, "like": draw(TEXTS)})
    kind = built.columns["kind"].model_copy(update={"aliases": aliases})
    try:
        columns = {**built.columns, "kind": kind}
        return Dictionary.model_validate(dict(built) | {"columns": columns})
    except ValueError:
        return built


@settings(max_examples=examples(100))
@given(dictionaries())
def test_a_dictionary_comes_back_from_its_yaml_as_it_was(dictionary: Dictionary) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.yaml"
        path.write_text(written(dictionary), "utf-8")
        assert read(path) == dictionary


def test_a_shipped_dictionary_comes_back_from_its_yaml_as_it_was(tmp_path: Path) -> None:
    for name, dictionary in DICTIONARIES.items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(written(dictionary), "utf-8")
        assert read(path) == dictionary


def test_a_description_comes_back_from_json_with_its_answers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Nome;Nota\nAna;9\nRui;8\n", "utf-8")
    proposal = propose(open_table(path, "x.csv"), DICTIONARIES)
    said = answered(proposal.description, proposal.open_questions[0], "0-10")
    again = FileDescription.model_validate_json(said.model_dump_json())
    assert again == said and reviewed(again, proposal.summaries).questions[0].answer == "0-10"
