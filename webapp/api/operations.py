"""What a view for programs says of itself: the document and the page are made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response
from pydantic import BaseModel

from webapp.rights import View


@dataclass(frozen=True)
class Parameter:
    """A name behind the ? of an address. schema: what may stand there, as JSON Schema."""

    name: str
    about: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One thing that programs can ask for. Texts are in English, marked for translation.

    answer: the body of `status`. refusals: statuses that it can have beside those of all calls.
    example: a body to try.
    """

    summary: str
    about: str
    answer: type[BaseModel]
    status: int = 200
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    refusals: tuple[int, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


def told(operation: Operation) -> Callable[[View], View]:
    """Declare what a view for programs takes and answers."""

    def declare(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return declare


def in_json(answer: BaseModel, status: int = 200) -> Response:
    """Answer a program; what is unknown is null."""
    return Response(answer.model_dump_json(), status, mimetype="application/json")
