"""`charts`: the charts' specifications, for developers."""

import json
from typing import Any

import click

from webapp.commands.noun import Noun
from webapp.pictures.chart import FOLDER

group = Noun("charts", help="Chart specifications, for developers.", hidden=True)


def built() -> dict[str, dict[str, Any]]:
    """Build all charts with Altair, each by the name of its file."""
    from webapp.pictures import (
        board_build,
        board_chart_build,
        calibration_build,
        comparison_build,
        curve_build,
        dots_build,
        residuals_build,
    )

    return {
        "caseload": board_chart_build.build(),
        "overview": dots_build.build(),
        "board": board_build.build(),
        "calibration": calibration_build.build(),
        "comparison": comparison_build.build(),
        "curve": curve_build.build(),
        "residuals": residuals_build.build(),
    }


@group.command("write")
def write_charts() -> None:
    """Build the charts' specifications with Altair and write them to their files."""
    for name, specification in built().items():
        text = json.dumps(specification, indent=1, sort_keys=True) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
        click.echo(f"{name}.json: {len(text)} bytes")
