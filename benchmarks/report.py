"""What a run found: the limits, kept or missed, as a table, as JSON and as a drawing."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import ALL

Figures = dict[str, dict[str, dict[str, float]]]  # students -> contender -> figure

OURS = "alavanca"
DASH = "dash"


@dataclass(frozen=True)
class Limit:
    """One promise: what was found, beside the number it is held to."""

    words: str
    found: float
    limit: float
    at_least: bool
    unit: str = "x"

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return self.found >= self.limit if self.at_least else self.found <= self.limit


ROWS: dict[str, tuple[str, Callable[[float], str]]] = {
    "slider_ms": ("slider moved to chart changed, ms", lambda v: f"{v:,.0f}"),
    "first_chart_s": ("first page with chart, s", lambda v: f"{v:.2f}"),
    "first_bytes": ("first load over the wire, MB", lambda v: f"{v / 1e6:.2f}"),
    "again_bytes": ("second load over the wire, MB", lambda v: f"{v / 1e6:.3f}"),
    "tweaks_per_s_8": ("tweaks/s, 8 at once", lambda v: f"{v:,.0f}" if v >= 100 else f"{v:.1f}"),
    "p95_ms_32": ("p95 at 32 at once, ms", lambda v: f"{v:,.0f}"),
    "start_s": ("start to first answer, s", lambda v: f"{v:.2f}"),
    "memory_one_mb": ("memory, one user, MB", lambda v: f"{v:.0f}"),
    "memory_30_mb": ("memory, 30 users, MB", lambda v: f"{v:.0f}"),
}


def limits(figures: Figures) -> list[Limit]:
    """Hold a run to the promises. They are about the usual Dash page, not the tuned one."""
    found = []
    for students, by_name in figures.items():
        ours = by_name.get(OURS)
        if ours is None:
            continue
        if DASH in by_name:
            found += _beside_dash(students, ours, by_name[DASH])
        if "streamlit" in by_name:
            times = by_name["streamlit"]["slider_ms"] / ours["slider_ms"]
            found.append(Limit(f"slider to chart, {students}: times faster than Streamlit",
                               times, 15, at_least=True))  # fmt: skip
        found += _alone(students, ours)
    return found


def _beside_dash(students: str, ours: dict[str, float], dash: dict[str, float]) -> list[Limit]:
    slider = dash["slider_ms"] / ours["slider_ms"]
    wanted = 4 if int(students) <= 357 else 2.5
    found = [Limit(f"slider to chart, {students}: times faster than Dash", slider, wanted, True)]
    if "tweaks_per_s_8" not in dash:
        return found
    tweaks = ours["tweaks_per_s_8"] / dash["tweaks_per_s_8"]
    p95 = ours["p95_ms_32"] / dash["p95_ms_32"]
    return [
        *found,
        Limit(f"tweaks/s at 8 at once, {students}: times Dash's", tweaks, 20, True),
        Limit(f"p95 at 32 at once, {students}: part of Dash's", p95, 0.1, False),
    ]


def _alone(students: str, ours: dict[str, float]) -> list[Limit]:
    growth = ours["memory_30_mb"] / ours["memory_one_mb"]
    return [
        Limit(f"first page, {students}", ours["first_bytes"] / 1e3, 450, False, "kB"),
        Limit(f"second start to first answer, {students}", ours["start_s"], 2.5, False, "s"),
        Limit(f"memory of the server, {students}", ours["memory_one_mb"], 220, False, "MB"),
        Limit(f"memory with 30 users, {students}: times one user's", growth, 1.15, False),
    ]


def save(run: dict[str, Any], folder: Path) -> bool:
    """Write board.json, board.md and board.svg, print the table; say whether all limits held."""
    folder.mkdir(parents=True, exist_ok=True)
    held = limits(run["figures"])
    run["limits"] = [vars(limit) | {"kept": limit.kept} for limit in held]
    text = markdown(run, held)
    (folder / "board.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    (folder / "board.md").write_text(text, encoding="utf-8")
    (folder / "board.svg").write_text(drawing(run["figures"]), encoding="utf-8")
    print(text)
    return all(limit.kept for limit in held)


def markdown(run: dict[str, Any], held: list[Limit]) -> str:
    """Return the figures and the limits as two tables."""
    figures: Figures = run["figures"]
    shown = [one for one in ALL if any(one.name in found for found in figures.values())]
    lines = [
        "# The board beside its peers",
        "",
        f"{run['when']}, {run['machine']}, {run['others']} other processes at work on them when it"
        f" began. Students: {' / '.join(figures)}. Medians of one run.",
        "",
        "| | " + " | ".join(contender.title for contender in shown) + " |",
        "|---" * (len(shown) + 1) + "|",
    ]
    for key, (words, form) in ROWS.items():
        cells = []
        for contender in shown:
            found = [by_name.get(contender.name, {}).get(key) for by_name in figures.values()]
            cells.append(" / ".join("-" if value is None else form(value) for value in found))
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    lines += ["", "| promise | found | limit | |", "|---|---|---|---|"]
    for limit in held:
        sign = "at least" if limit.at_least else "at most"
        kept = "kept" if limit.kept else "**missed**"
        found = f"{limit.found:.2f}" if limit.found < 10 else f"{limit.found:.0f}"
        lines.append(f"| {limit.words} | {found} {limit.unit} | {sign} {limit.limit:g} | {kept} |")
    return "\n".join(lines) + "\n"


# --- the drawing ------------------------------------------------------------------------------

COLOURS = {"alavanca": "#0072b2", "dash": "#d55e00", "dash_tuned": "#e69f00"}
COLOURS |= {"streamlit": "#999", "bare": "#ccc"}
WIDTH, BAR, LEFT = 720, 16, 220


def drawing(figures: Figures) -> str:
    """Return bars of the time from slider to chart, on a scale of powers of ten."""
    longest = max(found["slider_ms"] for by_name in figures.values() for found in by_name.values())
    decades = max(1, math.ceil(math.log10(longest)))
    room = WIDTH - LEFT - 70

    def across(milliseconds: float) -> float:
        return max(2.0, math.log10(max(milliseconds, 1.0)) / decades * room)

    parts, top = [], 40
    for students, by_name in figures.items():
        parts.append(f'<text x="8" y="{top}" font-weight="bold">{int(students):,} students</text>')
        for contender in ALL:
            if contender.name not in by_name:
                continue
            top += BAR + 6
            value = by_name[contender.name]["slider_ms"]
            parts.append(
                f'<text x="{LEFT - 8}" y="{top}" text-anchor="end">{contender.title}</text>'
                f'<rect x="{LEFT}" y="{top - BAR + 4}" width="{across(value):.1f}" height="{BAR}"'
                f' fill="{COLOURS[contender.name]}"/>'
                f'<text x="{LEFT + across(value) + 6:.1f}" y="{top}">{value:,.0f} ms</text>'
            )
        top += 2 * BAR
    title = "From slider to chart, milliseconds (each step of the scale is ten times as long)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img"'
        f' font-family="sans-serif" font-size="12" fill="#222"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>'
        f'<text x="8" y="18" font-size="14">{title}</text>{"".join(parts)}</svg>\n'
    )
