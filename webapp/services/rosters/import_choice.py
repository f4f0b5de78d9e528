"""What somebody chose about a file before it is taken in, and the refusal of what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.wording.message import N_, Message

if TYPE_CHECKING:
    from data.describing.description import FileDescription
    from data.reading import FileLayout

WHO_IS_WHO = N_(
    "Students of this file who could be known ones: %(count)s. "
    "Say on the page of the import who is who, then import it."
)

IS_A_LOG = N_(
    "This is the log of a course, not a roster: it has many lines a student. "
    "Import it as a course log, together with the course’s grades."
)

SAMPLE_STUDENTS = 360  # where the sample school is loaded by a click


class NotImportable(Exception):  # noqa: N818 - shown to the reader as a problem, not as an error
    """A file that cannot become a roster, with the sentence that says why."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class ImportChoice:
    """What its reader said of a file; what he did not say is proposed.

    layout: where the table in it is. sheets: names, where only these are said. description: what
    its columns are. dictionary: the name of the one by which it is to be read. mapping: header ->
    column of the dictionary, "" to leave it out. answers: the key of a question -> the key of a
    choice. kind: what such files are called, which names the school's dictionary. set_aside: header
    and text of cells that their column cannot hold and that are to be no answer. source: of what in
    the school's roster it is the source, "" for all of it; None where nobody said. decides: as a
    source it says who is in the roster, as a class list does; None: if it did so before.
    """

    layout: FileLayout | None = None
    sheets: tuple[str, ...] = ()
    description: FileDescription | None = None
    dictionary: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    set_aside: tuple[tuple[str, str], ...] = ()
    source: str | None = None
    decides: bool | None = None


def choice_of(detail: Mapping[str, Any]) -> ImportChoice:
    """What a job's detail says of its file, as `as_detail` wrote it; the rest is proposed."""
    from data.describing.description import FileDescription
    from data.reading import FileLayout

    layout, description = detail.get("layout"), detail.get("description")
    return ImportChoice(
        layout=FileLayout.model_validate(layout) if layout else None,
        description=FileDescription.model_validate(description) if description else None,
        kind=detail.get("called", ""),
        set_aside=tuple((header, text) for header, text in detail.get("set_aside", ())),
        source=detail.get("source"),
        decides=detail.get("decides"),
    )


def as_detail(choice: ImportChoice) -> dict[str, Any]:
    """The same as JSON values, for a job."""
    said: dict[str, Any] = {"called": choice.kind, "source": choice.source}
    said["decides"] = choice.decides
    said["set_aside"] = [list(one) for one in choice.set_aside]
    if choice.layout is not None:
        said["layout"] = choice.layout.model_dump(mode="json")
    if choice.description is not None:
        said["description"] = choice.description.model_dump(mode="json")
    return said
