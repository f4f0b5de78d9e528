"""`models train | activate | export | list`, as somebody at the server types them."""

from pathlib import Path

import pytest
from click.testing import Result
from one_school import School
from sqlalchemy import update

from data.tables import ModelFile


class Typing:
    """Somebody at the server of a school."""

    def __init__(self, school: School) -> None:
        self.school = school

    def run(self, *arguments: str) -> Result:
        """What a command says, and its exit code."""
        done = self.school.app.test_cli_runner().invoke(args=["models", *arguments])
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done


@pytest.fixture
def typing(trained: School) -> Typing:
    trained.state.__dict__["school"] = trained.viewer.school  # of the two on this server
    return Typing(trained)


def test_a_model_is_trained_listed_and_made_active(typing: Typing) -> None:
    done = typing.run("train", "--columns", "score", "--activate")
    assert done.exit_code == 0, done.output
    assert "Model 3, trained on roster 1: typical error" in done.output
    assert "Model 3 is active." in done.output
    lines = typing.run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert [line.endswith(" active") for line in lines] == [True, False, False]
    back = typing.run("activate", "1", "--reason", "As it was")
    assert (back.exit_code, back.output) == (0, "Model 1 is active.\n")


def test_what_cannot_be_learned_is_a_sentence_and_nothing_is_kept(typing: Typing) -> None:
    done = typing.run("train", "--candidate", "mean")
    assert done.exit_code == 1
    assert "says too little" in done.output
    assert len(typing.run("list").output.splitlines()) == 2


def test_wrong_usage_ends_with_two(typing: Typing) -> None:
    assert typing.run("train", "--candidate", "oracle").exit_code == 2
    assert typing.run("activate", "first").exit_code == 2
    assert typing.run("export", "1").exit_code == 2


def test_a_model_is_taken_along_into_a_new_file_only(typing: Typing, tmp_path: Path) -> None:
    out = tmp_path / "model.skops.xz"
    done = typing.run("export", "2", "--out", str(out))
    assert done.exit_code == 0, done.output
    content = out.read_bytes()
    assert f"{len(content)} bytes" in done.output
    again = typing.run("export", "1", "--out", str(out))
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert out.read_bytes() == content


def test_what_is_not_there_or_spoiled_is_refused_with_a_sentence(
    typing: Typing, tmp_path: Path
) -> None:
    for command in (("activate", "9"), ("export", "9", "--out", str(tmp_path / "x"))):
        done = typing.run(*command)
        assert done.exit_code == 1
        assert "There is no model 9. See: models list" in done.output
    with typing.school.write() as session:
        session.execute(update(ModelFile).values(content="bm9uZQ=="))
    assert typing.run("list").output.count("unusable") == 2
    done = typing.run("export", "1", "--out", str(tmp_path / "x"))
    assert done.exit_code == 1
    assert "was altered" in done.output


def test_without_a_roster_there_is_nothing_to_learn_from(empty_school: School) -> None:
    empty_school.state.__dict__["school"] = empty_school.viewer.school
    done = Typing(empty_school).run("train")
    assert done.exit_code == 1
    assert "There is no roster yet" in done.output
