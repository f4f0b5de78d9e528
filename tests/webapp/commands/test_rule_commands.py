"""The commands about rules, as a lead and a CI run them: what they print and how they end."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner
from invented import ROSTER, SMALL
from one_school import School

from data import store
from webapp import create_app
from webapp.services.process.settings import Settings

Run = Callable[..., Result]
EXAMPLES = """\
examples:
  - name: Often away
    student: {absences: 10}
    complexity: 20
    levers: [absences]
  - {name: Never away, student: {absences: 0}, complexity: {at_least: 50}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path) -> Path:
    """The data folder of a server with one school, its ten students and the small set."""
    made = tmp_path_factory.mktemp("alone") / "data"
    (made / "rules").mkdir(parents=True)
    (made / "rules" / "small.yaml").write_text(SMALL, encoding="utf-8")
    shutil.copy(sqlite_model, made / "alavanca.sqlite")
    school = School(made, beside=False)
    roster = made.parent / "maths.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    school.take_in(roster)
    school.state.shelf.sets()
    school.close()
    return made


@pytest.fixture
def own_school(folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """That school, for a test that changes it."""
    made = School(copied(folder), beside=False)
    yield made
    made.close()


@pytest.fixture
def run(own_school: School) -> Run:
    runner: FlaskCliRunner = own_school.app.test_cli_runner()

    def invoke(*words: str | Path) -> Result:
        done = runner.invoke(args=["rules", *map(str, words)])
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A lead's own file, outside of the server."""
    path = tmp_path / "own.yaml"
    path.write_text(SMALL + EXAMPLES, encoding="utf-8")
    return path


def spoil(path: Path, good: str = "weight: 2", bad: str = "weight: heavy") -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")


def in_folder(school: School) -> dict[str, str]:
    folder = school.settings.rules
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


# Reading: no database, no server -----------------------------------------------------------------


def test_files_are_checked_where_there_is_no_database(tmp_path: Path, file: Path) -> None:
    nowhere = f"sqlite:///{tmp_path}/no/such/folder/alavanca.sqlite"
    app = create_app(Settings(data_folder=tmp_path / "data", database_url=nowhere))
    other = tmp_path / "other.yaml"
    other.write_text(SMALL, encoding="utf-8")
    for words in (
        ["check", str(file)],
        ["test", str(file)],
        ["diff", str(file), str(other)],
        ["schema"],
    ):
        done = app.test_cli_runner().invoke(args=["rules", *words])
        assert done.exit_code == 0, done.output


def test_every_problem_is_a_line_that_an_editor_can_follow(run: Run, file: Path) -> None:
    spoil(file)
    spoil(file, "up_to: 30", "up_to: 3")
    done = run("check", file)
    assert done.exit_code == 1
    places = [line.removeprefix(f"{file}:").split(":")[:2] for line in done.output.splitlines()]
    assert [int(line) for line, _ in places] == sorted(int(line) for line, _ in places)
    assert len(places) >= 2


def test_problems_are_said_in_the_language_asked_for(run: Run, file: Path) -> None:
    spoil(file)
    assert "contém heavy" in run("check", file, "--language", "pt").output


def test_problems_come_as_json_for_programs(run: Run, file: Path) -> None:
    good = file.with_name("good.yaml")
    good.write_text(SMALL, encoding="utf-8")
    spoil(file)
    done = run("check", file, good, "--format", "json")
    assert done.exit_code == 1
    told = {Path(one["file"]).name: one["problems"] for one in json.loads(done.output)}
    assert told["good.yaml"] == []
    [problem] = told["own.yaml"]
    assert "heavy" in problem["message"]
    assert SMALL.splitlines()[problem["line"] - 1].strip() == "weight: 2"


def test_problems_come_as_lines_that_a_ci_shows_in_their_place(run: Run, file: Path) -> None:
    spoil(file, "weight: 2", "weight: 100 %")
    strange = file.rename(file.with_name("own, 50:50.yaml"))
    [line] = run("check", strange, "--format", "github").output.splitlines()
    assert line.startswith(f"::error file={strange.parent}/own%2C 50%3A50.yaml,line=11,col=13::")
    assert "100 %25" in line
    strange.write_text(SMALL, encoding="utf-8")
    assert run("check", strange, "--format", "github").output.strip() == ""


def test_a_folder_stands_for_its_files(run: Run, file: Path) -> None:
    file.with_name("two.yaml").write_text(SMALL, encoding="utf-8")
    done = run("check", file.parent)
    assert done.exit_code == 0
    assert done.output.count("examples hold") == 2


def test_dictionaries_of_ones_own_are_known(run: Run, file: Path, tmp_path: Path) -> None:
    column = "{type: number, low: 0, high: 93, label: Late, meaning: Late, use: score}"
    grade = column.replace("score", "show, role: grade")
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "mine.yaml").write_text(
        f"format: 1\nname: mine\ntitle: Mine\nabout: Mine\ncolumns:\n"
        f"  late: {column}\n  mark: {grade}\n",
        encoding="utf-8",
    )
    file.write_text(
        "format: 1\ntitle: Mine\nroster: mine\nindicators:\n  late: {kind: lever, weight: 1, "
        "bands: [{up_to: 93, points: 1}]}\n",
        encoding="utf-8",
    )
    assert "No data dictionary" in run("check", file).output
    done = run("check", file, "--dictionaries", tmp_path / "kinds")
    assert done.exit_code == 0, done.output
    assert "late" in run("schema", "--dictionaries", tmp_path / "kinds").output
    missing = run("check", file, "--dictionaries", tmp_path / "nowhere")
    assert (missing.exit_code, "There is no folder" in missing.output) == (2, True)


@pytest.mark.parametrize("command", ["check", "test"])
def test_what_is_not_there_ends_otherwise_than_what_is_wrong(
    run: Run, file: Path, command: str
) -> None:
    done = run(command, file.with_name("owm.yaml"))
    assert done.exit_code == 2
    assert f"Did you mean {file}?" in done.output
    (file.parent / "empty").mkdir()
    empty = run(command, file.parent / "empty")
    assert empty.exit_code == 2
    assert "There is no rule file (*.yaml) in the folder" in empty.output
    assert run(command, "--colour").exit_code == 2


# Examples ----------------------------------------------------------------------------------------


def test_examples_are_told_one_line_each_with_what_came_out(run: Run, file: Path) -> None:
    done = run("test", file)
    assert done.exit_code == 0
    first, second, total = done.output.splitlines()
    assert first.endswith("holds  Often away: Complexity 20, levers: absences.")
    assert second.endswith("holds  Never away: Complexity 100, levers: none.")
    assert total.endswith("2 of 2 examples hold.")
    line = (SMALL + EXAMPLES).splitlines().index("  - name: Often away") + 1
    assert first.startswith(f"{file}:{line}: ")


def test_a_failing_example_says_what_was_expected_and_what_came(run: Run, file: Path) -> None:
    spoil(file, "complexity: 20", "complexity: 30")
    done = run("test", file)
    assert done.exit_code == 1
    assert "FAILS  Example “Often away”" in done.output.replace('"Often away"', "“Often away”")
    assert "complexity expected 30, got 20" in done.output
    assert "1 of 2 examples hold." in done.output


def test_a_file_that_cannot_be_tried_is_told_by_its_problems(run: Run, file: Path) -> None:
    spoil(file)
    done = run("test", file)
    assert done.exit_code == 1
    assert "heavy" in done.output


# Comparing ---------------------------------------------------------------------------------------


def test_two_texts_are_compared_line_by_line(run: Run, file: Path) -> None:
    done = run("diff", "small", file)
    assert done.exit_code == 0
    assert "--- small@1\n" in done.output
    assert f"+++ {file}\n" in done.output
    assert "\n+examples:\n" in done.output
    assert run("diff", "small", file, "--exit-code").exit_code == 1
    same = run("diff", "small@1", "small", "--exit-code")
    assert (same.exit_code, same.output) == (0, "The two texts are the same.\n")


def test_a_difference_is_counted_in_students_and_names_none(run: Run, file: Path) -> None:
    names = ("Ana", "Bruno", "Carla", "Dário", "S1", "S2")
    same = run("diff", "small", file, "--roster", "current", "--places", "3").output
    assert "The first 3 of 10 students: 0 enter, 0 leave, 3 stay." in same
    file.write_text(SMALL.replace("weight: 2", "weight: 0"), encoding="utf-8")
    moved = run("diff", "small", file, "--roster", "1", "--places", "3").output
    assert "The first 3 of 10 students: 1 enter, 1 leave, 2 stay.\nMoved by: absences 2.\n" in moved
    assert not any(name in moved for name in names)


def test_a_comparison_that_cannot_be_says_why(run: Run, file: Path) -> None:
    for words, said in (
        (("smal", file), "There is no file and no rule set smal. Did you mean small?"),
        (("small@7", file), "small has no version 7. Its versions go from 1 to 1."),
        (("small", file.parent), "is a folder"),
        (("small", "nowhere.yaml"), "There is no file nowhere.yaml."),
        (("small", file, "--roster", "99"), "There is no roster 99"),
        (("small", file, "--roster", "last"), "--roster is current or a number"),
    ):
        done = run("diff", *words)
        assert done.exit_code == 2, words
        assert said in done.output
    spoil(file)
    broken = run("diff", "small", file, "--roster", "current")
    assert broken.exit_code == 1
    assert "heavy" in broken.output


# In and out --------------------------------------------------------------------------------------


def test_a_file_is_published_with_its_reason_and_the_text_again_changes_nothing(
    run: Run, own_school: School, file: Path
) -> None:
    before = set(in_folder(own_school))
    words = ("publish", file, "--name", "small", "--reason", "Examples added", "--by", "Lea")
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert done.output == "Published: small, version 2, is in force.\n"
    with own_school.read() as session:
        [noted] = store.publications.of_set(session, own_school.viewer, "small")
        version = store.rule_sets.latest(session, "small")
    assert (noted.reason, noted.author) == ("Examples added", "Lea")
    assert (noted.comparison["enter"], noted.comparison["students"]) == (0, 10)
    assert version is not None
    assert (version.author, version.fingerprint) == ("Lea", noted.fingerprint)
    again = run(*words)
    assert again.exit_code == 0
    assert again.output == "Nothing changed: small, version 2, is this text already.\n"
    assert set(in_folder(own_school)) == before


def test_a_text_with_other_line_ends_is_the_same_text(run: Run, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    done = run("publish", file, "--name", "small", "--reason", "None")
    assert "Nothing changed" in done.output


def test_a_broken_file_is_not_published_and_its_lines_are_told(
    run: Run, own_school: School, file: Path
) -> None:
    before = in_folder(own_school)
    spoil(file)
    done = run("publish", file, "--name", "small", "--reason", "Heavier")
    assert done.exit_code == 1
    assert f"{file}:11:13: " in done.output
    assert "Nothing was published." in done.output
    assert in_folder(own_school) == before


def test_publishing_mends_a_broken_file_in_the_folder(
    run: Run, own_school: School, file: Path
) -> None:
    there = own_school.settings.rules / "small.yaml"
    there.write_text("format: 1\n", encoding="utf-8")
    own_school.state.shelf.look_again()
    file.write_text(SMALL, encoding="utf-8")
    done = run("publish", file, "--name", "small", "--reason", "Mended")
    assert done.output == "Published: small, version 1, is in force.\n"
    assert there.read_text(encoding="utf-8") == SMALL


def test_a_set_for_later_is_published_and_waits(run: Run, file: Path) -> None:
    file.write_text(SMALL + "in_force_from: 2999-01-01\n", encoding="utf-8")
    done = run("publish", file, "--name", "small", "--reason", "Next year")
    assert done.output == "Published: small comes into force on 2999-01-01.\n"


def test_what_cannot_be_published_says_why(run: Run, file: Path) -> None:
    for words, said in (
        ((file.parent, "--reason", "x"), "is a folder"),
        ((file.with_name("no.yaml"), "--reason", "x"), "There is no file"),
        ((file,), "Missing option '--reason'"),
        ((file, "--reason", " "), "Say in a few words why"),
        ((file, "--reason", "x", "--name", "../small"), "cannot be a set's name"),
        ((file, "--reason", "x", "--name", "limit"), "cannot be a set's name"),
    ):
        done = run("publish", *words)
        assert done.exit_code == 2, (words, done.output)
        assert said in done.output


def test_where_there_are_several_schools_one_publishes_its_own_sets_only(
    run: Run, own_school: School, file: Path
) -> None:
    with own_school.write() as session:
        store.schools.first_or_create(session, "Another school")
    words = ("publish", file, "--reason", "Ours")
    assert "Say which school with --school" in run(*words, "--school", "No school").output
    everybodys = run(*words, "--name", "small")
    assert everybodys.exit_code == 1
    assert "is not this school's alone" in everybodys.output
    assert in_folder(own_school)["small.yaml"] == SMALL
    assert run(*words).output == "Published: own, version 1, is in force.\n"
    with own_school.read() as session:
        assert store.rule_sets.homes(session) == {"own": own_school.viewer.school}
    others = run("publish", file, "--reason", "x", "--school", "Another school")
    assert others.exit_code == 1


def test_what_is_exported_can_be_published_again_as_it_is(
    run: Run, own_school: School, tmp_path: Path
) -> None:
    out = tmp_path / "small.yaml"
    assert run("export", "small").stdout_bytes == SMALL.encode()
    assert run("export", "small@1", "-o", out).exit_code == 0
    assert out.read_bytes() == SMALL.encode()
    assert "Add --replace" in run("export", "small", "-o", out).output
    assert run("export", "small", "-o", out, "--replace").exit_code == 0
    assert "Nothing changed" in run("publish", out, "--reason", "x").output
    for asked, said in (("small@x", "not the number of a version"), ("smal", "Did you mean")):
        done = run("export", asked)
        assert (done.exit_code, said in done.output) == (2, True)


def test_files_from_elsewhere_come_in_together_or_not_at_all(
    run: Run, own_school: School, file: Path
) -> None:
    before = in_folder(own_school)
    other = file.with_name("other.yaml")
    other.write_text(SMALL.replace("weight: 2", "weight: heavy"), encoding="utf-8")
    done = run("import", file.parent)
    assert done.exit_code == 1
    assert f"{other}:11:13: " in done.output
    assert in_folder(own_school) == before
    other.write_text(SMALL, encoding="utf-8")
    assert run("import", file.parent).output == "other: version 1.\nown: version 1.\n"
    assert {"other.yaml", "own.yaml"} < set(in_folder(own_school))


def test_an_import_takes_no_sets_place_without_being_told_to(
    run: Run, own_school: School, file: Path
) -> None:
    here = file.rename(file.with_name("small.yaml"))
    done = run("import", here)
    assert done.exit_code == 2
    assert "Add --replace" in done.output
    assert in_folder(own_school)["small.yaml"] == SMALL
    assert run("import", here, "--replace").output == "small: version 2.\n"
    strange = here.rename(here.with_name("a b.yaml"))
    assert "cannot be a set's name" in run("import", strange).output


def test_every_command_says_how_it_ends(run: Run) -> None:
    commands = ["check", "test", "diff", "publish", "export", "import", "schema", "list"]
    for command in commands:
        done = run(command, "--help")
        assert done.exit_code == 0
        assert "Ends with 0" in done.output
    assert all(f"  {command}" in run("--help").output for command in commands)


def test_the_library_is_checked_listed_and_described(run: Run, tmp_path: Path) -> None:
    done = run("library")
    assert (done.exit_code, "27 indicators, 27 actions." in done.output) == (0, True)
    assert "lateness  lever  Retards" in run("library", "--list", "--language", "fr").output
    assert json.loads(run("library", "--schema").output)["title"] == "Library of indicators"
    (tmp_path / "own.yaml").write_text("format: 1\nactions: {call: Call home}\n", encoding="utf-8")
    done = run("library", tmp_path)
    assert done.exit_code == 1
    assert f"{tmp_path / 'own.yaml'}:2:" in done.output
    assert run("library", tmp_path / "nowhere").exit_code == 2
