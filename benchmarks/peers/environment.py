"""The peers' own environment, `benchmarks/.venv`, made from requirements-bench.lock on demand."""

from pathlib import Path

import manage

FOLDER = Path(__file__).parent.parent / ".venv"
LOCK = "requirements-bench.lock"


def peer_python() -> Path:
    """Return the interpreter that has Dash and Streamlit, after installing them if need be."""
    ours = manage.VENV
    manage.VENV = FOLDER
    try:
        if not manage.is_ready([LOCK]):
            print("The peers (Dash, Streamlit) get an environment of their own.", flush=True)
        manage.ensure([LOCK])
        return manage.venv_python()
    finally:
        manage.VENV = ours
