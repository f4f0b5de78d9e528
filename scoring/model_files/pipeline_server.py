"""The other side of a pipe: holds opened models, and says what their pipelines expect of rows.

For a process of its own, which has scikit-learn so that who asks need not load it.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import BinaryIO

from scoring.model.fold_ensemble import answers_of
from scoring.model.refusal import UnreadableModel
from scoring.model_files import model_file
from scoring.model_files.pipeline_messages import Floats, Head, as_bytes, as_numbers, receive, send

MOST_HELD = 4
"""Models; the one that was asked longest ago is opened anew when it is asked again."""

Pipelines = list[Callable[[Floats], Floats]]


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer one message after the other until nobody asks any more."""
    held: OrderedDict[str, Pipelines] = OrderedDict()
    while (message := receive(asked)) is not None:
        try:
            head, body = _answer(held, *message)
        except UnreadableModel:
            head, body = {"unreadable": True}, b""
        except Exception as error:
            head, body = {"broke": type(error).__name__}, b""
        send(answers, head, body)


def _answer(held: OrderedDict[str, Pipelines], head: Head, body: bytes) -> tuple[Head, bytes]:
    name = head["sha256"]
    if head["do"] == "open":
        model = model_file.read(body, sha256=name, scikit_learn=head["scikit_learn"])
        target = model.recipe.target
        held[name] = [answers_of(pipeline, target) for pipeline in model.pipelines]
        while len(held) > MOST_HELD:
            held.popitem(last=False)
        return {"pipelines": len(held[name])}, b""
    if name not in held:
        return {"unknown": True}, b""
    held.move_to_end(name)
    found = held[name][head["pipeline"]](as_numbers(body, *head["shape"]))
    return {"rows": len(found)}, as_bytes(found)
