"""A model as bytes, and bytes as a model: nothing in a file can run, whoever wrote it.

The file is a skops archive, which names the classes of its objects, inside xz. Before anything is
built from it: its hash, its size, the version that made it, and every class, by its name of today,
against a fixed list.
Of models that are sums nothing is built at all: their arrays are read, and numpy does the rest.
Others load scikit-learn (seconds, 80 MB).
"""

import hashlib
import lzma
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from scoring.model import refusal
from scoring.model.answer_table import Layout
from scoring.model.fold_ensemble import FoldEnsemble
from scoring.model.model_config import COST, Recipe
from scoring.model.plain_pipeline import PLAIN
from scoring.model.refusal import UnreadableModel
from scoring.model_files.model_file_classes import FORMER, KNOWN, WAYS
from scoring.model_files.plain_archive import PlainArchive
from scoring.model_files.skops_archive import asked_of, renamed

__all__ = ["UnreadableModel", "read", "write"]

FORMAT = 1
"""Raise it when what stands in a file changes."""

BAGS = ("held", "others")

MOST_BYTES = 4 * 1024 * 1024
MOST_OPENED = 96 * 1024 * 1024
PRESET = 3
"""How hard xz tries: a tenth of the time of its usual 6, and files a tenth larger."""

XZ_MEMORY = 96 * 1024 * 1024


def write(model: FoldEnsemble) -> bytes:
    """Write a model as bytes. Raises UnreadableModel, with a sentence, for one that is too large
    to be read again."""
    import skops.io

    held = {
        "format": FORMAT,
        "recipe": model.recipe.as_json(),
        "scale": [model.low, model.high],
        "layout": model.layout.as_json(),
        "centres": model.centres,
        "held": list(model.held),
        "others": list(model.others),
        "pipelines": list(model.pipelines),
    }
    archive = skops.io.dumps(held)
    content = lzma.compress(archive, preset=PRESET)
    if len(archive) > MOST_OPENED or len(content) > MOST_BYTES:
        raise UnreadableModel(refusal.cannot_be_kept())
    return content


Pipelines = Callable[[bytes], Sequence[Any]]


class NoAnswer(Exception):  # noqa: N818 - says nothing about the file
    """Who holds the pipelines cannot be asked just now."""


def built(opened: bytes) -> Sequence[Any]:
    """Build the pipelines of an archive that has been looked at. Loads scikit-learn."""
    import skops.io
    from sklearn.pipeline import Pipeline

    pipelines = list(skops.io.loads(opened, trusted=sorted(KNOWN))["pipelines"])
    if not all(type(one) is Pipeline for one in pipelines):
        raise TypeError("not pipelines")
    return pipelines


def read(
    content: bytes, *, sha256: str, scikit_learn: str, pipelines: Pipelines = built
) -> FoldEnsemble:
    """Read what `write` wrote. sha256, scikit_learn: as they were noted when it was written.
    pipelines: who takes them from an archive that has been looked at, where they are no sums.

    Raises UnreadableModel, with a sentence, for anything else, in bounded memory; and NoAnswer
    where `pipelines` does.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnreadableModel(refusal.altered_file())
    opened = _opened(content)
    here = version("scikit-learn")
    if scikit_learn != here:
        raise UnreadableModel(refusal.other_version(scikit_learn, here))
    try:
        classes, ways = asked_of(opened)
        if classes & FORMER.keys():
            opened = renamed(opened, FORMER)
            classes, ways = asked_of(opened)
        if not (classes <= KNOWN and ways <= WAYS):
            raise UnreadableModel(refusal.foreign_file())
        return _model(opened, pipelines)
    except (UnreadableModel, NoAnswer):
        raise
    except Exception as error:  # whatever a stranger's file makes a reader stumble over
        raise UnreadableModel(refusal.foreign_file()) from error


def _opened(content: bytes) -> bytes:
    """Unpack it, up to MOST_OPENED and never beyond."""
    if len(content) > MOST_BYTES:
        raise UnreadableModel(refusal.large_file())
    unpacking = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
    try:
        opened = unpacking.decompress(content, MOST_OPENED + 1)
    except (lzma.LZMAError, MemoryError) as error:
        raise UnreadableModel(refusal.foreign_file()) from error
    if len(opened) > MOST_OPENED:
        raise UnreadableModel(refusal.large_file())
    if not unpacking.eof or unpacking.unused_data:
        raise UnreadableModel(refusal.foreign_file())
    return opened


def _model(opened: bytes, pipelines_of: Pipelines) -> FoldEnsemble:
    """Take the parts, and try the model on its mean students. Any exception: not a model."""
    found = PlainArchive(opened)
    if found["format"] != FORMAT:
        raise ValueError("another format")
    low, high = found["scale"]
    recipe = Recipe.from_json(found["recipe"])
    layout = Layout.from_json(found["layout"])
    centres = np.asarray(found["centres"], dtype=np.float64)
    if not low < high:
        raise ValueError("not a scale")
    plain = recipe.candidate in PLAIN
    pipelines = tuple(found["pipelines"] if plain else pipelines_of(opened))
    if not pipelines:
        raise ValueError("no pipelines")
    shape = len(pipelines), len(layout.columns)
    if centres.shape != shape or not np.isfinite(centres).all():
        raise ValueError("not a mean student for each pipeline")
    held, others = ([np.asarray(of, dtype=np.uint16) for of in found[key]] for key in BAGS)
    bags = len(pipelines) if recipe.target == "grade" else 0
    if recipe.candidate not in COST or not (len(held) == len(others) == bags):
        raise ValueError("not the parts of one model")
    model = FoldEnsemble(
        recipe=recipe,
        low=float(low),
        high=float(high),
        layout=layout,
        pipelines=pipelines,
        centres=centres,
        held=tuple(held),
        others=tuple(others),
    )
    model.try_out()
    return model
