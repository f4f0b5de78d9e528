"""Which column of a file is which, told by the headers: a course's log, or its grades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.headers import fold

# As Moodle heads its columns in six languages and in its own table, and as others do.
LOG = {
    "time": (
        *("Heure", "Date et heure", "Horodatage", "Hora", "Data e hora", "Data/Hora"),
        *("Time", "Timestamp", "Date", "Datetime", "Date and time", "Data", "Fecha y hora"),
        *("Fecha", "Zeit", "Zeitpunkt", "Zeitstempel", "Datum und Uhrzeit", "Uhrzeit", "Datum"),
        *("Orario", "Data e ora", "Data/Ora", "Ora", "timecreated", "stored"),
    ),
    "user": (
        *("Nom complet de l'utilisateur", "Pseudo", "Utilisateur", "Nom complet"),
        *("Nome completo do utilizador", "Nome completo", "Nome do utilizador", "Utilizador"),
        *("Nome completo do usuário", "Usuário", "User full name", "Full name", "Username"),
        *("User", "User ID", "Userid", "Pseudonym", "Pseudónimo", "Pseudonyme"),
        *("Nombre completo del usuario", "Nombre completo", "Usuario", "Nombre de usuario"),
        *("Vollständiger Name", "Vollständiger Name des Nutzers", "Nutzer/in", "Nutzer*in"),
        *("Nutzer", "Benutzer", "Benutzername", "Nutzername", "Nutzer-ID", "Benutzer-ID"),
        *("Nome completo dell'utente", "Utente", "actor", "actor.name", "actor.account.name"),
        *("actor.mbox", "id_student"),
    ),
    "affected": (
        *("Utilisateur touché", "Utilisateur concerné", "Utilisateur affecté"),
        *("Utilizador afetado", "Utilizador afectado", "Usuário afetado", "Affected user"),
        *("Usuario afectado", "Betroffene/r Nutzer/in", "Betroffener Nutzer", "Utente coinvolto"),
        *("Betroffene*r Nutzer*in", "Betroffene Person", "Utente interessato", "relateduserid"),
    ),
    "context": (
        *("Contexte de l'événement", "Contexte", "Contexto do evento", "Contexto"),
        *("Event context", "Context", "Contexto del evento", "Ereigniskontext", "Kontext"),
        *("Kontext des Ereignisses", "Contesto dell'evento", "Contesto", "id_site"),
    ),
    "component": (
        *("Composant", "Componente", "Component", "Komponente", "Módulo", "activity_type"),
        *("object.definition.type",),
    ),
    "event": (
        *("Nom de l'événement", "Événement", "Nome do evento", "Evento", "Event name", "Event"),
        *("Nombre del evento", "Nombre evento", "Ereignisname", "Ereignis", "Nome evento"),
        *("Nome dell'evento", "eventname", "verb", "verb.id", "verb.display", "Verbo", "Verbe"),
        *("Action", "Ação", "Acción", "Aktion", "Azione"),
    ),
    "description": ("Description", "Descrição", "Descripción", "Beschreibung", "Descrizione"),
    "origin": ("Origine", "Origem", "Origin", "Origen", "Herkunft", "Ursprung"),
    "count": ("sum_click", "clicks", "Klicks", "clics", "cliques"),
}
GRADES = {
    "id": (
        *("ID", "Numéro d'identification", "Identifiant", "StudentID", "Student number"),
        *("Numéro d'élève", "Numéro d'étudiant", "ID number", "Matricule", "INE"),
        *("Número de identificação", "Número de aluno", "N.º de aluno", "Número"),
        *("Número de ID", "Número de identificación", "ID-Nummer", "Matrikelnummer", "Codice ID"),
        *("Codice identificativo", "Student ID", "id_student"),
    ),
    "user": (*LOG["user"], "Student name", "Student", "Schüler/in", "Alumno", "Aluno", "Élève"),
    "first": (
        *("Prénom", "First name", "Nome próprio", "Primeiro nome", "Nome", "Vorname", "Nombre"),
        *("Nombre(s)",),
    ),
    "family": (
        *("Nom de famille", "Nom", "Last name", "Surname", "Family name", "Apelido", "Nachname"),
        *("Familienname", "Apellido(s)", "Apellidos", "Apellido", "Cognome", "Sobrenome"),
        "Name",
    ),
    "grade": (
        *("Note", "Note finale", "Note du cours", "Note sur 20", "Note/20", "Nota", "Nota final"),
        *("Nota do curso", "Grade", "Final grade", "Course grade", "Grade/20.00", "Résultat"),
        *("Total du cours", "Total du cours (Brut)", "Total da disciplina", "Course total"),
        *("Total da disciplina (Real)", "Course total (Real)", "FinalGrade", "Classificação"),
        *("Result", "Final result", "Score", "Final score", "Mark", "Final mark", "Points"),
        *("Total del curso", "Total del curso (Real)", "Calificación", "Calificación final"),
        *("Nota del curso", "Resultado", "Puntuación", "Média", "Média final", "Total do curso"),
        *("Total do curso (Real)", "Kurs gesamt", "Kurs gesamt (Punkte)", "Gesamtnote", "Endnote"),
        *("Ergebnis", "Bewertung", "Punkte", "Abschlussnote", "Totale corso", "Voto"),
        *("Totale corso (Punteggio)", "Voto finale", "Punteggio", "Moyenne", "Moyenne générale"),
        *("Оценка", "Резултат", "Ocena"),
    ),
}

BRACKET = re.compile(r"\s*[/([].*$")


def log_columns(
    headers: Sequence[str], chosen: Mapping[str, str] | None = None
) -> LogColumns | None:
    """Where a log's columns stand, or None when these are not a log's headers.

    A log says when, who, and what, or how many clicks a line stands for. chosen: header -> key of
    LOG, "" for one that is left out; it comes before what is recognised. Where no column names the
    user, he is looked for in the description, of which nothing else is kept.
    """
    found = places(headers, LOG, chosen)
    if "user" in found:
        found.pop("description", None)
    if "time" not in found or not {"user", "description"} & set(found):
        return None
    if not {"event", "count"} & set(found) and not chosen:
        return None
    return LogColumns(len(headers), **found)


def grade_columns(
    headers: Sequence[str], chosen: Mapping[str, str] | None = None
) -> GradeColumns | None:
    """Where the columns of a list of grades stand, or None when it is none.

    chosen: header -> key of GRADES, as of `log_columns`.
    """
    found = places(headers, GRADES, chosen)
    if "grade" not in found:  # "Note /10", "Total du cours (Brut)"
        cut = [BRACKET.sub("", header) for header in headers]
        grade = places(cut, {"grade": GRADES["grade"]}).get("grade")
        if grade is not None and headers[grade] not in (chosen or {}):
            found["grade"] = grade
    known = {"id", "user", "first", "family"} & set(found)
    if "grade" not in found or not known or log_columns(headers):
        return None
    return GradeColumns(**found)


def places(
    headers: Sequence[str],
    names: Mapping[str, Iterable[str]],
    chosen: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Column -> place of the header that was chosen for it, else nearest the front of its names.

    A choice of another kind of file's is passed over: one mapping may speak of two files.
    """
    there: dict[str, int] = {}
    for place, header in enumerate(headers):
        there.setdefault(fold(header), place)
    found: dict[str, int] = {}
    decided: set[int] = set()
    for header, column in (chosen or {}).items():
        if fold(header) in there and (not column or column in names):
            decided.add(there[fold(header)])
            if column:
                found[column] = there[fold(header)]
    for column, spellings in names.items():
        if column in found:
            continue
        at = [there[fold(each)] for each in spellings if fold(each) in there]
        free = [place for place in at if place not in found.values() and place not in decided]
        if free:
            found[column] = free[0]
    return found


@dataclass(frozen=True)
class LogColumns:
    """The places of a log's columns, counted from 0, among `width` of them.

    user: None where only the description says who it was. event: None where a line says only that
    there were clicks. count: how many actions a line stands for.
    """

    width: int
    time: int
    user: int | None = None
    event: int | None = None
    affected: int | None = None
    context: int | None = None
    component: int | None = None
    origin: int | None = None
    description: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class GradeColumns:
    """The places of the columns of a list of grades, counted from 0."""

    grade: int
    id: int | None = None
    user: int | None = None
    first: int | None = None
    family: int | None = None
