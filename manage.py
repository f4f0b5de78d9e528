#!/usr/bin/env python3
"""Sets Alavanca up and starts it, on a machine that has only Python 3.11 or newer.

    python3 manage.py run      make .venv if needed, then serve (--host --port --data-dir --roster)
    python3 manage.py test     lint, types and all tests (arguments go to pytest; --thorough
                               tries the longest checks at full length)
    python3 manage.py lock     write the requirements*.lock files again (arguments go to uv)
    python3 manage.py ...      any other command of the application, e.g. `rosters import FILE`

Standard library only. Nothing heavy is imported at the top: every start passes here first.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

OLDEST_PYTHON = (3, 11)

# Python 3.6 and newer must be able to parse this file, or they never reach this sentence.
if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "Alavanca needs Python 3.11 or newer, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}. "
        "Install a newer one and start with that, e.g. python3.11 manage.py run"
    )

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"

RUN_LOCKS = ("requirements.lock",)
TEST_LOCKS = ("requirements.lock", "requirements-dev.lock")

# One line a lock file: what `uv pip compile` is asked for, in an order where each may lean on
# the ones before.
COMPILED = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-dev.lock": ("pyproject.toml", "--group", "dev", "-c", "requirements.lock"),
    "requirements-bench.lock": (
        *("benchmarks/requirements.in", "--group", "bench"),
        *("-c", "requirements.lock"),
    ),
    # Leans on none: rule-engine asks for an older python-dateutil than ours.
    "requirements-engines.lock": ("--group", "engines"),
}
COMPILE_OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
)

INTERRUPTED = 130  # what a shell reports after Ctrl-C


class SetupError(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


def main(arguments: "Sequence[str]") -> int:
    """Carry out one command line and give its exit code (on POSIX a hand-over never returns)."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    if command in ("help", "-h", "--help"):
        print(__doc__.strip())
        return 0
    try:
        if command == "test":
            return run_checks(rest)
        if command == "lock":
            return rewrite_locks(rest)
        ensure(RUN_LOCKS)
        return hand_over(application_command(command, rest))
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command carries on where this one left off.", file=sys.stderr)
        return INTERRUPTED


# --- handing over ---------------------------------------------------------------------------


def venv_python() -> Path:
    """The interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def application_command(command: str, rest: "Sequence[str]") -> list[str]:
    """The application's own command line; to `run` is to start the server.

    The application is named by its full path, so that FILE arguments stay relative to the
    folder the person stands in.
    """
    if command == "run":
        return [str(venv_python()), str(ROOT / "wsgi.py"), *rest]
    return [str(venv_python()), "-m", "flask", "--app", str(ROOT / "wsgi.py"), command, *rest]


def hand_over(command: "Sequence[str]") -> int:
    """Become `command` (POSIX), or run it and give its exit code (Windows has no exec)."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execv(command[0], list(command))  # noqa: S606 - no shell is wanted
    try:
        return call(command)
    except KeyboardInterrupt:
        return INTERRUPTED


def call(
    command: "Sequence[str]", folder: "Path | None" = None, output: "TextIO | None" = None
) -> int:
    """Run `command` to its end and give its exit code; it writes to `output`, or where we do.

    Ctrl-C reaches the command as well: it is given the time to end in its own way before
    KeyboardInterrupt goes on from here.
    """
    import subprocess

    interrupted = False
    # Not close_fds: the setup lock is held on by the command, see `lock_file`.
    errors = None if output is None else subprocess.STDOUT
    with subprocess.Popen(
        list(command), cwd=folder, close_fds=WINDOWS, stdout=output, stderr=errors
    ) as process:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return process.returncode


def succeeds(code: str) -> bool:
    """Whether .venv's Python runs these words of Python without an error."""
    import subprocess

    command = [str(venv_python()), "-c", code]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:  # there is none, or not for this machine
        return False


# --- commands -------------------------------------------------------------------------------


def run_checks(pytest_arguments: "Sequence[str]") -> int:
    """Run ruff, mypy and pytest, all three whatever happens; pytest's failure is the exit code.

    mypy works beside pytest, whose workers often wait for a server or a browser; what it says
    is kept until they are done.
    """
    from concurrent.futures import ThreadPoolExecutor
    from tempfile import TemporaryFile

    ensure(TEST_LOCKS)
    # Else every worker and every server of the tests compiles the whole product anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ruff = check("ruff", ["check", "."])
    with TemporaryFile("w+", encoding="utf-8") as said, ThreadPoolExecutor(1) as beside:
        types = beside.submit(call, tool("mypy"), ROOT, said)
        pytest = check("pytest", pytest_arguments)
        mypy = types.result()
        said.seek(0)
        say("== mypy")
        say(said.read().rstrip())
    failed = {"ruff": ruff, "mypy": mypy, "pytest": pytest}
    for name, code in failed.items():
        if code:
            say(f"== {name} failed, with exit code {code}")
    return pytest or mypy or ruff


def tool(name: str, options: "Sequence[str]" = ()) -> list[str]:
    """The command line of one of .venv's tools."""
    return [str(venv_python()), "-m", name, *options]


def check(name: str, options: "Sequence[str]") -> int:
    """Let one of them say what it has to say, and give its exit code."""
    say(f"== {name}")
    return call(tool(name, options), ROOT)


def rewrite_locks(uv_arguments: "Sequence[str]") -> int:
    """Resolve pyproject.toml again into the lock files, hashes included."""
    ensure(RUN_LOCKS)
    if not succeeds("import uv"):
        pip_install(["uv"])
    for lock, sources in COMPILED.items():
        say(f"Resolving {lock}")
        compile_lock = [str(venv_python()), "-m", "uv", "pip", "compile", *sources]
        code = call([*compile_lock, *COMPILE_OPTIONS, "-o", lock, *uv_arguments], ROOT)
        if code:
            raise SetupError(f"{lock} was not rewritten: see uv's words above.")
    return 0


# --- .venv ----------------------------------------------------------------------------------


def ensure(locks: "Sequence[str]") -> None:
    """See to it that .venv holds exactly what `locks` name; instant when it does already."""
    if is_ready(locks):
        return
    with only_one_setup():
        if is_ready(locks):  # another process has just done it
            return
        set_up(locks)


def is_ready(locks: "Sequence[str]") -> bool:
    """Whether .venv runs, and was filled from these very lock files."""
    return venv_python().exists() and all(stamp(lock) == wanted_stamp(lock) for lock in locks)


def stamp_file(lock: str) -> Path:
    """Where .venv notes which text of `lock` it was filled from."""
    return VENV / f"{lock}.stamp"


def stamp(lock: str) -> str:
    """The note inside .venv for `lock`, empty when there is none."""
    try:
        return stamp_file(lock).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def wanted_stamp(lock: str) -> str:
    """What that note says when .venv is up to date: the lock's sha256 and .venv's Python.

    A system upgrade can put a newer Python under .venv's link, where the packages of the
    older one are not found any more: then the path behind the link is another.
    """
    import hashlib

    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return f"{digest} {venv_python().resolve()}\n"


def unfinished() -> Path:
    """The mark that stands inside .venv while it is being filled."""
    return VENV / "unfinished"


def set_up(locks: "Sequence[str]") -> None:
    """Make .venv (again, if an earlier try was cut short) and install `locks` into it."""
    import time

    start = time.monotonic()
    say("Setting up Alavanca: about a minute, once.")
    refuse_a_folder_of_someone_else()
    for lock in locks:
        stamp_file(lock).unlink(missing_ok=True)
    if unfinished().exists() or not is_usable():
        unfinished().touch()
        clear()
        say("  making .venv")
        make_venv()
    unfinished().touch()
    say(f"  installing {count_packages(locks[-1])} packages, each checked against its hash")
    pip_install(["--require-hashes", *(word for lock in locks for word in ("-r", ROOT / lock))])
    for lock in locks:
        write_stamp(lock)
    unfinished().unlink()
    say(f"  done in {time.monotonic() - start:.0f} s")


def count_packages(lock: str) -> int:
    """How many packages a lock file pins (some may be for other systems)."""
    with (ROOT / lock).open(encoding="utf-8") as lines:
        return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def write_stamp(lock: str) -> None:
    """Note in .venv which text of `lock` it holds; whole or not at all."""
    draft = stamp_file(lock).with_suffix(".draft")
    draft.write_text(wanted_stamp(lock), encoding="ascii")
    draft.replace(stamp_file(lock))


def is_usable() -> bool:
    """Whether .venv's Python starts and has its folder of packages beside it."""
    return succeeds(
        "import os, sys, sysconfig; sys.exit(not os.path.isdir(sysconfig.get_path('purelib')))"
    )


def clear() -> None:
    """Empty .venv but for our own marks, which others may be looking at."""
    import shutil

    for entry in VENV.iterdir():
        if entry in (setup_lock(), unfinished()):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def refuse_a_folder_of_someone_else() -> None:
    """Raise when .venv holds things that no virtual environment holds: it would be emptied."""
    known = (VENV / "pyvenv.cfg", unfinished())
    strangers = [entry.name for entry in VENV.iterdir() if entry != setup_lock()]
    if strangers and not any(path.exists() for path in known):
        raise SetupError(
            f"{VENV} is not a virtual environment (it holds {strangers[0]}), and Alavanca needs "
            "that name for one: move the folder elsewhere and start again."
        )


def make_venv() -> None:
    """Make the virtual environment, with the pip of its own where Python can give it one."""
    options = [] if has("ensurepip") else ["--without-pip"]
    if options and not outside_pip():
        raise SetupError(
            "This Python cannot make a virtual environment, because its ensurepip is missing: "
            "install it (on Debian and Ubuntu: apt install python3-venv) and start again."
        )
    code = call([base_python(), "-m", "venv", *options, str(VENV)])
    if code:
        raise SetupError(
            f"Python could not make a virtual environment in {VENV}: see its words above "
            "(on Debian and Ubuntu, apt install python3-venv often helps)."
        )


def base_python() -> str:
    """The Python that runs this file, or the one behind it when that is .venv's own."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def has(module: str) -> bool:
    """Whether this Python has `module`."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def outside_pip() -> list[str]:
    """This Python's own pip, aimed at .venv: for a Python with pip but without ensurepip."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        pip = version("pip").split(".")
    except PackageNotFoundError:
        return []
    knows_python_option = (int(pip[0]), int(pip[1])) >= (22, 3)
    command = [base_python(), "-m", "pip", "--python", str(venv_python())]
    return command if knows_python_option else []


def pip_install(arguments: "Sequence[str | Path]") -> None:
    """Install into .venv with plain pip."""
    pip = [str(venv_python()), "-m", "pip"] if succeeds("import pip") else outside_pip()
    if not pip:
        raise SetupError(f"There is no pip in {VENV}: delete that folder and start again.")
    # A person's own pip settings may say "user": refused inside a virtual environment.
    os.environ["PIP_USER"] = "0"
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if call([*pip, *options, *map(str, arguments)]) != 0:
        raise SetupError(
            "The packages could not be installed: see pip's words above. Is the package index "
            "within reach (network, proxy)? The same command tries again."
        )


# --- one at a time --------------------------------------------------------------------------


def setup_lock() -> Path:
    """The file that a process holds locked while it works on .venv."""
    return VENV / "setup.lock"


@contextmanager
def only_one_setup() -> "Iterator[None]":
    """Hold the setup lock: a second process waits until the first has finished or died."""
    try:
        VENV.mkdir(exist_ok=True)
        file = setup_lock().open("a", encoding="ascii")
    except OSError as error:
        raise SetupError(
            f"Cannot write into {VENV} ({error.strerror}), where Alavanca keeps the packages it "
            "needs: move the project to a folder of your own, or change the folder's "
            "permissions, and start again."
        ) from error
    with file:
        if not lock_file(file, wait=False):
            say("Another process is setting up Alavanca: waiting for it.")
            lock_file(file, wait=True)
        yield


def lock_file(file: "TextIO", wait: bool) -> bool:
    """Lock the file until it is closed; False when another has it and we do not wait."""
    if sys.platform == "win32":
        import msvcrt
        import time

        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.5)
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    # pip inherits the lock: should this process be killed, the next one waits for pip's end
    # before it touches .venv.
    os.set_inheritable(file.fileno(), True)
    return True


def say(words: str) -> None:
    """Print one line of progress at once, in order with what the commands below us print."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
