"""Templates stay compiled beside the program; where it may not write, pages are shown as well."""

from pathlib import Path

import pytest
from one_school import School

from webapp.http import compiled_templates


def opened(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The board, by an application that keeps its templates there."""
    monkeypatch.setattr(compiled_templates, "FOLDER", kept)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    school = School(folder)
    page = school.reader().get("/caseload?set=small")
    school.close()
    assert page.status_code == 200
    return page.text


def test_the_next_start_compiles_nothing_and_shows_the_same_page(
    own_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(own_school.folder, tmp_path / "kept", monkeypatch)
    assert "/students/" in first
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
    assert len(kept) > 5
    monkeypatch.setattr("jinja2.environment.Environment._generate", None)  # what compiles
    second = opened(own_school.folder, tmp_path / "kept", monkeypatch)
    assert second.count("/students/") == first.count("/students/")
    assert kept == {path.name: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}


def test_where_nothing_can_be_kept_pages_are_shown_all_the_same(
    own_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "/students/" in opened(own_school.folder, tmp_path / "not" / "there", monkeypatch)
    assert not (tmp_path / "not").exists()
