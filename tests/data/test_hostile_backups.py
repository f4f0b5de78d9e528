"""A backup that somebody has changed, or made to do harm: refused with a sentence, whole.

Most files here are `forged`: their hashes and their seal are right, as an attacker would make
them. Everything is refused on trial, before the database is touched.
"""

import io
import json
import shutil
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from backup_files import contents, forged, in_row, made, packed, sealed, told, why
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lengths import examples
from sqlalchemy import make_url
from test_migrations import tell_a_story

from data import store
from data.store.backups import archive

KIND = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
SLOW = settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SENTENCES = (
    "is damaged or was changed after it was made",
    "is not a backup of Alavanca",
    "is larger than a backup can be",
    "is larger than a part of a backup can be",
    "which no backup has",
    "lacks its part",
    "that this product never writes",
    "contradict others of it",
    "was made by a later version",
)


@pytest.fixture(scope="module", autouse=True)
def made_once(tmp_path_factory):
    """Every trial begins with an empty database of some shape: each is made once, and copied."""
    make, folder = store.migrate.make, tmp_path_factory.mktemp("shapes")

    def copy(url, shape):
        model = folder / f"{shape}.db"
        if not model.exists():
            make(f"sqlite:///{model}", shape)
        shutil.copy(model, make_url(url).database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.migrate, "make", copy)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory, sqlite_model):
    """A backup with something in every table."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "model.db").write_bytes(sqlite_model.read_bytes())
    tell_a_story(f"sqlite:///{folder}/model.db")
    database = store.connect(f"sqlite:///{folder}/model.db")
    yield made(database, folder / "whole.zip")
    database.close()


def refused(path: Path) -> str:
    """Why a file is refused: one of our sentences, and nothing of it is left."""
    before = sorted(path.parent.iterdir())
    said = why(path)
    assert any(sentence in said for sentence in SENTENCES), said
    assert sorted(path.parent.iterdir()) == before
    return said


def written(whole: Path, content: bytes) -> Path:
    """A file of that content, beside the whole one."""
    path = whole.with_name("other.zip")
    path.write_bytes(content)
    return path


@SLOW
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(place=0.0, bit=0)
def test_one_bit_that_has_turned_is_noticed_wherever_it_is(whole, place, bit):
    content = bytearray(whole.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    refused(written(whole, bytes(content)))


@SLOW
@given(data=st.data())
def test_one_bit_in_any_part_is_noticed_even_under_a_new_seal(whole, data):
    parts = contents(whole)
    name = data.draw(st.sampled_from(sorted(name for name in parts if parts[name])))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    body = bytearray(parts[name])
    body[at] ^= 1 << data.draw(st.integers(0, 7))
    path = written(whole, packed({**parts, name: bytes(body)}))
    if name == "manifest.json":
        # Its own hash is the seal alone: a forger may say another version or date.
        assert why(path) == "" or any(sentence in why(path) for sentence in SENTENCES)
    else:
        refused(path)


@SLOW
@given(kept=st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_is_refused(whole, kept):
    content = whole.read_bytes()
    refused(written(whole, content[: int(kept * len(content))]))


@SLOW
@given(st.binary(max_size=400))
def test_what_is_no_backup_is_refused(whole, content):
    assert "is not a backup" in refused(written(whole, content))
    refused(written(whole, sealed(b"PK\x05\x06" + bytes(18) + content)[:-1]))


NAMES = [
    "../evil.yaml", "rules/../../evil.yaml", "/etc/cron.d/evil", "rules/", "rules/a/b.yaml",
    "rules\\evil.yaml", "C:/evil.yaml", "rules/C:evil.yaml", "rules/.hidden.yaml", "rules/a.yml",
    "rules/evil.py", "rules/a.yaml\x00.py", "rules/con.yaml", "rules/a\n.yaml", "secret.key",
    "tables/signin.jsonl", "tables/invitation.jsonl", "tables/writecount.jsonl",
    "tables/SCHOOL.jsonl",
    "tables/nothing.jsonl", "tables/../x.jsonl", "tables/alembic_version.jsonl", "uploads/a.upload",
    "rules/" + "a" * 200 + ".yaml", "rules/e\u0301.yaml", "dictionaries/../../x.yaml",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_another_name_is_refused(whole, name):
    path = forged(whole, lambda parts: parts.update({name: b"{}\n"}))
    assert "damaged" in refused(path) or "which no backup has" in refused(path)


@pytest.mark.parametrize("name", ["tables/student.jsonl", "tables/account.jsonl"])
def test_a_part_that_is_missing_is_named(whole, name):
    assert name in refused(forged(whole, lambda parts: parts.pop(name)))


def zipped(whole: Path, change) -> Path:
    """The file with its ZIP written by hand: `change` gets the ZIP and its parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        change(new, contents(whole))
    return written(whole, sealed(content.getvalue()))


def as_it_is(new, parts, but=()):
    for name, body in parts.items():
        if name not in but:
            new.writestr(name, body)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["tables/student.jsonl", "manifest.json", "rules/MATHS.yaml"])
def test_a_name_that_is_there_twice_is_refused(whole, name):
    def twice(new, parts):
        as_it_is(new, parts)
        new.writestr(name, b"{}")

    refused(zipped(whole, twice))


@pytest.mark.parametrize("mode", [0o120777, 0o40755, 0o10644])
def test_a_link_a_folder_or_a_pipe_is_refused(whole, mode):
    def linked(new, parts):
        as_it_is(new, parts, ["rules/maths.yaml"])
        link = zipfile.ZipInfo("rules/maths.yaml")
        link.external_attr = mode << 16
        new.writestr(link, b"/etc/passwd")

    assert "which no backup has" in refused(zipped(whole, linked))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_to_pack_is_refused(whole, packing):
    def other(new, parts):
        as_it_is(new, parts, ["rules/maths.yaml"])
        new.writestr("rules/maths.yaml", parts["rules/maths.yaml"], packing)

    assert "which no backup has" in refused(zipped(whole, other))


def test_a_password_is_refused(whole):
    content = bytearray(whole.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "which no backup has" in refused(written(whole, resealed(content)))


def resealed(content: bytearray) -> bytes:
    """The bytes with a seal that is right again."""
    return sealed(bytes(content[: -len(archive.SEAL) - archive.DIGITS]))


def test_a_part_of_zeros_is_refused_by_its_ratio(whole):
    def bomb(parts):
        parts["tables/student.jsonl"] = b"0" * (archive.RATIO_FROM + 1) + b"\n"

    assert "“tables/student.jsonl” is larger" in refused(forged(whole, bomb))


def test_a_line_that_never_ends_is_refused(whole):
    def long(parts):
        parts["tables/student.jsonl"] = b'{"key":"' + b"x" * (archive.LONGEST_LINE * 2) + b'"}\n'

    assert "“tables/student.jsonl” is larger" in refused(forged(whole, long))


def test_a_part_larger_than_it_declares_is_never_unpacked_whole(whole):
    """The manifest declares 1,000 bytes, and 60 million spaces follow."""
    parts = contents(whole)
    parts["manifest.json"] += b" " * 60_000_000
    content = bytearray(packed(parts))
    sizes = (content.index(b"manifest.json") - 30 + 22, content.rindex(b"manifest.json") - 46 + 24)
    for where in sizes:
        assert content[where : where + 4] == struct.pack("<I", len(parts["manifest.json"]))
        content[where : where + 4] = struct.pack("<I", 1000)
    path = written(whole, resealed(content))
    tracemalloc.start()
    try:
        assert "is damaged" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 10 * archive.CHUNK
    finally:
        tracemalloc.stop()


def test_a_directory_of_many_names_is_refused_unread(whole, monkeypatch):
    def many(new, parts):
        for number in range(2_000):
            new.writestr(f"rules/{number}.yaml", b"")

    path = zipped(whole, many)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("was opened"))
    assert "This file is larger" in refused(path)


def test_a_rule_file_larger_than_any_is_refused(whole):
    large = b"#" * (archive.LARGEST_FILE + 1)
    path = forged(whole, lambda parts: parts.update({"rules/large.yaml": large}))
    assert "“rules/large.yaml” is larger" in refused(path)


def row_of(whole: Path, table: str) -> dict[str, object]:
    return dict(json.loads(contents(whole)[f"tables/{table}.jsonl"].splitlines()[0]))


LONG = "x" * 70_000
DEEP = json.loads("[" * 30 + "]" * 30)
WRONG = [
    ("student", "id", "1"), ("student", "id", 1.5), ("student", "id", -1), ("student", "id", None),
    ("student", "id", True), ("student", "id", 2**31), ("student", "id", 10**400),
    ("student", "key", None), ("student", "key", 1), ("student", "key", LONG),
    ("student", "key", "a\x00b"), ("student", "key", ["a"]), ("student", "school_id", {}),
    ("school", "created_at", "yesterday"), ("school", "created_at", 0),
    ("school", "created_at", "2024-01-01T00:00:00"), ("school", "created_at", None),
    ("school", "created_at", "0001-01-01T00:00:00+14:00"),
    ("school", "created_at", "9999-12-31T23:59:59-14:00"),
    ("dismissal", "until", "2024-13-01"), ("dismissal", "until", "2024-01-01T00:00:00Z"),
    ("dismissal", "reason", "because"), ("roster", "sample", 1), ("roster", "sample", "true"),
    ("roster", "columns", None), ("roster", "columns", []), ("roster", "columns", {"a": 1}),
    ("roster", "notes", [1]), ("roster", "notes", {"a": DEEP}), ("roster", "notes", {"\x00": 1}),
    ("roster", "notes", {"notes": [{"template": "%(a)999999999d", "values": {"a": 1}}]}),
    ("roster", "notes", {"notes": [{"template": "%(a)s", "values": {}}]}),
    ("roster", "notes", {"notes": [{"template": 5, "values": {}}]}),
    ("job", "problem", {"template": "%c", "values": {}}), ("job", "state", "exploded"),
    ("job", "detail", {"a": 1e300}), ("job", "detail", {"a": 10**30}), ("job", "done", "0.5"),
    ("answers", "values", "not json"), ("answers", "values", "[]"), ("answers", "values", "{"),
    ("answers", "values", '{"a": NaN}'), ("answers", "values", '{"a": 1e999}'),
    ("answers", "values", '{"a": {"b": 1}}'), ("answers", "values", '{"a": null}'),
    ("answers", "values", "[" * 100_000), ("answers", "missing", '{"a": 1}'),
    ("prediction", "expected", "12"), ("prediction", "contributions", '{"a": "b"}'),
    ("modelversion", "report", {"refused": {"template": "%(a)99999999s", "values": {"a": 1}}}),
    ("rulesetversion", "text", "#" * 65_537), ("rulesetversion", "warnings", [1]),
    ("account", "password", "password"), ("account", "language", "de"), ("account", "active", 1),
    ("account", "password", "$argon2id$v=19$m=99999999,t=99,p=99$c2FsdA$aGFzaA"),
    ("account", "totp", "not base32"), ("account", "login", None),
    ("membership", "role", "god"), ("membership", "groups", "class:10A"),
    ("membership", "groups", [1]), ("decision", "detail", "x"), ("decision", "by", None),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value"), WRONG)
def test_a_value_that_the_product_never_writes_is_named_by_row_and_column(
    whole, table, column, value
):
    said = refused(forged(whole, in_row(table, **{column: value})))
    assert f"Row 1 of “{table}”" in said
    assert f"“{column}”" in said


@pytest.mark.parametrize("line", [b"", b"[]", b"null", b"{}", b"{", b"\xff", b"[" * 200_000, b"1"])
def test_a_line_that_is_no_row_is_refused(whole, line):
    def other(parts):
        parts["tables/school.jsonl"] += line + b"\n"

    assert "Row 2 of “school”" in refused(forged(whole, other))


def test_a_column_too_many_or_too_few_is_refused(whole):
    assert "Row 1 of “student”" in refused(forged(whole, in_row("student", admin=True)))
    row = row_of(whole, "student")
    row.pop("key")
    short = json.dumps(row).encode() + b"\n"
    path = forged(whole, lambda parts: parts.update({"tables/student.jsonl": short}))
    assert "“key”" in refused(path)


CONTRADICTIONS = [
    ("answers", {"student_id": 77}),  # nobody
    ("membership", {"account_id": 77}),
    ("prediction", {"estimate_id": 77}),
    ("student", {"id": 2}),  # who is there already
]


@pytest.mark.parametrize(("table", "values"), CONTRADICTIONS)
def test_rows_that_contradict_others_are_refused(whole, table, values):
    assert f"The rows of “{table}”" in refused(forged(whole, in_row(table, **values)))


def test_answers_of_another_schools_student_are_refused(whole):
    school = row_of(whole, "school") | {"id": 2, "name": "Chloe's school"}

    def other(parts):
        parts["tables/school.jsonl"] += json.dumps(school).encode() + b"\n"
        in_row("student", school_id=2)(parts)

    assert "contradict" in refused(forged(whole, other))


@pytest.mark.parametrize(
    "changes",
    [{"format": 2}, {"format": "1"}, {"revision": "9999"}, {"revision": "0000"},
     {"revision": "../../"}, {"sequences": {"student": -1}}, {"sequences": {"student": 2**40}},
     {"sequences": {"signin": 1}}, {"more": 1}, {"made_at": "now"}, {"parts": {}},
     {"left_out": ["x" * 300]}, {"database": "oracle"}],
)  # fmt: skip
def test_a_manifest_that_says_something_else_is_refused(whole, changes):
    parts = contents(whole)
    manifest = json.loads(parts["manifest.json"]) | changes
    refused(written(whole, packed({**parts, "manifest.json": json.dumps(manifest).encode()})))


@pytest.mark.parametrize("text", [b"", b"[]", b"[" * 200_000, b"\xff\xfe", b"1", b"{}"])
def test_a_manifest_that_is_none_is_refused(whole, text):
    refused(written(whole, packed({**contents(whole), "manifest.json": text})))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(SLOW, max_examples=examples(60))
@given(data=st.data(), value=anything)
def test_no_value_in_any_column_raises_anything_else(whole, data, value):
    tables = sorted(n for n, body in contents(whole).items() if n.startswith("tables/") and body)
    table = data.draw(st.sampled_from(tables)).removeprefix("tables/").removesuffix(".jsonl")
    column = data.draw(st.sampled_from(sorted(row_of(whole, table))))
    path = forged(whole, in_row(table, **{column: value}))
    said = why(path)
    assert said == "" or any(sentence in said for sentence in SENTENCES)


def test_a_forged_file_is_told_from_a_whole_one_by_nothing_but_its_contents(whole):
    assert why(forged(whole, lambda parts: None)) == ""
    assert told(contents(whole)).keys() == contents(whole).keys()
