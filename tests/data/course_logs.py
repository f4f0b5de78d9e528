"""Small course logs that are written for the tests, and the same sums by plain Python."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

HEADERS = {
    "fr": [
        *("Heure", "Nom complet de l'utilisateur", "Utilisateur touché", "Contexte de l'événement"),
        *("Composant", "Nom de l'événement", "Description", "Origine", "Adresse IP"),
    ],
    "pt": [
        *("Hora", "Nome completo", "Utilizador afetado", "Contexto do evento"),
        *("Componente", "Nome do evento", "Descrição", "Origem", "Endereço IP"),
    ],
    "en": [
        *("Time", "User full name", "Affected user", "Event context"),
        *("Component", "Event name", "Description", "Origin", "IP address"),
    ],
}
VIEWED = {
    "fr": ("Système", "Cours consulté"),
    "pt": ("Sistema", "Disciplina visualizada"),
    "en": ("System", "Course viewed"),
}
HANDED_IN = {
    "fr": ("Devoir", "Travail de devoir remis"),
    "pt": ("Trabalho", "Submissão efetuada"),
    "en": ("Assignment", "A submission has been submitted."),
}
ENROLLED = {
    "fr": ("Système", "Utilisateur inscrit dans un cours"),
    "pt": ("Sistema", "Utilizador inscrito na disciplina"),
    "en": ("System", "User enrolled in course"),
}
IP = "203.0.113.77"


def line(
    at: str, who: str, kind: tuple[str, str], affected: str = "-", origin: str = "web"
) -> list[str]:
    """A line of a log with all nine columns, and an address in the last."""
    said = f"The user '{who}' did it from {IP}."
    return [at, who, affected, "Cours: Algo", kind[0], kind[1], said, origin, IP]


def as_log(rows: Sequence[Sequence[str]], headers: Sequence[str], separator: str = ",") -> str:
    """A log as a platform exports it."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([headers, *rows])
    return text.getvalue()


def french(lines: Sequence[Sequence[str]], ending: str = "\n") -> str:
    """A French log of these lines."""
    return as_log(lines, HEADERS["fr"]).replace("\n", ending)


def by_hand(
    times: Sequence[datetime], active: int, first: datetime, last: datetime, cut_off: int = 300
) -> dict[str, float | None]:
    """What one student's log says, added up one action after the other.

    first, last: the first and last action of any student.
    """
    ordered = sorted(times)
    gaps = [(b - a).total_seconds() for a, b in pairwise(ordered)]
    pauses = [gap for gap in gaps if gap > cut_off]
    monday = (first - timedelta(days=first.weekday())).date()
    weeks = Counter((at.date() - monday).days // 7 for at in ordered)
    count = (last.date() - monday).days // 7 + 1
    angles = [2 * math.pi * (at.hour * 3600 + at.minute * 60 + at.second) / 86400 for at in ordered]
    up, across = sum(map(math.sin, angles)), sum(map(math.cos, angles))
    return {
        "actions": len(ordered),
        "active_days": len({at.date() for at in ordered}),
        "total_hours": sum(gap for gap in gaps if gap <= cut_off) / 3600,
        "visits": len(pauses) + bool(ordered),
        "mean_interval": sum(pauses) / len(pauses) / 3600 if pauses else None,
        "regularity": len(weeks) / count,
        "active_interactions": active,
        "passive_interactions": len(ordered) - active,
        "active_share": active / len(ordered) if ordered else None,
        "days_since_last": (last.date() - ordered[-1].date()).days if ordered else None,
        "mean_hour": math.atan2(up, across) / (2 * math.pi) * 24 % 24 if ordered else None,
    }
