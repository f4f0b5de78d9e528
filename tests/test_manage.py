"""manage.py on its own: what it says, what it stamps, what it hands over. No network."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import manage

ROOT = Path(manage.__file__).parent
ONE_PIN = "flask==3.1.3 \\\n    --hash=sha256:00\n    # via alavanca (pyproject.toml)\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project folder with its lock files, for manage.py to work on."""
    for lock in manage.TEST_LOCKS:
        (tmp_path / lock).write_text(ONE_PIN)
    monkeypatch.setattr(manage, "ROOT", tmp_path)
    monkeypatch.setattr(manage, "VENV", tmp_path / ".venv")
    return tmp_path


@pytest.fixture
def installed(project, monkeypatch):
    """The same, where installing takes no time: what pip was asked for, in order."""
    asked = []
    monkeypatch.setattr(manage, "pip_install", asked.append)
    monkeypatch.setattr(manage, "make_venv", lambda: make_empty_venv(manage.VENV))
    return asked


def make_empty_venv(folder):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)


def manage_py(*arguments, before=""):
    """Run the real manage.py, after some words of Python, and give how it ended."""
    code = f"{before}\nimport runpy, sys; sys.argv = ['manage.py', *{list(arguments)!r}]\n"
    code += f"runpy.run_path({str(ROOT / 'manage.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )


# --- before anything is made ------------------------------------------------------------------


def test_an_old_python_can_parse_it_and_is_told_what_to_install():
    ast.parse((ROOT / "manage.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    ended = manage_py("run", before="import sys; sys.version_info = (3, 9, 2)")
    assert ended.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_command_it_says_what_there_is():
    ended = manage_py()
    assert ended.returncode == 0
    assert all(word in ended.stdout for word in ("run", "test", "lock", "rosters import FILE"))


def test_it_imports_nothing_heavy_before_it_hands_over():
    code = "import sys; before = set(sys.modules); import manage; print(*set(sys.modules) - before)"
    ended = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"subprocess", "argparse", "hashlib", "shutil", "venv", "json", "tempfile", "importlib"}
    assert heavy.isdisjoint(ended.stdout.split())


def test_without_ensurepip_and_pip_one_sentence_says_what_to_do(project, monkeypatch, capsys):
    monkeypatch.setattr(manage, "has", lambda module: False)
    monkeypatch.setattr(manage, "outside_pip", list)
    assert manage.main(["run"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_without_ensurepip_the_pip_outside_fills_the_venv(project, monkeypatch):
    ran = []
    monkeypatch.setattr(manage, "has", lambda module: False)
    monkeypatch.setattr(manage, "outside_pip", lambda: ["python", "-m", "pip", "--python", "it"])
    monkeypatch.setattr(manage, "call", lambda command, folder=None: ran.append(command) or 0)
    manage.make_venv()
    manage.pip_install(["x"])
    assert "--without-pip" in ran[0]
    assert ran[1][:5] == ["python", "-m", "pip", "--python", "it"]


def test_a_venv_that_cannot_be_made_says_so(project, monkeypatch, capsys):
    monkeypatch.setattr(manage, "base_python", lambda: shutil.which("false"))
    assert manage.main(["run"]) == 1
    assert "could not make a virtual environment" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(project, monkeypatch, capsys):
    (project / "file").write_text("")
    monkeypatch.setattr(manage, "VENV", project / "file" / ".venv")
    assert manage.main(["run"]) == 1
    said = capsys.readouterr().err
    assert "Cannot write into" in said
    assert "Traceback" not in said


def test_a_folder_of_somebody_else_is_not_emptied(project, capsys):
    (project / ".venv").mkdir()
    (project / ".venv" / "thesis.txt").write_text("years of work")
    assert manage.main(["run"]) == 1
    assert "it holds thesis.txt" in capsys.readouterr().err
    assert (project / ".venv" / "thesis.txt").exists()


# --- what is stamped --------------------------------------------------------------------------


def test_a_second_run_installs_nothing(installed):
    manage.ensure(manage.RUN_LOCKS)
    manage.ensure(manage.RUN_LOCKS)
    assert len(installed) == 1
    assert "--require-hashes" in installed[0]


def test_another_lock_file_installs_again_without_making_the_venv_again(
    installed, project, monkeypatch
):
    manage.ensure(manage.RUN_LOCKS)
    (project / "requirements.lock").write_text(ONE_PIN.replace("3.1.3", "3.1.4"))
    monkeypatch.delattr(manage, "make_venv")
    manage.ensure(manage.RUN_LOCKS)
    assert len(installed) == 2


def test_what_tests_need_serves_a_run_too(installed):
    manage.ensure(manage.TEST_LOCKS)
    manage.ensure(manage.RUN_LOCKS)
    assert len(installed) == 1


def test_a_setup_cut_short_starts_afresh(installed, project, monkeypatch):
    monkeypatch.setattr(manage, "pip_install", lambda asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        manage.ensure(manage.RUN_LOCKS)
    left = project / ".venv" / "half-copied"
    left.write_text("")
    monkeypatch.setattr(manage, "pip_install", installed.append)
    manage.ensure(manage.RUN_LOCKS)
    assert not left.exists()
    assert manage.is_ready(manage.RUN_LOCKS)
    assert not manage.unfinished().exists()


def test_a_venv_whose_python_has_gone_is_made_again(installed):
    manage.ensure(manage.RUN_LOCKS)
    manage.venv_python().unlink()
    manage.venv_python().symlink_to("/nowhere/python3")
    assert not manage.is_ready(manage.RUN_LOCKS)
    manage.ensure(manage.RUN_LOCKS)
    assert manage.is_ready(manage.RUN_LOCKS)


def test_two_runs_at_once_set_up_once(installed, monkeypatch, capsys):
    first_is_in = threading.Event()

    def slow(asked):
        first_is_in.set()
        time.sleep(0.3)
        installed.append(asked)

    monkeypatch.setattr(manage, "pip_install", slow)
    first = threading.Thread(target=manage.ensure, args=[manage.RUN_LOCKS])
    first.start()
    assert first_is_in.wait(10)
    manage.ensure(manage.RUN_LOCKS)
    first.join()
    assert len(installed) == 1
    assert "waiting for it" in capsys.readouterr().out


def test_packages_that_cannot_be_had_are_said_and_tried_again(project, monkeypatch, capsys):
    monkeypatch.setattr(manage, "call", lambda command, folder=None: 1 if "pip" in command else 0)
    monkeypatch.setattr(manage, "succeeds", lambda code: True)
    monkeypatch.setattr(manage, "make_venv", lambda: make_empty_venv(manage.VENV))
    assert manage.main(["run"]) == 1
    assert "tries again" in capsys.readouterr().err
    assert not manage.is_ready(manage.RUN_LOCKS)


def test_the_lock_for_tests_pins_all_that_runs():
    def pins(lock):
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_lock_file_names_a_place_to_load_from():
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), lock.name


# --- what is handed over ----------------------------------------------------------------------


@pytest.fixture
def handed_over(installed, monkeypatch):
    """What manage.py would have become."""
    commands = []
    monkeypatch.setattr(manage, "hand_over", lambda command: commands.append(command) or 0)
    return commands


def test_run_starts_the_server(handed_over, project):
    assert manage.main(["run", "--port", "0", "--roster", "a b.csv"]) == 0
    assert handed_over[0][1:] == [str(project / "wsgi.py"), "--port", "0", "--roster", "a b.csv"]


def test_any_other_command_goes_to_the_application_as_it_is(handed_over):
    manage.main(["rosters", "import", "class.csv", "--help"])
    assert handed_over[0][-4:] == ["rosters", "import", "class.csv", "--help"]


@pytest.mark.skipif(manage.WINDOWS, reason="exec is POSIX")
def test_the_exit_code_is_the_applications(project):
    code = "import sys; sys.path.insert(0, '.'); import manage; manage.hand_over(sys.argv[1:])"
    command = [sys.executable, "-c", "raise SystemExit(7)"]
    ended = subprocess.run([sys.executable, "-c", code, *command], check=False, cwd=ROOT)
    assert ended.returncode == 7


@pytest.mark.parametrize(
    ("codes", "last"),
    [
        ({"ruff": 1, "mypy": 0, "pytest": 0}, 1),
        ({"ruff": 0, "mypy": 2, "pytest": 0}, 2),
        ({"ruff": 1, "mypy": 2, "pytest": 5}, 5),
    ],
)
def test_checks_all_run_and_pytests_failure_is_the_exit_code(
    installed, monkeypatch, capsys, codes, last
):
    ran = {}

    def call(command, folder, output=None):
        ran[command[2]] = command[3:]
        print(f"the words of {command[2]}", file=output)
        return codes[command[2]]

    monkeypatch.setattr(manage, "call", call)
    assert manage.main(["test", "--thorough", "-k", "knobs"]) == last
    assert list(ran) in (["ruff", "mypy", "pytest"], ["ruff", "pytest", "mypy"])
    assert ran["pytest"] == ["--thorough", "-k", "knobs"]
    said = capsys.readouterr().out
    assert "== mypy\nthe words of mypy\n" in said
    for name, code in codes.items():
        assert (f"== {name} failed, with exit code {code}" in said) == bool(code)


def test_what_tests_start_is_compiled_once(installed, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    seen = []
    monkeypatch.setattr(
        manage,
        "call",
        lambda command, folder, output=None: (
            seen.append(os.environ.get("PYTHONDONTWRITEBYTECODE", "")) or 0
        ),
    )
    manage.main(["test"])
    assert seen == ["", "", ""]


def test_ctrl_c_during_setup_is_quiet(project, monkeypatch, capsys):
    def interrupted(locks):
        raise KeyboardInterrupt

    monkeypatch.setattr(manage, "set_up", interrupted)
    assert manage.main(["run"]) == manage.INTERRUPTED
    assert "carries on" in capsys.readouterr().err


# --- the whole, as a stranger meets it ----------------------------------------------------------


@pytest.mark.skipif(not os.environ.get("CI"), reason="a minute of installing: only where CI is set")
def test_run_in_an_empty_folder_makes_all_it_needs_and_serves(tmp_path):
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in tracked:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    first, said = seconds_to_first_answer(tmp_path)
    assert "about a minute, once" in said
    second, said = seconds_to_first_answer(tmp_path)
    assert "about a minute" not in said
    assert second < min(first, 10)  # how fast exactly: benchmarks/


def seconds_to_first_answer(folder):
    """Start the copy, wait until it is well, stop it with Ctrl-C; give the time and its words."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.monotonic()
    log = folder / "run.log"
    with log.open("w") as words:
        command = [sys.executable, "manage.py", "run", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=folder, stdout=words, stderr=words, start_new_session=True
        )
    try:
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() - start < 300, log.read_text()
            time.sleep(0.05)
        seconds = time.monotonic() - start
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text()
    return seconds, log.read_text()


def answers(url):
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except (URLError, OSError):
        return False
