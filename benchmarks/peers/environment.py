"""The peers' own environments below `benchmarks`, made from their locks on demand."""

from pathlib import Path

import manage

BENCHMARKS = Path(__file__).parents[1]


def peer_python() -> Path:
    """Return the interpreter that has Dash and Streamlit, after installing them if need be."""
    return _python(BENCHMARKS / ".venv", "requirements-bench.lock", "The peers (Dash, Streamlit)")


def engines_python() -> Path:
    """Return the interpreter that has the other rule engines, after installing them if need be."""
    return _python(
        BENCHMARKS / "peers" / ".venv", "requirements-engines.lock", "The rule engines beside ours"
    )


def _python(folder: Path, lock: str, who: str) -> Path:
    ours = manage.VENV
    manage.VENV = folder
    try:
        if not manage.is_ready([lock]):
            print(f"{who} get an environment of their own.", flush=True)
        manage.ensure([lock])
        return manage.venv_python()
    finally:
        manage.VENV = ours
