"""`charts`: the charts' specifications, for developers."""

import json
from typing import Any

import click

from webapp.commands.noun import Noun
from webapp.pictures.chart import FOLDER

group = Noun("charts", help="Chart specifications, for developers.", hidden=True)


def built() -> dict[str, dict[str, Any]]:
    """Build all charts with Altair, each by the name of its file."""
    from webapp.pictures.specifications import (
        board,
        calibration,
        caseload,
        comparison,
        curve,
        overview,
        residuals,
    )

    modules = (board, calibration, caseload, comparison, curve, overview, residuals)
    return {module.__name__.rpartition(".")[2]: module.build() for module in modules}


@group.command("write")
def write_charts() -> None:
    """Build the charts' specifications with Altair and write them to their files."""
    for name, specification in built().items():
        text = json.dumps(specification, indent=1, sort_keys=True) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
        click.echo(f"{name}.json: {len(text)} bytes")
