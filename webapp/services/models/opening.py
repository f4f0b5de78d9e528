"""A kept model, opened for use: checked against its row first, and then kept a while."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING

from data.store import NotFound, Session
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from data.wording.message import Message, say
from scoring.model.refusal import UnreadableModel
from scoring.model_files import model_file
from webapp.services.process.cache import Recent
from webapp.services.runtime.resources import Resources

if TYPE_CHECKING:
    from scoring.model.fold_ensemble import FoldEnsemble

MOST_OPENED = 4

_opened = Recent(MOST_OPENED)


class Unusable(Exception):  # noqa: N818 - said to the reader as a sentence
    """A model that cannot be opened; `problem` says why, and what goes on without it."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.message)
        self.problem = problem


def opened(here: Resources, viewer: Viewer, model_id: int) -> FoldEnsemble:
    """Open a model of the viewer's school. Raises NotFound, and Unusable with a sentence.

    Its file is looked at each time, so that every page and program says the same of it at any
    moment; only what is built from it is kept, by the file's fingerprint.
    """
    with here.database.read() as session:
        model = model_registry.get(session, viewer, model_id)
        content = _whole(session, viewer, model)
    found: FoldEnsemble = _opened.get(model.sha256, lambda: _read(here, model, content))
    return found


def wrong_with(session: Session, viewer: Viewer, model: ModelVersion) -> Message | None:
    """Say what is wrong with a model's file as far as one sees without opening it, None if nothing.

    Costs a query and a hash.
    """
    try:
        _whole(session, viewer, model)
    except Unusable as unusable:
        return unusable.problem
    return None


def _whole(session: Session, viewer: Viewer, model: ModelVersion) -> bytes:
    number = model.number
    try:
        content = model_registry.file_of(session, viewer, model.id)
    except NotFound:
        raise Unusable(
            say(
                "The file of model %(number)s is missing, so it is not used. Train it again, or "
                "make another version active; boards go on with what is kept, and rules anyway.",
                number=number,
            )
        ) from None
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise Unusable(
            say(
                "The file of model %(number)s was altered after it was trained, so it is not used. "
                "Train it again, or make another version active; boards go on with what is kept, "
                "and rules anyway.",
                number=number,
            )
        )
    here = version("scikit-learn")
    if model.scikit_learn != here:
        raise Unusable(
            say(
                "Model %(number)s was trained with scikit-learn %(then)s, and this server has "
                "%(now)s, so it is not used. Train it again; boards go on with what is kept, and "
                "rules anyway.",
                number=number,
                then=model.scikit_learn,
                now=here,
            )
        )
    return content


def _read(here: Resources, model: ModelVersion, content: bytes) -> FoldEnsemble:
    sha256, scikit_learn = model.sha256, model.scikit_learn
    elsewhere = here.model_process.pipelines(content, sha256, scikit_learn)
    try:
        return model_file.read(
            content, sha256=sha256, scikit_learn=scikit_learn, pipelines=elsewhere
        )
    except UnreadableModel as error:
        raise Unusable(
            say(
                "The file of model %(number)s is not one of ours, so it is not used. Train it "
                "again, or make another version active; boards go on with what is kept, and "
                "rules anyway.",
                number=model.number,
            )
        ) from error
