"""Whether the time of an answer tells which logins exist: unknown ones beside wrong passwords.

    python -m benchmarks.sign_in [--tries 40]

Both kinds are tried in turns, in one process, each from its own day so that nobody has to wait.
Saves results/sign_in.json and results/sign_in.md, and exits with 1 when the medians are further
apart than promised.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from data.store import migrate
from data.store.people import accounts, schools
from data.store.people.memberships import NewMembership
from data.tables import now
from data.viewer import Viewer
from webapp import create_app
from webapp.http.state import State
from webapp.services.access import passwords
from webapp.services.process.settings import Settings

RESULTS = Path(__file__).parent / "results"
APART = 0.2  # how far the medians may be apart, as a part of the smaller one
LOGIN, PASSWORD = "ines", "a green boat on the river"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def prepared(folder: Path) -> tuple[Flask, State]:
    """Return an application in which one person has an account."""
    settings = Settings(data_folder=folder)
    app = create_app(settings)
    migrate.upgrade(settings.database)
    state: State = app.extensions["alavanca"]
    with state.database.write() as session:
        school = schools.first_or_create(session, "Pilot school").id
        operator = Viewer(None, "", "administrator", school)
        accounts.create(
            session,
            operator,
            LOGIN,
            "Ines",
            [NewMembership(role="counsellor")],
            password=passwords.hashed(PASSWORD),
        )
    return app, state


def attempt(app: Flask, login: str) -> float:
    """Try to sign in with a wrong password; return the milliseconds of the answer."""
    client = app.test_client()
    found = TOKEN.search(client.get("/sign-in").text)
    assert found is not None
    form = {"csrf_token": found[1], "login": login, "password": "not the right one at all"}
    begun = time.perf_counter()
    answer = client.post("/sign-in", data=form)
    took = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 422, answer.status_code
    return took


def measure(tries: int) -> dict[str, float]:
    """Return the median milliseconds of both kinds, and how far apart they are."""
    known: list[float] = []
    unknown: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        app, state = prepared(Path(folder))
        begun = now()
        for turn in range(tries + 1):
            for login, times in ((LOGIN, known), (f"nobody{turn}", unknown)):
                days = 2 * (2 * turn + (times is unknown))
                state.clock = lambda days=days: begun + timedelta(days=days)  # type: ignore[misc]
                times.append(attempt(app, login))
    medians = statistics.median(known[1:]), statistics.median(unknown[1:])
    apart = abs(medians[0] - medians[1]) / min(medians)
    return {"wrong_password_ms": medians[0], "unknown_login_ms": medians[1], "apart": apart}


def main() -> int:
    """Measure, save, print; the exit code says whether the promise was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tries", type=int, default=40)
    found = measure(parser.parse_args().tries)
    kept = found["apart"] <= APART
    text = (
        "# Whether the time of an answer tells which logins exist\n\n"
        "| wrong password, ms | unknown login, ms | apart | limit | |\n|---|---|---|---|---|\n"
        f"| {found['wrong_password_ms']:.1f} | {found['unknown_login_ms']:.1f} "
        f"| {found['apart']:.1%} | {APART:.0%} | {'kept' if kept else '**missed**'} |\n"
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "sign_in.md").write_text(text, encoding="utf-8")
    (RESULTS / "sign_in.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
