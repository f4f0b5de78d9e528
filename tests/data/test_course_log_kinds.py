"""What events count as, by their names in six languages, whatever the log's headers are in."""

import pytest

from data.course_log.event_kinds import ACTS, UNKNOWN, kind_of

VIEW, WORK, TEST, POST, ENTRY = "views", "submissions", "attempts", "posts", "entries"


@pytest.mark.parametrize(
    ("component", "event", "act", "place"),
    [
        ("Sistema", "Curso visto", VIEW, "course"),
        ("Recurso", "Módulo de curso visto", VIEW, "files"),
        ("Sistema", "Las calificaciones fueron vistas en el libro", VIEW, "course"),
        ("Tarea", "Se ha enviado una entrega", WORK, "assignments"),
        ("Envíos de archivo", "Se ha subido un archivo.", ENTRY, "assignments"),
        ("Cuestionario", "Intento iniciado", TEST, "tests"),
        ("Cuestionario", "Intento enviado", WORK, "tests"),
        ("Foro", "Mensaje creado", POST, "forums"),
        ("System", "Kurs angezeigt", VIEW, "course"),
        ("Datei", "Kursmodul angezeigt", VIEW, "files"),
        ("Aufgabe", "Eine Lösung wurde abgegeben.", WORK, "assignments"),
        ("Test", "Testversuch gestartet", TEST, "tests"),
        ("Forum", "Beitrag wurde erstellt", POST, "forums"),
        ("Envios de arquivo", "Um arquivo foi enviado.", ENTRY, "assignments"),
        ("Tarefa", "Um envio foi submetido.", WORK, "assignments"),
        ("Questionário", "Tentativa do questionário iniciada", TEST, "tests"),
        ("Sistema", "Corso visualizzato", VIEW, "course"),
        ("Compito", "Consegna inviata", WORK, "assignments"),
        ("Assignment", "A submission has been submitted.", WORK, "assignments"),
        ("Quiz", "Quiz attempt reviewed", VIEW, "tests"),
        ("Folder", "Zip archive of folder downloaded", "downloads", "files"),
        ("Devoir", "Travail remis supprimé.", "deletions", "assignments"),
        ("Devoir", "Statut du travail modifié", "changes", "assignments"),
        ("mod_forum", r"\mod_forum\event\post_created", POST, "forums"),
        ("", "http://adlnet.gov/expapi/verbs/experienced", VIEW, "others"),
    ],
)
def test_an_event_is_known_in_six_languages_and_as_programs_write_it(
    component: str, event: str, act: str, place: str
) -> None:
    kind = kind_of(component, event)
    assert (kind.act, kind.place) == (act, place)
    assert kind.sort == ("passive" if act in (VIEW, "downloads") else "active")


@pytest.mark.parametrize(
    "event",
    [
        *("Nota excluída", "Usuario calificado", "Calificación borrada", "Rol asignado"),
        *("Usuario matriculado en el curso", "Nutzer/in bewertet", "Bewertung gelöscht"),
        *("Nutzer/in in den Kurs eingeschrieben", "Rolle zugewiesen", "Gruppe erstellt"),
        *("Iscrizione utente al corso", "Finalización de actividad de curso actualizada"),
        *(r"\core\event\user_graded", "Kursmodul aktualisiert", "Módulo de curso creado"),
    ],
)
def test_what_runs_the_course_is_no_students_action_in_any_language(event: str) -> None:
    assert kind_of("Sistema", event).sort == "running"


@pytest.mark.parametrize("event", ["Wyświetlono kurs", "Cursusmodule bekeken", "コース閲覧", ""])
def test_a_name_that_nobody_knows_is_neither_made_nor_looked_at(event: str) -> None:
    kind = kind_of("Forum", event)
    assert (kind.sort, kind.act, kind.place) == ("other", UNKNOWN, "forums")
    assert UNKNOWN in ACTS
