"""A model's file: what was written is read again, and nothing else is, whoever wrote it."""

import hashlib
import lzma
import pickle
import tracemalloc
import zipfile
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
import sklearn
import skops.io
from gap_rosters import SCALE
from sklearn.preprocessing import FunctionTransformer
from test_folded import FRAME, KINDS, one

from scoring.model.fold_ensemble import FoldEnsemble
from scoring.model.model_config import Recipe, Target
from scoring.model.preprocessing import KnownWords
from scoring.model.training import train
from scoring.model_files import model_file
from scoring.model_files.model_file import UnreadableModel
from scoring.model_files.model_file_classes import FORMER
from scoring.model_files.skops_archive import renamed


def opened(content: bytes, version: str = sklearn.__version__) -> FoldEnsemble:
    """Read bytes whose hash was noted as they are: what a stranger to the code could bring about
    who may write into the database."""
    return model_file.read(
        content, sha256=hashlib.sha256(content).hexdigest(), scikit_learn=version
    )


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableModel) as caught:
        opened(content)
    problem = caught.value.problem
    assert str(caught.value) == problem.template % problem.values
    return str(caught.value)


def packed(found: object) -> bytes:
    return lzma.compress(skops.io.dumps(found))


@pytest.mark.parametrize(("key", "target"), KINDS)
def test_a_model_of_every_kind_says_after_reading_what_it_said_before(
    key: str, target: Target
) -> None:
    found = one(key, target)
    there = opened(model_file.write(found.model))
    assert there.recipe == found.model.recipe
    assert (there.low, there.high) == (0, 20)
    assert there.layout == found.model.layout
    for fold in (found.folds, np.full(len(FRAME), -1)):
        np.testing.assert_array_equal(
            there.expected(FRAME, fold), found.model.expected(FRAME, fold)
        )
        np.testing.assert_array_equal(
            there.interval(FRAME, fold), found.model.interval(FRAME, fold)
        )


def test_a_file_is_small() -> None:
    assert len(model_file.write(one("ridge", "grade").model)) < 20_000


def test_a_file_that_was_changed_anywhere_is_not_opened() -> None:
    content = model_file.write(one("ridge", "grade").model)
    noted = hashlib.sha256(content).hexdigest()
    for place in (0, 100, len(content) // 2, len(content) - 1):
        other = bytearray(content)
        other[place] ^= 1
        with pytest.raises(UnreadableModel, match="has changed since it was written"):
            model_file.read(bytes(other), sha256=noted, scikit_learn=sklearn.__version__)


def test_a_file_that_was_cut_short_is_not_opened_whatever_was_noted_of_it() -> None:
    content = model_file.write(one("ridge", "grade").model)
    noted = hashlib.sha256(content).hexdigest()
    with pytest.raises(UnreadableModel, match="has changed since it was written"):
        model_file.read(content[:-20], sha256=noted, scikit_learn=sklearn.__version__)
    for rest in (0, 5, 400, len(content) - 1):
        assert "does not hold a model" in refused(content[:rest])
    assert "does not hold a model" in refused(content + b"more")


def test_a_model_of_another_version_is_not_opened() -> None:
    with pytest.raises(UnreadableModel, match=r"written by scikit-learn 0\.19\.1 and this server"):
        opened(model_file.write(one("ridge", "grade").model), "0.19.1")


def a_zip(name: str, text: bytes, way: int = zipfile.ZIP_STORED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", way) as archive:
        archive.writestr(name, text)
    return lzma.compress(file.getvalue())


class Runs:
    """What a file of another kind would run when it is opened."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("the file ran something",)


FOREIGN = {
    "nothing": b"",
    "text": b"not a model",
    "a program, pickled": pickle.dumps(Runs()),
    "a program, pickled and packed": lzma.compress(pickle.dumps(Runs())),
    "another archive": a_zip("schema.txt", b"{}"),
    "no schema": a_zip("schema.json", b"nothing"),
    "a deep schema": a_zip("schema.json", b"[" * 100_000 + b"]" * 100_000),
    "a schema of very many nothings": a_zip("schema.json", b"[" + b"[]," * 1_000_000 + b"[]]"),
    "a strange schema": a_zip("schema.json", b'{"__class__": "dict", "__module__": []}'),
    "a list": packed([1, 2, 3]),
    "a dictionary": packed({"format": 1}),
    "another format": packed({"format": 2, "recipe": {}}),
    "another object of scikit-learn": packed({"pipelines": [sklearn.svm.LinearSVR()]}),
    "a function": packed(FunctionTransformer(np.sum)),
    "a method": packed({"format": FunctionTransformer().fit}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_a_model_of_ours_is_not_opened(name: str) -> None:
    assert "does not hold a model" in refused(FOREIGN[name])


def parts() -> dict[str, object]:
    """The contents of a true file, for tests to change."""
    content = model_file.write(one("ridge", "grade").model)
    return skops.io.loads(lzma.decompress(content), trusted=sorted(model_file.KNOWN))


def with_words_called(module: str) -> bytes:
    """A file of a version whose class for words stood in another module."""
    archive = lzma.decompress(model_file.write(one("ridge", "grade").model))
    here = f"{KnownWords.__module__}.{KnownWords.__name__}"
    return lzma.compress(renamed(archive, {here: f"{module}.KnownWords"}))


def test_a_class_that_has_moved_since_is_found_where_it_is_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, earlier = one("ridge", "grade"), with_words_called("scoring.long_ago")
    assert "does not hold a model" in refused(earlier)
    today = f"{KnownWords.__module__}.{KnownWords.__name__}"
    monkeypatch.setattr(model_file, "FORMER", {"scoring.long_ago.KnownWords": today})
    there = opened(earlier).expected(FRAME, found.folds)
    np.testing.assert_array_equal(there, found.model.expected(FRAME, found.folds))
    assert "does not hold a model" in refused(with_words_called("scoring.longer_ago"))


def test_what_a_former_name_stands_for_is_looked_at_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strange = {"scoring.long_ago.KnownWords": "sklearn.svm._classes.LinearSVR"}
    monkeypatch.setattr(model_file, "FORMER", strange)
    assert "does not hold a model" in refused(with_words_called("scoring.long_ago"))


def test_every_former_name_stands_for_a_class_that_a_file_may_hold() -> None:
    assert set(FORMER.values()) <= model_file.KNOWN
    assert not FORMER.keys() & model_file.KNOWN


def test_the_parts_of_a_model_that_do_not_fit_each_other_are_not_opened() -> None:
    opened(packed(parts()))
    whole = parts()
    wrong = [
        {key: whole[key] for key in whole if key != "held"},
        whole | {"pipelines": []},
        whole | {"pipelines": whole["pipelines"][:2]},
        whole | {"pipelines": [step for _, step in whole["pipelines"][0].steps]},
        whole | {"layout": {"numbers": {"age": [15.0, 18.0]}, "words": {}}},
        whole | {"centres": whole["centres"] * np.nan},
        whole | {"scale": [20.0]},
        whole | {"scale": [20.0, 0.0]},
        whole | {"held": whole["held"][:1]},
        whole | {"recipe": {"target": "luck"}},
        whole | {"recipe": whole["recipe"] | {"candidate": "oracle"}},
    ]
    for each in wrong:
        assert "does not hold a model" in refused(packed(each))


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_in_bounded_memory() -> None:
    packer = lzma.LZMACompressor(preset=0)
    block = bytes(16 * 1024 * 1024)
    bomb = b"".join(packer.compress(block) for _ in range(7)) + packer.flush()
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        assert "more room than a model may" in refused(bomb)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 2.5 * model_file.MOST_OPENED


def test_an_archive_whose_parts_are_packed_in_it_is_not_opened() -> None:
    packed_twice = a_zip("schema.json", bytes(50_000_000), zipfile.ZIP_DEFLATED)
    assert "does not hold a model" in refused(packed_twice)


def test_a_file_of_more_than_four_megabytes_is_not_even_unpacked() -> None:
    assert "more room than a model may" in refused(bytes(model_file.MOST_BYTES + 1))


def test_a_model_that_never_could_be_kept_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_file, "MOST_BYTES", 1_000)
    with pytest.raises(UnreadableModel, match="a model may, so it is not kept"):
        model_file.write(one("ridge", "grade").model)


def test_a_file_names_no_student_and_holds_no_grade_of_one() -> None:
    """The grades are moved by an invisible amount, and no number of the file has it."""
    frame, grade = FRAME, one("ridge", "grade").gap.expected.round() + 0.123456789
    recipe = Recipe(tuple(frame.columns))
    found = train(frame, pd.Series(grade), recipe, **SCALE, folds=3, repeats=1)
    opened_bytes = lzma.decompress(model_file.write(found.model))
    for value in np.unique(grade):
        assert np.float64(value).tobytes() not in opened_bytes
