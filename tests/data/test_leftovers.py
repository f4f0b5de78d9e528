"""Looking for a name's bytes: found however they were written, counted once, never made up."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from data.store.families import byte_search
from data.store.families.byte_search import AT_ONCE, search

ANA = ("João Élio", "Simões")


def times(tmp_path: Path, content: bytes, *names: tuple[str, str]) -> int:
    path = tmp_path / "file"
    path.write_bytes(content)
    return search([path], names or [ANA], tmp_path).times


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize(
    "written", ["João ÉlioSimões", "João Élio Simões", "Simões, João Élio", "João Élio;Simões"]
)
def test_a_name_is_found_in_every_encoding_and_order(
    tmp_path: Path, encoding: str, written: str
) -> None:
    content = f"before {written} after {written}".encode(encoding)
    assert times(tmp_path, content) == 2


def test_a_name_is_found_as_json_and_addresses_escape_it(tmp_path: Path) -> None:
    assert times(tmp_path, json.dumps(["João Élio", "Simões"]).encode()) == 1
    assert times(tmp_path, f"GET /?q={quote('João Élio Simões')}".encode()) == 1


def test_a_first_name_alone_or_far_from_the_family_name_is_somebody_else(tmp_path: Path) -> None:
    assert times(tmp_path, "João Élio Costa, Ana Maria Simões".encode()) == 0
    assert times(tmp_path, "João Élio Sim".encode()) == 0


def test_a_name_in_one_column_is_looked_for_as_it_is(tmp_path: Path) -> None:
    assert times(tmp_path, b"x Ana Costa y Ana Costa", ("Ana Costa", "")) == 2
    assert times(tmp_path, b"Ana Silva", ("Ana Costa", "")) == 0


@pytest.mark.parametrize("cut", [1, 5, 9, 14])
def test_a_name_across_two_reads_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(byte_search, "AT_ONCE", 64)
    monkeypatch.setattr(byte_search, "LONGEST", 40)
    content = b"." * (64 - cut) + "João ÉlioSimões".encode() + b"." * 300
    assert times(tmp_path, content) == 1


def test_what_was_searched_is_counted_and_a_file_that_went_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_bytes("João Élio Simões".encode())
    (tmp_path / "b").write_bytes(b"12345")
    files = [tmp_path / "logs" / "a.log", tmp_path / "b", tmp_path / "gone"]
    found = search(files, [ANA], tmp_path)
    assert (found.files, found.size) == (2, 5 + len("João Élio Simões".encode()))
    assert found.found == {"logs/a.log": 1}
    assert AT_ONCE > byte_search.LONGEST


def test_a_pattern_in_a_name_is_only_letters(tmp_path: Path) -> None:
    assert times(tmp_path, b"Ana.* (x)", ("Ana.*", "(x)")) == 1
    assert times(tmp_path, b"Anabel (x)", ("Ana.*", "(x)")) == 0
