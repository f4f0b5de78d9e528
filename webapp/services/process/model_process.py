"""One child process that holds the models which are no sums, so that the server stays small.

It starts with the first question (scikit-learn takes a second or two to load), ends when nobody has
asked for a while or its parent is gone, and is started anew, once a question, when it was ended.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from scoring.model_files.model_file import NoAnswer, Pipelines
from scoring.model_files.pipeline_messages import Floats, Head, as_bytes, as_numbers, receive, send
from webapp.services.process.settings import HERE

IDLE_SECONDS = 300.0
LONGEST_ANSWER = 120.0  # seconds, after which a process is taken to hang

# Not `-m webapp...`, which would load every page; what a library prints must not reach the pipe.
PROGRAM = (
    "import sys; answers, sys.stdout = sys.stdout.buffer, sys.stderr; "
    "from scoring.model_files.pipeline_server import serve; serve(sys.stdin.buffer, answers)"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PipelineElsewhere:
    """One pipeline of a model that another process holds, asked as if it were here."""

    process: "ModelProcess"
    model: "ModelElsewhere"
    place: int

    def __call__(self, rows: Floats) -> Floats:
        """What it expects (n,) of rows of a matrix. Raises NoAnswer."""
        return self.process.ask(self.model, self.place, rows)


@dataclass(frozen=True)
class ModelElsewhere:
    """A model's file as it was noted, to be opened there again whenever that is forgotten."""

    content: bytes
    sha256: str
    scikit_learn: str


class ModelProcess:
    """Threads ask one after the other; the process itself is made when it is needed."""

    def __init__(self, idle: float = IDLE_SECONDS) -> None:
        self._idle = idle
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked_at = 0.0

    def pipelines(self, content: bytes, sha256: str, scikit_learn: str) -> Pipelines:
        """Who takes the pipelines of this file, for `scoring.model_files.model_file.read`: another
        process, which looks at the file as `read` does. Raises ValueError for one that it refuses,
        and NoAnswer."""
        model = ModelElsewhere(content, sha256, scikit_learn)

        def taken(_opened: bytes) -> Sequence[PipelineElsewhere]:
            head, _body = self._said({**_opening(model), "do": "open"}, content)
            if "pipelines" not in head:
                raise ValueError(f"The file was refused: {dict(head)}")
            return [PipelineElsewhere(self, model, place) for place in range(head["pipelines"])]

        return taken

    def ask(self, model: ModelElsewhere, place: int, rows: Floats) -> Floats:
        """What a pipeline expects (n,) of rows of a matrix. Raises NoAnswer, and RuntimeError for
        what broke there."""
        question = {"do": "ask", "sha256": model.sha256, "pipeline": place, "shape": rows.shape}
        body = as_bytes(rows)
        head, found = self._said(question, body)
        if "unknown" in head:  # the process is another one, or has opened many others since
            self._said({**_opening(model), "do": "open"}, model.content)
            head, found = self._said(question, body)
        if "rows" not in head:
            raise RuntimeError(f"The process of models could not answer: {dict(head)}")
        return as_numbers(found, head["rows"])

    def end(self) -> None:
        """End the process, where there is one."""
        with self._turn:
            self._drop()

    @property
    def pid(self) -> int | None:
        """The process's number, None where there is none."""
        return self._process.pid if self._process else None

    def _said(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        with self._turn:
            self._asked_at = time.monotonic()
            for _attempt in range(2):
                try:
                    answer = self._once(self._process or self._start(), head, body)
                except OSError:
                    answer = None
                if answer is not None:
                    self._asked_at = time.monotonic()
                    return answer
                log.warning("the process of models ended while it was asked")
                self._drop()
        raise NoAnswer("The process of models ended twice while one question was asked.")

    def _once(
        self, process: "subprocess.Popen[bytes]", head: Head, body: bytes
    ) -> tuple[Head, bytes] | None:
        with _at_most(LONGEST_ANSWER, process):
            send(cast(BinaryIO, process.stdin), head, body)
            return receive(cast(BinaryIO, process.stdout))

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("ALAVANCA_")
        }
        self._process = process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=HERE,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the server, whose end closes the pipe
        )
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return process

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        """End a process that nobody has asked for a while."""
        while self._process is process:
            left = self._asked_at + self._idle - time.monotonic()
            if left > 0:
                time.sleep(left)
                continue
            with self._turn:
                is_idle = self._asked_at + self._idle <= time.monotonic()
                if self._process is process and is_idle:
                    self._drop()

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not sent yet cannot be any more
                cast(BinaryIO, pipe).close()
        process.wait()


def _opening(model: ModelElsewhere) -> Head:
    return {"sha256": model.sha256, "scikit_learn": model.scikit_learn}


@contextmanager
def _at_most(seconds: float, process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Kill a process that takes longer: whoever waits for it hears that it has ended."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
