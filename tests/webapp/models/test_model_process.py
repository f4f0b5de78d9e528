"""Models that are no sums are asked in one process of their own, which may end at any moment."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring.model.answer_table import AnswerTable
from scoring.model.fold_ensemble import STRANGER, FoldEnsemble
from scoring.model.model_config import Recipe, Target
from scoring.model.training import TrainedModel, train
from scoring.model_files import model_file
from scoring.model_files.model_file import NoAnswer, UnreadableModel
from webapp.services.process import model_process
from webapp.services.process.model_process import ModelProcess
from webapp.services.process.settings import HERE

LUCK = np.random.default_rng(5)
NUMBERS = LUCK.integers(0, 9, 90).astype(float)
WORDS = LUCK.choice(np.array(["yes", "no", None], dtype=object), 90)
GRADES = np.clip(NUMBERS + 4 * (WORDS == "yes") + LUCK.normal(6, 1, 90), 0, 20).round()
TABLE = AnswerTable({"studytime": NUMBERS, "higher": WORDS}, 90)


def trained(key: str, target: Target) -> FoldEnsemble:
    settings = {"trees": 10.0, "depth": 2.0} if key == "boosting" else {"neighbours": 10.0}
    recipe = Recipe(("studytime", "higher"), target, key, 12.0, settings)
    frame, grade = pd.DataFrame(dict(TABLE.items())), pd.Series(GRADES)
    found = train(frame, grade, recipe, low=0, high=20, folds=3, repeats=1)
    assert isinstance(found, TrainedModel)
    return found.model


def noted_of(content: bytes) -> dict[str, str]:
    """What the database notes of a file."""
    here = version("scikit-learn")
    return {"sha256": hashlib.sha256(content).hexdigest(), "scikit_learn": here}


@pytest.fixture(scope="module")
def boosting() -> FoldEnsemble:
    return trained("boosting", "grade")


@pytest.fixture
def process() -> Iterator[ModelProcess]:
    made = ModelProcess()
    yield made
    made.end()


Opened = Callable[[FoldEnsemble], FoldEnsemble]


@pytest.fixture
def opened(process: ModelProcess) -> Opened:
    """Open a model as a page does."""

    def through(model: FoldEnsemble) -> FoldEnsemble:
        content = model_file.write(model)
        noted = noted_of(content)
        return model_file.read(content, **noted, pipelines=process.pipelines(content, **noted))

    return through


def said(model: FoldEnsemble) -> list[np.ndarray]:
    fold = np.arange(len(TABLE)) % 4 - 1
    told = model.explained(TABLE, fold)
    ends = model.interval(TABLE, fold)
    return [model.expected(TABLE, fold), *ends, told.baseline, told.contributions]


@pytest.mark.parametrize(("key", "target"), [("boosting", "grade"), ("neighbours", "pass")])
def test_another_process_says_what_the_pipelines_themselves_say(
    opened: Opened, key: str, target: Target
) -> None:
    model = trained(key, target)
    for there, here in zip(said(opened(model)), said(model), strict=True):
        np.testing.assert_array_equal(there, here)


def test_a_model_that_is_a_sum_starts_no_process(process: ModelProcess, opened: Opened) -> None:
    recipe = Recipe(("studytime", "higher"))
    frame, grade = pd.DataFrame(dict(TABLE.items())), pd.Series(GRADES)
    found = train(frame, grade, recipe, low=0, high=20, folds=3, repeats=1)
    assert isinstance(found, TrainedModel)
    said(opened(found.model))
    assert process.pid is None


def test_a_process_that_was_killed_is_replaced_and_nobody_notices(
    process: ModelProcess, opened: Opened, boosting: FoldEnsemble
) -> None:
    model = opened(boosting)
    before, pid = said(model), process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    for again, once in zip(said(model), before, strict=True):
        np.testing.assert_array_equal(again, once)
    assert process.pid not in (None, pid)


def test_a_process_that_ends_each_time_is_an_error_and_not_a_loop(
    process: ModelProcess, opened: Opened, boosting: FoldEnsemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(boosting)
    process.end()
    with monkeypatch.context() as patch:
        patch.setattr(model_process, "PROGRAM", "import sys; sys.stdin.buffer.read(1)")
        with pytest.raises(NoAnswer):
            said(model)
    said(model)  # and it is well again as soon as one can be started


def test_a_process_that_hangs_is_ended(
    process: ModelProcess, opened: Opened, boosting: FoldEnsemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(boosting)
    process.end()
    monkeypatch.setattr(model_process, "LONGEST_ANSWER", 0.2)
    monkeypatch.setattr(model_process, "PROGRAM", "import time; time.sleep(600)")
    begun = time.monotonic()
    with pytest.raises(NoAnswer):
        said(model)
    assert time.monotonic() - begun < 30


def test_many_threads_ask_one_process_and_each_gets_its_own_answer(
    process: ModelProcess, opened: Opened, boosting: FoldEnsemble
) -> None:
    model = opened(boosting)
    records = [AnswerTable({"studytime": NUMBERS[[n]], "higher": WORDS[[n]]}, 1) for n in range(40)]

    def one(record: AnswerTable) -> float:
        return float(model.expected(record, np.array([STRANGER]))[0])

    first = process.pid
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(one, records))
    np.testing.assert_array_equal(found, boosting.expected(TABLE, np.full(90, STRANGER))[:40])
    assert process.pid == first


def test_it_ends_when_nobody_asks_and_comes_back_when_somebody_does(boosting: FoldEnsemble) -> None:
    content = model_file.write(boosting)
    noted = noted_of(content)
    process = ModelProcess(idle=0.5)
    model = model_file.read(content, **noted, pipelines=process.pipelines(content, **noted))
    end = time.monotonic() + 30
    while process.pid is not None and time.monotonic() < end:
        time.sleep(0.05)
    assert process.pid is None
    said(model)
    process.end()


def test_a_file_that_the_process_refuses_is_unreadable(process: ModelProcess) -> None:
    with pytest.raises(ValueError, match="unreadable"):
        process.pipelines(b"no model", "0", "1")(b"")
    with pytest.raises(UnreadableModel):
        model_file.read(b"x", sha256=hashlib.sha256(b"x").hexdigest(), scikit_learn="1",
                        pipelines=process.pipelines(b"x", "0", "1"))  # fmt: skip


PARENT = """
import sys
from webapp.services.process.model_process import ModelProcess
process = ModelProcess()
try:
    process.pipelines(b"no model", "0", "1")(b"")
except ValueError:
    print(process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_it_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    os.kill(child, 0)
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 30
    while _runs(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that has ended may wait for somebody to count it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
