"""The serving process stays light: what the first answer and all pages may not load.

Asked from outside, in a process of its own: what these tests load themselves says nothing.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from programs import RECORD, Program
from staff import sign_in

ROOT = Path(__file__).parents[3]

HEAVY = ("pandas", "sklearn", "scipy", "skops", "altair", "mlflow", "joblib", "matplotlib")
NOT_AT_FIRST = (*HEAVY, "xlsxwriter", "python_calamine", "authlib", "requests", "segno")
# SQLite needs none of PostgreSQL's dialect, and a start without new steps nothing of alembic.
NOT_AT_FIRST += ("sqlalchemy.dialects.postgresql", "alembic", "numpy.ma", "argon2")
NOT_AT_FIRST += ("rapidfuzz", "webapp.commands.rosters", "webapp.services.jobs.work")
# What reads a school's files and says what they are is the business of a child process.
NOT_AT_FIRST += (
    "openpyxl",
    "defusedxml",
    "xml.etree.ElementTree",
    "data.reading",
    "data.describing",
)
NOT_AT_FIRST += ("data.course_log", "data.identity.matching", "data.sample.sample_school")
NOT_AT_FIRST += ("webapp.services.rosters.importing", "webapp.services.course_logs.course_log")

PROGRAM = """
import json, re, sys
from html import unescape
from urllib.parse import urljoin, urlsplit
told = json.loads(sys.stdin.read())
loaded = lambda names: [name for name in names if name in sys.modules]
from webapp import create_app
from webapp.http.cookies import COOKIE
app = create_app()
client = app.test_client()
client.set_cookie(COOKIE, told["cookie"])
first = client.get("/caseload")
assert first.status_code == 200 and "/students/" in first.text, first.status
found = {"first": loaded(told["not_at_first"])}
adapter, opened = app.url_map.bind("localhost"), {}
waiting, seen = ["/caseload", *told["begin"]], set()
while waiting:
    address = waiting.pop(0)
    if address in seen:
        continue
    seen.add(address)
    try:
        endpoint = adapter.match(urlsplit(address).path, "GET")[0]
    except Exception:
        continue
    if len(opened.setdefault(endpoint, [])) >= told["most"]:
        continue
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code < 500, address
    opened[endpoint].append(answer.status_code)
    if answer.mimetype == "text/html":
        for link in re.findall(r'(?:href|hx-get|data-[a-z-]*)="([^"]+)"', answer.text):
            link = urljoin(address, unescape(link)).partition("#")[0]
            if link.startswith("/"):
                waiting.append(link)
bearer = {"Authorization": "Bearer " + told["token"]}
said = client.post("/api/v1/predict", json=told["predict"], headers=bearer)
assert said.status_code == 200, said.text
print(json.dumps({**found, "after": loaded(told["heavy"]), "opened": opened}))
"""


@pytest.fixture(scope="module")
def walked(taught: School) -> dict[str, Any]:
    """Start the application, ask for the board, and follow every link of a lead's pages."""
    account = taught.people["lea"].account
    assert account is not None
    told = {
        "cookie": sign_in(taught.state.database, account),
        "token": Program(taught).token,
        "predict": {"records": [RECORD, {**RECORD, "absences": None}], "contributions": True},
        "begin": ["/models/1", "/models/1/try?from=median", "/models", "/environment", "/research"],
        "not_at_first": NOT_AT_FIRST,
        "heavy": HEAVY,
        "most": 2,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"ALAVANCA_DATA_FOLDER": str(taught.folder)},
        input=json.dumps(told),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_first_answer_loads_nothing_heavy(walked: dict[str, Any]) -> None:
    assert walked["first"] == []


def test_no_page_of_a_lead_loads_anything_heavy_either(walked: dict[str, Any]) -> None:
    pages = {endpoint for endpoint, statuses in walked["opened"].items() if 200 in statuses}
    assert pages >= {
        "model_calibration.show",
        "model_residuals.show",
        "model_groups.show",
        "drift.show",
        "environment.show",
        "research.show",
        "overview.show",
        "student_what_if.show",
        "student.show",
        "smallest_change.show",
        "typed_in.show",
    }, sorted(pages)
    assert walked["after"] == []
