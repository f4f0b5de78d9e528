"""Who is measured: how each is started, which slider is moved, and what one tweak is over HTTP."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Contender:
    """One page under measure: `path` gives its first answer, `slider` is the absences' weight."""

    name: str
    title: str
    path: str
    slider: str
    environment: Mapping[str, str] = field(default_factory=dict)
    loads: bool = True  # whether a tweak is one HTTP request, so that many users can be played


ALAVANCA = Contender("alavanca", "Alavanca", "/caseload", 'input[name="w.absences"]')
DASH = Contender("dash", "Dash", "/", '[role="slider"]')
DASH_TUNED = Contender("dash_tuned", "Dash, tuned", "/", '[role="slider"]', {"STYLE": "tuned"})
STREAMLIT = Contender(
    "streamlit",
    "Streamlit",
    "/",
    '[data-testid="stSlider"] input',
    loads=False,
)
BARE = Contender("bare", "Bare page", "/", "input", loads=False)
ALL = (ALAVANCA, DASH, DASH_TUNED, STREAMLIT, BARE)


def command(contender: Contender, port: int, folder: Path, peer_python: Path) -> list[str]:
    """Return the command line that starts a contender; `folder` is for what it keeps."""
    if contender is ALAVANCA:
        options = ["--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder)]
        return [sys.executable, str(ROOT / "manage.py"), "run", *options]
    if contender is STREAMLIT:
        options = {
            "server.port": port,
            "server.address": "127.0.0.1",
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
            "global.developmentMode": "false",
        }
        page = str(PEERS / "streamlit_page.py")
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [str(peer_python), "-m", "streamlit", "run", page, *words]
    page = PEERS / ("bare_page.py" if contender is BARE else "dash_page.py")
    return [str(peer_python), str(page)]
