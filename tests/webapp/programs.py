"""A program that asks the site with a token, and a school with a model for it to ask."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from one_school import School
from werkzeug.test import TestResponse

from data import store
from webapp.services.access.api_scopes import offered
from webapp.services.rosters.expected_grades import keep_gaps

RECORD: dict[str, Any] = {"studytime": 2, "failures": 0, "schoolsup": "no", "absences": 10}
KIND = "application/problem+json"


class Program:
    """Asks with a token of one of the cast; with all the rights that his role offers, unless some
    are named."""

    def __init__(
        self, school: School, who: str = "lea", rights: Sequence[str] = (), days: int = 30
    ) -> None:
        viewer = school.people[who]
        with school.write() as session:
            row, self.token = store.api_tokens.make(
                session,
                viewer,
                f"{who}'s program",
                rights or [scope.value for scope in offered(viewer)],
                days,
                school.state.clock(),
            )
        self.number = row.id
        self.client = school.app.test_client()

    def ask(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Ask for an address of the API, "predict", with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **sent.pop("headers", {})}
        return self.client.open(f"/api/v1/{path}", method=method, headers=headers, **sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: Any) -> TestResponse:
        """Send JSON."""
        return self.ask("POST", path, json=body)

    def predict(self, *records: dict[str, Any], **more: Any) -> TestResponse:
        """Ask what is expected for these records."""
        return self.post("predict", {"records": list(records), **more})


def problem_of(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem that an answer is, in the one shape of all; `errors` as path -> message."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == KIND
    said: dict[str, Any] = answer.get_json()
    assert set(said) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert said["status"] == status
    assert said["request_id"] == answer.headers["X-Request-Id"]
    assert said["detail"]
    return {**said, "errors": {one["path"]: one["message"] for one in said["errors"]}}


def teach(school: School) -> None:
    """Import eighty students whose grades follow their answers, and train the first model."""
    luck = random.Random(7)  # noqa: S311 - the same students each time
    lines = [
        "StudentID,FirstName,FamilyName,class,studytime,failures,schoolsup,absences,FinalGrade"
    ]
    for number in range(80):
        study, failed, absent = luck.randint(1, 4), luck.choice([0, 0, 1, 2]), luck.randint(0, 30)
        grade = min(20, max(0, round(8 + 2 * study - 2 * failed - absent / 10 + luck.gauss(0, 2))))
        helped, group = luck.choice(["yes", "no"]), "AB"[number % 2]
        lines.append(
            f"T{number},First{number},Family{number},10{group},{study},{failed},{helped},"
            f"{absent},{grade}"
        )
    file = Path(school.folder).parent / "eighty.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    roster = school.take_in(file, "eighty.csv")
    with school.app.app_context():
        keep_gaps(school.state, school.viewer, roster)
