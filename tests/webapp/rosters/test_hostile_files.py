"""Files that somebody made to do harm, on the way an uploaded roster takes.

They are read in one process of its own, as the server does it, whose memory is measured at the end:
each is read or refused with a sentence, and none becomes gigabytes.
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from invented import ROSTER
from lengths import some
from one_school import School
from reader import path_of

from webapp.services.process.settings import HERE

LARGE = 21 * 1024 * 1024
MOST_MEMORY = 1000  # MB; a few million rows as Python objects take nearly twice as much
PATIENCE = 60.0  # seconds
SECRET = "the content of another file"

READ_THEM = """
import json, sys
from pathlib import Path
from data import dictionary
from data.reading import Unreadable, check, open_table
known = dictionary.load_all()["pilot-2008"]
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        table = open_table(path, path.name)
        checked = check(table, known)
        said = {"read": str(table.rows)[:2000], "problems": checked.problem_count}
    except Unreadable as refused:
        said = {"refused": refused.problem.message}
    # Not getrusage, which counts what the process had before it became this program.
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps({"name": path.name, "memory": memory, **said}), flush=True)
"""


def workbook(rows: list[list[object]]) -> bytes:
    """A plain workbook of these rows."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def changed(members: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The plain workbook with members rewritten or added."""
    content = io.BytesIO()
    plain = workbook([["StudentID", "absences", "FinalGrade"], ["S1", 4, 12], ["S2", 5, 9]])
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(name for name in members if name not in old.namelist())]:
            body = old.read(name) if name in old.namelist() else b""
            new.writestr(name, members.get(name, bytes)(body))
    return content.getvalue()


def in_texts(declared: str, text: str) -> bytes:
    """A workbook whose shared texts begin with a document type and hold `text`."""

    def texts(body: bytes) -> bytes:
        head, _, rest = body.decode().partition("?>")
        return f"{head}?>{declared}{rest.replace('S1', text)}".encode()

    return changed({"xl/sharedStrings.xml": texts})


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)
SHEET = "xl/worksheets/sheet1.xml"


def hostile_files(secret: Path) -> dict[str, tuple[bytes, str]]:
    """Each file with a piece of what must be said of it; "" where reading it does no harm."""
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    bomb = changed({"xl/media/zeros.bin": lambda _: bytes(101 * 1024 * 1024)})
    return {
        "21 MB of separators.csv": (b"," * LARGE, "more than 1000000 rows"),
        "21 MB of line ends.csv": (b"\n" * LARGE, "more than 1000000 rows"),
        "21 MB of returns.csv": (b"\r" * LARGE, "more than 1000000 rows"),
        "21 MB of rows.csv": (b"a,b\n" * (LARGE // 4), "more than 1000000 rows"),
        "21 MB of one letter.csv": (b"x" * LARGE, "a cell is very long"),
        "21 MB of quotes.csv": (b'"' * LARGE, "a cell is very long"),
        "21 MB of NULs.csv": (bytes(LARGE), "."),
        "21 MB of other bytes.csv": (b"\xff\xfe\x81" * (LARGE // 3), "."),
        "a header without end.csv": (b";".join([b"a"] * 3_000_000) + b"\n1;2\n", "."),
        "zeros.xlsx": (bomb, "unpacks to more than 100 MB"),
        "zip in a workbook.xlsx": (changed({"xl/media/inner.zip": lambda _: bomb}), ""),
        "zip in a zip.zip": (zip_in_zip(bomb), "ZIP archive and no workbook"),
        "laughs.xlsx": (in_texts(f"<!DOCTYPE x [{LAUGHS}]>", "&l11;"), ""),
        "another file.xlsx": (in_texts(outside, "&e;"), ""),
        "far cell.xlsx": (
            changed({SHEET: lambda body: body.replace(b"</sheetData>", far)}),
            "reaches too far",
        ),
        "names.xlsx": (changed({"../../evil.txt": lambda _: b"evil", "/evil.txt": bytes}), ""),
        "deep.xlsx": (changed({SHEET: lambda _: b"<a>" * 1_000_000}), "."),
    }


def zip_in_zip(content: bytes) -> bytes:
    for number in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{number}.zip", content)
        content = packed.getvalue()
    return content


def test_each_is_read_or_refused_with_a_sentence_and_none_becomes_gigabytes(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    files = hostile_files(secret)
    folder = tmp_path / "files"
    folder.mkdir()
    for name, (content, _) in files.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ_THEM, str(folder)],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout
    said = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert said.keys() == files.keys()
    for name, (_, wanted) in files.items():
        if wanted:
            assert wanted in said[name].get("refused", ""), said[name]
    assert max(line["memory"] for line in said.values()) < MOST_MEMORY, said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "secret.txt"]


def settled(school: School, address: str) -> str:
    """What the page says of a job that is done."""
    reader = school.reader("abel")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        part = reader.part(address)
        if "hx-get" not in part.attributes:
            return part.text
        time.sleep(0.1)
    raise AssertionError(f"{address} is not done after {PATIENCE} seconds")


@pytest.mark.parametrize("name", ["zeros.xlsx", "laughs.xlsx", "21 MB of line ends.csv"])
def test_an_uploaded_one_is_refused_where_it_was_uploaded_and_the_board_stays(
    own_school: School, tmp_path: Path, name: str
) -> None:
    content, wanted = hostile_files(tmp_path / "none")[name]
    reader = own_school.reader("abel")
    answer = reader.post("/rosters", {"file": (io.BytesIO(content), f"<b>{name}</b>")})
    said = settled(own_school, path_of(answer))
    assert wanted in said
    assert "<b>" not in reader.get(path_of(answer)).text
    assert "10 students" in own_school.reader("lea").page("/caseload?set=small").text


@pytest.mark.parametrize(
    "filename",
    some(["../../evil.csv", "\r\nSet-Cookie: a=b.csv", "a\x00b.csv", "..\\..\\evil.csv", "con.csv",
          "/etc/passwd", "C:\\evil.csv", "." * 300, "\u202egnp.csv", "=cmd|' /C calc'!A0.csv"], 3),
)  # fmt: skip
def test_a_files_name_is_only_a_name(own_school: School, filename: str) -> None:
    before = {path for path in own_school.folder.parent.rglob("*") if "uploads" not in path.parts}
    answer = own_school.reader("abel").post(
        "/rosters", {"file": (io.BytesIO(ROSTER.encode()), filename)}
    )
    assert answer.status_code in (303, 422)
    assert "Set-Cookie: a" not in str(answer.headers)
    if answer.status_code == 303:
        said = settled(own_school, path_of(answer))
        assert "What is this file?" in said
    after = {path for path in own_school.folder.parent.rglob("*") if "uploads" not in path.parts}
    assert {path.name for path in after - before} <= {"alavanca.sqlite-wal", "alavanca.sqlite-shm"}
    waiting = own_school.settings.uploads.iterdir()
    assert all(
        path.stem.isalnum() and path.suffix in (".upload", ".json", ".cells") for path in waiting
    )
