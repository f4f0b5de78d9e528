"""Which column of a file is which, told by the headers: a course's log, or its grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.headers import fold

# As Moodle heads its columns in French, Portuguese and English, and as others do.
LOG = {
    "time": (
        *("Heure", "Date et heure", "Horodatage", "Hora", "Data e hora", "Data/Hora"),
        *("Time", "Timestamp", "Date", "Datetime", "Date and time", "Data"),
    ),
    "user": (
        *("Nom complet de l'utilisateur", "Pseudo", "Utilisateur", "Nom complet"),
        *("Nome completo do utilizador", "Nome completo", "Nome do utilizador", "Utilizador"),
        *("Nome completo do usuário", "Usuário", "User full name", "Full name", "Username"),
        *("User", "User ID", "Userid", "Pseudonym", "Pseudónimo", "Pseudonyme"),
    ),
    "affected": (
        *("Utilisateur touché", "Utilisateur concerné", "Utilisateur affecté"),
        *("Utilizador afetado", "Utilizador afectado", "Usuário afetado", "Affected user"),
    ),
    "context": (
        *("Contexte de l'événement", "Contexte", "Contexto do evento", "Contexto"),
        *("Event context", "Context"),
    ),
    "component": ("Composant", "Componente", "Component"),
    "event": (
        *("Nom de l'événement", "Événement", "Nome do evento", "Evento", "Event name", "Event"),
        *("Action", "Ação"),
    ),
    "origin": ("Origine", "Origem", "Origin"),
}
GRADES = {
    "id": (
        *("ID", "Numéro d'identification", "Identifiant", "StudentID", "Student number"),
        *("Numéro d'élève", "Numéro d'étudiant", "ID number", "Matricule", "INE"),
        *("Número de identificação", "Número de aluno", "N.º de aluno", "Número"),
    ),
    "user": LOG["user"],
    "first": ("Prénom", "First name", "Nome próprio", "Primeiro nome", "Nome"),
    "family": ("Nom de famille", "Nom", "Last name", "Surname", "Family name", "Apelido"),
    "grade": (
        *("Note", "Note finale", "Note du cours", "Note sur 20", "Note/20", "Nota", "Nota final"),
        *("Nota do curso", "Grade", "Final grade", "Course grade", "Grade/20.00", "Résultat"),
        *("Total du cours", "Total du cours (Brut)", "Total da disciplina", "Course total"),
        *("Total da disciplina (Real)", "Course total (Real)", "FinalGrade", "Classificação"),
    ),
}


def log_columns(headers: Sequence[str]) -> LogColumns | None:
    """Where a log's columns stand, or None when these are not a log's headers.

    A log says when, who, and what. What it says of descriptions and addresses is not looked up,
    so that nobody can hand them on.
    """
    found = _places(headers, LOG)
    if not {"time", "user", "event"} <= set(found):
        return None
    return LogColumns(len(headers), **{name: found.get(name) for name in LOG})  # type: ignore[arg-type]


def grade_columns(headers: Sequence[str]) -> GradeColumns | None:
    """Where the columns of a list of grades stand, or None when it is none."""
    found = _places(headers, GRADES)
    known = {"id", "user"} & set(found) or {"first", "family"} <= set(found)
    if "grade" not in found or not known or log_columns(headers):
        return None
    return GradeColumns(**{name: found.get(name) for name in GRADES})  # type: ignore[arg-type]


def _places(headers: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Column -> place of the header nearest the front of its names."""
    there: dict[str, int] = {}
    for place, header in enumerate(headers):
        there.setdefault(fold(header), place)
    found: dict[str, int] = {}
    for column, spellings in names.items():
        places = [there[fold(each)] for each in spellings if fold(each) in there]
        free = [place for place in places if place not in found.values()]
        if free:
            found[column] = free[0]
    return found


@dataclass(frozen=True)
class LogColumns:
    """The places of a log's columns, counted from 0, among `width` of them."""

    width: int
    time: int
    user: int
    event: int
    affected: int | None = None
    context: int | None = None
    component: int | None = None
    origin: int | None = None


@dataclass(frozen=True)
class GradeColumns:
    """The places of the columns of a list of grades, counted from 0."""

    grade: int
    id: int | None = None
    user: int | None = None
    first: int | None = None
    family: int | None = None
