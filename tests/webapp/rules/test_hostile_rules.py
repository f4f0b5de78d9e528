"""Hostile texts by every way in: saved as a draft, checked, published and imported by command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import SMALL
from one_school import School
from reader import Reader, path_of

HOSTILE: dict[str, bytes] = {
    "references": b"a: &a [x, x]\nb: &b [*a, *a]\n" + SMALL.encode(),
    "a tag": SMALL.replace("status: pilot", "status: !!python/name:os.system x").encode(),
    "depth": b"[" * 60_000,
    "NUL": SMALL.replace("Small set", "Small\0set").encode(),
    "ten megabytes": b"#" * 10_000_000,
    "just too long": SMALL.encode() + b"#" * 65_536,
    "a key twice": SMALL.encode() + b"status: stable\n",
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(7_000)),
    "UTF-16": SMALL.encode("utf-16"),
    "Latin-1": SMALL.replace("Conjunto", "Colecção").encode("latin-1"),
    "half a character": SMALL.replace("Small set", '"\\ud800"').encode(),
    "an invisible character": SMALL.replace("Small set", "Small\u202eset").encode(),
    "a number without end": SMALL.replace("weight: 2", "weight: 1e999").encode(),
    "a script": b"<script>alert(1)</script>",
}
each = pytest.mark.parametrize("name", HOSTILE)


@pytest.fixture(scope="module")
def draft(school: School) -> Iterator[tuple[Reader, str]]:
    """Lea has begun a draft; gives its address."""
    reader = school.reader("lea")
    answer = reader.post("/rules/small/draft")
    yield reader, path_of(answer)


@each
@pytest.mark.parametrize("step", ["text", "check"])
def test_a_hostile_text_is_answered_and_the_draft_stays_readable(
    draft: tuple[Reader, str], name: str, step: str
) -> None:
    reader, address = draft
    text = HOSTILE[name].decode(errors="replace")
    answer = reader.post(f"{address}/{step}", {"text": text, "revision": "1"})
    assert answer.status_code < 500
    assert "<script>alert(1)" not in answer.text
    page = reader.get(address)
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text


@each
@pytest.mark.parametrize("command", ["check", "test", "import", "publish", "diff"])
def test_a_hostile_file_is_refused_by_every_command(
    school: School, tmp_path: Path, name: str, command: str
) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(HOSTILE[name])
    more = {"publish": ["--reason", "x"], "diff": ["small", "--roster", "current"]}
    words = ["rules", command, str(file), *more.get(command, [])]
    done = school.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 1, done.output[-500:]
    assert "hostile.yaml:" in done.output
    assert "Traceback" not in done.output
    assert not (school.settings.rules / "hostile.yaml").exists()
    assert "hostile" not in school.state.shelf.sets()
