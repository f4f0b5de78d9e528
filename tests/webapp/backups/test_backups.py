"""The page of backups: make one, try it, take it along."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from backup_files import everything, forged
from invented import ROSTER, SMALL
from one_school import School
from reader import Element, Reader, path_of, sentence_of

from data import store
from webapp.commands.backup import OPERATOR
from webapp.services.backups import backing_up

PATIENCE = 40.0  # seconds
POSTED = ("/backups", "/backups/{}/verify", "/backups/{}/download")


@pytest.fixture
def alone(tmp_path: Path, sqlite_model: Path) -> Iterator[School]:
    """The ten students' school, which has its server to itself: Chloe's is not there."""
    folder = tmp_path / "data"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "small.yaml").write_text(SMALL, encoding="utf-8")
    shutil.copy(sqlite_model, folder / "alavanca.sqlite")
    made = School(folder, beside=False)
    file = tmp_path / "maths.csv"
    file.write_text(ROSTER, encoding="utf-8")
    made.take_in(file)
    yield made
    made.close()


@pytest.fixture
def abel(alone: School) -> Reader:
    return alone.reader("abel")


def settled(reader: Reader, address: str) -> Element:
    """The job's part when it is done."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        part = reader.part(address)
        if "hx-get" not in part.attributes:
            return part
        time.sleep(0.1)
    raise AssertionError(f"{address} is not done after {PATIENCE} seconds")


def test_a_backup_is_made_tried_and_taken_along(alone: School, abel: Reader) -> None:
    assert "No backup has been made yet." in abel.page("/backups").text
    made = settled(abel, path_of(abel.post("/backups"))).text
    [name] = [path.name for path in alone.settings.backups.glob("*.zip")]
    assert f"The backup {name} is made, and was restored on trial." in made
    page = abel.page("/backups")
    assert f"backup restore {name} --replace" in page.text
    tried = settled(abel, path_of(abel.post(f"/backups/{name}/verify"))).text
    assert f"The backup {name} is whole" in tried
    answer = abel.post(f"/backups/{name}/download")
    assert answer.data == (alone.settings.backups / name).read_bytes()
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Cache-Control"].startswith("no-")
    lines = everything(alone.state.database)["decision"]
    assert [line["action"] for line in lines if line["thing"] == "backup"] == ["make", "download"]


def test_a_damaged_backup_is_said_where_it_was_tried(alone: School, abel: Reader) -> None:
    path = backing_up.make(alone.state, OPERATOR).path
    forged(path, lambda parts: parts.update({"rules/pilot-2008.yaml": b"["})).replace(path)
    said = settled(abel, path_of(abel.post(f"/backups/{path.name}/verify"))).text
    assert "A file in this backup cannot be used: pilot-2008.yaml, line 1" in said
    path.write_bytes(b"")
    assert "cannot be read" in abel.page("/backups").text


def test_with_several_schools_the_page_says_to_use_the_command(alone: School, abel: Reader) -> None:
    name = backing_up.make(alone.state, OPERATOR).path.name
    with alone.write() as session:
        store.schools.first_or_create(session, "Another school")
    page = abel.page("/backups")
    assert "python3 manage.py backup create" in page.text
    assert name not in page.text
    for address in POSTED:
        answer = abel.post(address.format(name))
        assert answer.status_code == 403
        assert "by command" in sentence_of(answer)
    assert len(list(alone.settings.backups.glob("*.zip"))) == 1


@pytest.mark.parametrize("name", ["alavanca-20200101T000000Z.zip", "secret.key", "..%2fsecret.key"])
def test_a_backup_that_is_not_there_is_not_found(abel: Reader, name: str) -> None:
    for address in POSTED[1:]:
        assert abel.post(address.format(name)).status_code == 404


def test_another_kind_of_job_is_not_shown_here(alone: School, abel: Reader) -> None:
    with alone.write() as session:
        job = store.jobs.start(session, alone.viewer, "read roster", {}).id
    assert abel.get(f"/backups/jobs/{job}").status_code == 404
    assert abel.get("/backups/jobs/4711").status_code == 404


def test_looking_at_the_page_makes_no_folder(alone: School, abel: Reader) -> None:
    abel.page("/backups")
    assert not alone.settings.backups.exists()
