"""The files of others that we serve are the ones we say they are."""

import hashlib
import re
from pathlib import Path

import altair

VENDOR = Path(__file__).parent.parent / "webapp" / "static" / "vendor"


def table() -> dict[str, dict[str, str]]:
    """The rows of the README's table, by file name."""
    rows = {}
    for line in (VENDOR / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
        if len(cells) == 6 and re.fullmatch("[0-9a-f]{64}", cells[4]):
            name, version, licence, file, sha256, _ = cells
            rows[file] = {"name": name, "version": version, "licence": licence, "sha256": sha256}
    return rows


def test_the_readme_lists_exactly_the_files_that_are_there():
    there = {path.name for path in VENDOR.iterdir() if not path.name.startswith(".")}
    assert set(table()) == there - {"README.md"}


def test_every_file_is_whole_and_unaltered():
    found = {file: hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() for file in table()}
    assert found == {file: row["sha256"] for file, row in table().items()}


def test_every_package_comes_with_its_licence():
    rows = table()
    licensed = {row["name"] for file, row in rows.items() if file.endswith(".LICENSE")}
    served = {row["name"] for file, row in rows.items() if file.endswith((".js", ".css"))}
    assert served <= licensed


def test_vega_lite_is_the_version_altair_writes_for():
    assert f"v{table()['vega-lite.min.js']['version']}" == altair.SCHEMA_VERSION


def test_the_versions_stay_in_the_lines_we_chose():
    lines = {
        "htmx.min.js": "2.0.",
        "vega.min.js": "6.",
        "vega-embed.min.js": "7.",
        "pico.min.css": "2.",
        "codemirror.js": "5.65.",
    }
    assert {
        file for file, line in lines.items() if not table()[file]["version"].startswith(line)
    } == set()
