"""The whole API against its own document: no fault, and only answers that it tells of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from lengths import examples
from one_school import School
from programs import Program
from schemathesis.checks import CHECKS

from webapp.api import rate_limit
from webapp.services.jobs import background_jobs

FEW = settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
# Columns are the school's: the document cannot say which records of its shape are usable.
NOT_FOR_US = {"positive_data_acceptance"}
# What is wrong in a query can vanish on the way: an empty list of a name is no name at all.
NOT_FOR_QUERIES = {*NOT_FOR_US, "negative_data_rejection"}


@pytest.fixture(scope="module")
def served(taught_folder: Path, copied: Any) -> Iterator[School]:
    """The school with a model, which asks nobody to wait and starts no child process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALAVANCA_API_PER_MINUTE", "100000")
        patch.setattr(rate_limit, "WITHOUT_TOKEN", 100_000)
        patch.setattr(background_jobs.subprocess, "Popen", lambda command, **_: None)
        school = School(copied(taught_folder))
        yield school
        school.close()


@pytest.fixture(scope="module")
def program(served: School) -> Program:
    """A program that may do everything."""
    return Program(served)


@pytest.fixture(scope="module")
def schema(served: School) -> Any:
    """The document, as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served.app)


def checks_for(case: schemathesis.Case) -> list[Any]:
    """All that schemathesis can look at, but for what does not hold here by its nature."""
    without = NOT_FOR_QUERIES if case.method == "GET" else NOT_FOR_US
    return [one for one in CHECKS.get_all() if one.__name__ not in without]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_one_that_the_document_tells_of(
    schema: Any, program: Program, mode: schemathesis.GenerationMode
) -> None:
    answered: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @FEW
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            answer = case.call_and_validate(
                headers={"Authorization": f"Bearer {program.token}"}, checks=checks_for(case)
            )
            answered.setdefault(case.operation.label, set()).add(answer.status_code)

        ask()
    assert len(answered) == 7
    assert answered["POST /api/v1/predict"] >= ({200} if mode.is_positive else {422})
