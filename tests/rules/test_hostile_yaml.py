"""Files that want to keep the server busy or fill it: each refused in a sentence, soon, in little.

They are read in a process of their own that may not grow by more than 256 MB; one that is not done
within five seconds is killed. Nothing is measured but that.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rule_files import rule_file

GOOD = rule_file()
HANGS = 5.0  # seconds
HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])}
ROOM = 64_000  # characters, just within what a file may have

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def spoiled(good: str, bad: str) -> str:
    assert good in GOOD
    return GOOD.replace(good, bad, 1)


def filled(part: str, before: str = "", after: str = "") -> str:
    """As much of a text as a file may hold."""
    room = ROOM - len(before.encode()) - len(after.encode())
    return before + part * (room // len(part.encode())) + after


def numbered(form: str) -> str:
    """As many different lines as a file may hold."""
    lines, size, count = [], 0, 0
    while size + len(form) + 8 < ROOM:
        lines.append(form.format(count))
        size, count = size + len(lines[-1]), count + 1
    return "".join(lines)


FILES: dict[str, str | bytes] = {
    # References and tags
    "a billion laughs": LAUGHS + GOOD,
    "an alias": spoiled("title: Small", "title: *small"),
    "an alias of itself": "a: &a [*a]\n" + GOOD,
    "anchors": filled("&a "),
    "an anchor a value": filled("- &a x\n"),
    "aliases": filled("*a "),
    "merge keys": filled("<<: {a: b}\n"),
    "merged lists": "<<: [{a: b}, {c: d}]\n" + GOOD,
    "python": spoiled("Small", "!!python/object/apply:os.system ['id']"),
    "python's name": spoiled("Small", "!!python/name:builtins.eval"),
    "a tag a value": filled("- !!int 3\n"),
    "tags of our own": filled("!a "),
    "a tag without end": "!" * ROOM,
    "a directive": "%TAG ! tag:evil.example,2026:\n---\n" + GOOD,
    "directives": filled("%A a\n"),
    # Depth
    "deep lists": "[" * ROOM,
    "deep tables": filled("{a: "),
    "deep dashes": filled("- "),
    "deep questions": filled("? "),
    "deep lines": "".join(" " * depth + "a:\n" for depth in range(350)),
    "deep under an indicator": spoiled("weight: 3", "weight: " + "[" * 5_000 + "]" * 5_000),
    "brackets side by side": filled("[]"),
    # Size
    "ten megabytes": b"#" * 10_000_000,
    "ten megabytes of keys": b"".join(b"k%d: 1\n" % number for number in range(900_000)),
    "a hundred thousand keys": "".join(f"k{number}: 1\n" for number in range(100_000)),
    "one huge word": "a" * ROOM,
    "one huge text": spoiled("Small", '"' + "x" * 60_000),
    "a huge folded text": filled("  x\n\n", "about: >\n"),
    "a huge text of escapes": filled("\\x41", 'title: "', '"\n'),
    "a long line": filled("x ", "title: a: "),
    "a huge number": spoiled("weight: 3", "weight: " + "9" * 50_000),
    "spaces": " " * ROOM,
    "line ends": "\n" * ROOM,
    "comments": filled("#\n"),
    "commas": "[" + "," * ROOM,
    "quotes": "'" * ROOM,
    "colons": ":" * ROOM,
    "dashes": "-" * ROOM,
    # Many things at once
    "as many keys as there is room": numbered("k{}: 1\n"),
    "one key again and again": filled("a: b\n"),
    "keys of lists": filled("? [a]\n: b\n"),
    "values in a list": filled("a,", "[", "]"),
    "tables in a list": filled("{a: b},", "[", "]"),
    "keys in one table": numbered("k{},").join(["{", "}"]),
    "documents": filled("---\n"),
    "columns nobody knows": spoiled("weight: 3", "weight: 3\n" + numbered("    k{}: 1\n")[:50_000]),
    "levers nobody knows": GOOD
    + filled("zz,", "examples:\n  - {student: {absences: 3}, complexity: 100, levers: [", "]}\n")[
        : ROOM - len(GOOD)
    ],
    # Numbers
    "a number without end": spoiled("weight: 3", "weight: 1e999"),
    "no number": spoiled("weight: 3", "weight: .nan"),
    "infinity": spoiled("weight: 3", "weight: -.inf"),
    "a number of another base": spoiled("weight: 3", "weight: 0x3"),
    "a number in sixties": spoiled("weight: 3", "weight: 3:00"),
    # Characters
    "nothing but NUL": bytes(1000),
    "a NUL": spoiled("Small", "Sm\0all"),
    "an escape for a terminal": spoiled("Small", "\x1b[2J"),
    "half a character": spoiled("Small", '"\\ud800"'),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16 without its mark": GOOD.encode("utf-16-le"),
    "UTF-32": GOOD.encode("utf-32"),
    "Latin-1": spoiled("Small", "École").encode("latin-1"),
    "every byte": bytes(range(256)),
    "half a character at the end": GOOD.encode() + b"\xc3",
    "text turned round": spoiled("Small", "Sm\u202ella"),
    "a comment turned round": spoiled("title: Small", "title: Small # \u2066x"),
    "a column with a hidden letter": spoiled("  absences:", "  abs\u200bences:"),
    "a column with a letter of another script": spoiled("  absences:", "  аbsences:"),
    "a column in wide letters": spoiled("  absences:", "  ａbsences:"),
    "a line end that editors do not show": spoiled("Small", "Small\u2028weight: 5"),
    # Other things
    "a program": "#!/bin/sh\nrm -rf /\n",
    "a web page": "<script>alert(1)</script>\n",
    "a template": "{{ 7 * 7 }}",
    "a zip": b"PK\x03\x04" + bytes(100),
}


class Reader:
    """The other process: asked about one file after the other, and started anew if it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def read(self, content: str | bytes) -> dict[str, Any]:
        """What it says of a file. Raises AssertionError where it hangs or dies."""
        path = self.folder / "hostile.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        running = self._running()
        assert running.stdin is not None
        assert running.stdout is not None
        guard = threading.Timer(HANGS, running.kill)
        guard.start()
        try:
            running.stdin.write(f"{path}\n")
            running.stdin.flush()
            answer = running.stdout.readline()
        finally:
            guard.cancel()
        assert answer, "the process hung and was killed, or ran out of memory"
        told: dict[str, Any] = json.loads(answer)
        return told

    def close(self) -> None:
        """Let the process go."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def _running(self) -> "subprocess.Popen[str]":
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "hostile_reader.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)]),
                },
            )
            assert self.process.stdout is not None
            assert self.process.stdout.readline() == "ready\n"
        return self.process


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    if not Path("/proc/self/statm").exists():
        pytest.skip("there is no /proc here: the memory of another process cannot be bounded")
    made = Reader(tmp_path_factory.mktemp("hostile"))
    yield made
    made.close()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_a_sentence(reader: Reader, name: str) -> None:
    told = reader.read(FILES[name])["problems"]
    assert 1 <= len(told) <= 200
    for line, message in told:
        assert line >= 1
        assert message.rstrip(")").endswith((".", "?")), message
        assert len(message) < 2_000
        assert message.isprintable()


def test_a_good_file_is_read_by_that_process(reader: Reader) -> None:
    assert reader.read(GOOD)["problems"] == []


def test_that_process_dies_where_a_reader_takes_too_much(tmp_path: Path) -> None:
    """The guard guards: what is too large for the bound ends the process."""
    hungry = tmp_path / "hungry.py"
    source = (HERE / "hostile_reader.py").read_text(encoding="utf-8")
    hungry.write_text(
        source.replace("found = rules.attempt(", "taken = bytes(2 * MOST); found = rules.attempt("),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(hungry)],
        input=f"{HERE / 'broken' / '01-unknown-key.yaml'}\n",
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "MemoryError" in done.stderr
