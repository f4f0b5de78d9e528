"""What asking who is there costs a tweak: the board with sign-in and rights, beside itself without.

    python -m benchmarks.rights [--tweaks 400] [--rounds 9]

One application answers both kinds of tweak in one process, in turns: with a signed-in lead's
cookie, as everybody's, and with all that asks who he is taken out (the sign-in's look-up, the
view's need, the second factor's wall). Saves results/rights.json and results/rights.md, and exits
with 1 when the promise is missed.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from benchmarks.reader import signed_in
from benchmarks.rosters import roster
from data.store import migrate
from webapp import create_app
from webapp.http import access, cookies
from webapp.http.state import State
from webapp.services.process.settings import Settings
from webapp.services.rosters import importing
from webapp.sign_in import second_factor_first

RESULTS = Path(__file__).parent / "results"
LIMIT = 1.15  # the tweak with all of it, as a multiple of the tweak without
STUDENTS = 357
ASKING = (access._ask, second_factor_first._lead_there)


def prepared(folder: Path) -> tuple[Flask, str]:
    """Return an application with a roster in it, and the cookie of its lead."""
    settings = Settings(data_folder=folder)
    app = create_app(settings)
    app.testing = True
    migrate.upgrade(settings.database)
    [(name, token)] = signed_in(folder).items()
    state: State = app.extensions["alavanca"]
    with app.app_context():
        who = access.viewer()
        found = importing.read(state, who, roster(STUDENTS, folder), "roster.csv")
        importing.take_in(state, who, found, "Roster", None)
    return app, f"{name}={token}"


def tweaks(app: Flask, cookie: str, count: int, luck: random.Random) -> float:
    """Send tweaks one after the other; return the milliseconds of one."""
    client = app.test_client(use_cookies=False)
    headers = {"HX-Request": "true", "HX-Target": "caseload", "Cookie": cookie}
    begun = time.process_time()  # of this process alone: others may be at work
    for _ in range(count):
        answer = client.get(f"/caseload?w.absences={luck.uniform(0, 5):.6f}", headers=headers)
        assert answer.status_code == 200
    return (time.process_time() - begun) / count * 1000


@contextmanager
def unasked(app: Flask, cookie: str) -> Iterator[None]:
    """Take out all that asks who is there: whoever comes is the lead."""
    before = app.before_request_funcs[None]
    with app.test_request_context(headers={"Cookie": cookie}):
        lead = cookies.signed_in()
    app.before_request_funcs[None] = [one for one in before if one not in ASKING]
    try:
        with patch.object(access, "signed_in", lambda: lead):
            yield
    finally:
        app.before_request_funcs[None] = before


def measure(count: int, rounds: int) -> dict[str, float]:
    """Return the milliseconds of a tweak with and without, and the median of the rounds' ratios."""
    luck, with_, without = random.Random(2008), [], []  # noqa: S311 - not a secret
    with tempfile.TemporaryDirectory() as folder:
        app, cookie = prepared(Path(folder))
        tweaks(app, cookie, count, luck)  # templates are compiled, boards made
        for _ in range(rounds):
            with_.append(tweaks(app, cookie, count, luck))
            with unasked(app, cookie):
                without.append(tweaks(app, cookie, count, luck))
    ratios = [one / other for one, other in zip(with_, without, strict=True)]
    return {
        "with_ms": statistics.median(with_),
        "without_ms": statistics.median(without),
        "ratio": statistics.median(ratios),
    }


def main() -> int:
    """Measure, save, print; the exit code says whether the promise was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tweaks", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    found = measure(asked.tweaks, asked.rounds)
    kept = found["ratio"] <= LIMIT
    text = (
        "# What asking who is there costs a tweak\n\n"
        f"{STUDENTS} students, medians of {asked.rounds} rounds of {asked.tweaks} tweaks each.\n\n"
        "| with sign-in and rights, ms | without, ms | ratio | limit | |\n|---|---|---|---|---|\n"
        f"| {found['with_ms']:.2f} | {found['without_ms']:.2f} | {found['ratio']:.3f} "
        f"| {LIMIT} | {'kept' if kept else '**missed**'} |\n"
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "rights.md").write_text(text, encoding="utf-8")
    (RESULTS / "rights.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
