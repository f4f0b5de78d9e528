"""Reading the logs of learning platforms as they are exported, and as they are broken."""

import io
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from course_logs import ENROLLED, HANDED_IN, HEADERS, IP, VIEWED, as_log, french, line
from openpyxl import Workbook

from data.course_log import Log, read_log, start_of, told_apart
from data.reading import Unreadable

DATES = {
    "fr": ["28 déc. 23, 19:31:55", "28 déc. 23, 19:33:00", "3 janv. 24, 08:00:00"],
    "pt": ["28 dez. 23, 19:31:55", "28 dez. 23, 19:33:00", "3 jan. 24, 08:00:00"],
    "en": ["28 Dec 2023, 7:31:55 PM", "28 Dec 2023, 7:33:00 PM", "3 Jan 2024, 8:00:00 AM"],
}


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[str | bytes], Log]:
    """Reads the text or bytes it is given as a log, whatever the file is called."""
    numbers = itertools.count()

    def read(content: str | bytes) -> Log:
        path = tmp_path / f"{next(numbers)}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_log(path, "holiday-pictures.txt")

    return read


def moments(log: Log) -> list[tuple[str, int, str]]:
    """Who did what and when, in order: seconds since the first."""
    base = int(log.seconds.min())
    found = zip(log.users.tolist(), log.seconds.tolist(), log.kinds.tolist(), strict=True)
    return sorted(
        ((log.people[user].name, at - base, log.of_kind[kind].sort) for user, at, kind in found),
        key=lambda one: (one[1], one[0]),
    )


def lines_of(language: str) -> list[list[str]]:
    first, second, third = DATES[language]
    return [
        line(first, "Zoé Łuczak", VIEWED[language]),
        line(second, "Zoé Łuczak", HANDED_IN[language]),
        line(third, "João Sá", VIEWED[language]),
    ]


EXPECTED = [
    ("Zoé Łuczak", 0, "passive"),
    ("Zoé Łuczak", 65, "active"),
    ("João Sá", 476_885, "passive"),
]


@pytest.mark.parametrize("language", ["fr", "pt", "en"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newest_first", [True, False])
def test_the_three_languages_are_read_whatever_the_separator_and_order(
    opened: Callable[..., Log], language: str, separator: str, newest_first: bool
) -> None:
    rows = lines_of(language)
    text = as_log(rows[::-1] if newest_first else rows, HEADERS[language], separator)
    log = opened("\ufeff" + text)
    assert moments(log) == EXPECTED
    assert (log.separator, log.encoding, log.rows, log.broken_count) == (separator, "utf-8", 3, 0)


def test_windows_letters_and_line_ends_are_read(opened: Callable[..., Log]) -> None:
    text = french([line("28 déc. 23, 19:31:55", "Zoé", VIEWED["fr"])] * 2, "\r\n")
    log = opened(text.encode("cp1252"))
    assert (log.people[0].name, len(log), log.encoding) == ("Zoé", 2, "cp1252")


def test_the_short_shape_is_read(opened: Callable[..., Log]) -> None:
    log = opened(
        "heure,pseudo,contexte,composant,evenement\n"
        "2023-12-28T19:31:55,p1,Cours: Algo,Système,Cours consulté\n"
        "2023-12-28 19:40:00,p2,Devoir: TD 1,Devoir,Travail de devoir remis\n"
    )
    assert moments(log) == [("p1", 0, "passive"), ("p2", 485, "active")]


def test_without_a_component_the_context_says_where(opened: Callable[..., Log]) -> None:
    log = opened(
        "time;user;event context;event name\n2023-12-28 19:40:00;p2;Forum: News;Discussion viewed\n"
    )
    assert log.of_kind[0].place == "forums"


def test_american_days_are_read_once_one_of_them_shows_itself(opened: Callable[..., Log]) -> None:
    log = opened("Time,User,Event\n03/04/23 10:00,a,x\n12/28/23 10:00,a,x\n")
    assert int(np.ptp(log.seconds)) == 299 * 86_400


def test_a_workbook_is_read_too(opened: Callable[..., Log]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADERS["fr"], *lines_of("fr")]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    log = opened(content.getvalue())
    assert moments(log) == EXPECTED
    assert IP not in repr(vars(log))


def test_an_address_goes_no_further_than_the_line_it_stands_in(
    opened: Callable[..., Log], tmp_path: Path
) -> None:
    broken = [IP, *line("28 déc. 23, 19:31:55", "Zoé", VIEWED["fr"])]
    log = opened(french([*lines_of("fr"), broken, line(IP, "Zoé", VIEWED["fr"])]))
    assert log.broken_count == 2
    assert IP not in repr([vars(log), [problem.message for problem in log.broken]])
    log.save(tmp_path / "kept")
    assert IP.encode() not in (tmp_path / "kept").read_bytes()


def test_what_is_kept_is_what_was_read(opened: Callable[..., Log], tmp_path: Path) -> None:
    log = opened(french([*lines_of("fr"), ["cut"], line("-", "-", ENROLLED["fr"])]))
    log.save(tmp_path / "kept")
    again = Log.load(tmp_path / "kept")
    for name, value in vars(log).items():
        np.testing.assert_equal(vars(again)[name], value)


GOOD = "28 déc. 23, 19:31:55"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("28 déc. 23", "has not as many cells"),
        (f'"{GOOD}",Zoé,-,Cours,Système,Cours consulté,x,web,1,2', "has not as many cells"),
        (f'"{GOOD},Zoé,-,Cours,Système,Cours consulté,x,web,1', "quote that is not closed"),
        ('"31 févr. 23, 1:00",Zoé,-,Cours,Système,Cours consulté,x,web,1', "time cannot be read"),
        (f'"{GOOD}",{"Z" * 300},-,Cours,Système,Cours consulté,x,web,1', "name in it is too long"),
        ("\x00" * 9, "bytes that no text has"),
        ("Z" * 100_000, "longer than 64 kB"),
    ],
)
def test_a_broken_line_in_the_middle_is_counted_and_the_rest_used(
    opened: Callable[..., Log], broken: str, words: str
) -> None:
    rows = french(lines_of("fr")).splitlines()
    log = opened("\n".join([*rows[:2], broken, *rows[2:]]) + "\n")
    assert moments(log) == EXPECTED
    assert (log.rows, log.broken_count) == (4, 1)
    assert log.broken[0].row == 3
    assert words in log.broken[0].message
    assert "Zoé" not in log.broken[0].message


def test_many_broken_lines_are_counted_and_the_first_shown(opened: Callable[..., Log]) -> None:
    log = opened(french(lines_of("fr") + [["x"]] * 500))
    assert (log.broken_count, len(log.broken), len(log)) == (500, 200, 3)


def test_a_line_of_ten_megabytes_fills_no_memory(opened: Callable[..., Log]) -> None:
    rows = french(lines_of("fr")).splitlines()
    log = opened("\n".join([*rows[:2], "Z" * 10_000_000, *rows[2:]]))
    assert moments(log) == EXPECTED
    assert log.broken_count == 1


def test_a_file_that_ends_in_a_line_without_end_is_read(opened: Callable[..., Log]) -> None:
    text = french(lines_of("fr"))
    assert moments(opened(text.rstrip("\n"))) == EXPECTED
    assert opened(text + "Z" * 3_000_000).broken_count == 1


def test_a_line_break_within_quotes_is_no_new_line(opened: Callable[..., Log]) -> None:
    rows = lines_of("fr")
    rows[0][3] = "Cours:\nAlgo"
    assert moments(opened(french(rows))) == EXPECTED


def test_blocks_of_a_large_file_meet_without_a_seam(opened: Callable[..., Log]) -> None:
    rows = [line("28 déc. 23, 19:31:55", f"p{n % 7}", VIEWED["fr"]) for n in range(20_000)]
    log = opened(french(rows))  # over two megabytes
    assert (len(log), log.broken_count, len(log.people)) == (20_000, 0, 7)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (french([]), "a header and no line under it"),
        (french([line("soon", "Zoé", VIEWED["fr"])] * 3), "No line of the log can be used"),
        ("ID,note\n1,12\n", "no course log"),
        ("", "is empty"),
        ("%PDF-1.7", "is a PDF"),
        (french(lines_of("fr")).encode("utf-16"), "UTF-16"),
        ("\x00" * 5000, "no course log"),
        ("Z" * 10_000_000, "no course log"),
    ],
)
def test_what_is_no_log_is_refused_with_a_sentence(
    opened: Callable[..., Log], content: str | bytes, words: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(content)
    assert words in str(refused.value)


# Whose events they are --------------------------------------------------------------------------


def test_who_enrols_or_grades_others_is_staff_and_who_enrols_himself_is_not(
    opened: Callable[..., Log],
) -> None:
    graded = ("Système", "Utilisateur évalué")
    log = opened(
        french(
            [
                line(GOOD, "Teacher", ENROLLED["fr"], "Zoé"),
                line(GOOD, "Teacher", graded, "Zoé"),
                line(GOOD, "Teacher", VIEWED["fr"]),
                line(GOOD, "Zoé", ENROLLED["fr"], "Zoé"),
                line(GOOD, "Zoé", VIEWED["fr"]),
            ]
        )
    )
    assert log.left_out == {"running": 3}
    assert {(one.name, one.running, one.staff) for one in log.people} == {
        ("Teacher", 2, True),
        ("Zoé", 1, False),
    }
    assert len(log) == 2


def test_what_the_platform_or_a_command_line_did_is_nobodys(opened: Callable[..., Log]) -> None:
    log = opened(
        french(
            [
                line(GOOD, "-", VIEWED["fr"]),
                line(GOOD, "", VIEWED["fr"]),
                line(GOOD, "Zoé", VIEWED["fr"], origin="cli"),
                line(GOOD, "Zoé", VIEWED["fr"], origin="ws"),
            ]
        )
    )
    assert log.left_out == {"system": 2, "command line": 1}
    assert (len(log), [one.name for one in log.people]) == (1, ["Zoé"])


@pytest.mark.parametrize("language", ["fr", "pt", "en"])
def test_enrolments_are_no_actions_in_any_language(
    opened: Callable[..., Log], language: str
) -> None:
    rows = [*lines_of(language), line(DATES[language][0], "Ms A", ENROLLED[language], "Zoé")]
    log = opened(as_log(rows, HEADERS[language]))
    assert (len(log), log.left_out) == (3, {"running": 1})


def test_the_real_log_is_read_whole(shared: Callable[[str], Path]) -> None:
    log = read_log(shared("moodle-logs-fr.csv"), "log.csv")
    assert (log.rows, len(log), log.broken_count, len(log.people)) == (14_696, 11_582, 0, 76)
    assert log.left_out == {"running": 3_114}
    assert {one.name for one in log.people if one.staff} == {"196", "462", "759"}


# Which file is which ----------------------------------------------------------------------------


def test_log_and_grades_are_told_apart_whichever_comes_first(tmp_path: Path) -> None:
    log, grades = tmp_path / "a", tmp_path / "b"
    log.write_text(french(lines_of("fr")), encoding="utf-8")
    grades.write_text("ID;note\nZoé;12,5\n", encoding="utf-8")
    assert told_apart(log, grades) == told_apart(grades, log) == (log, grades)
    with pytest.raises(Unreadable, match="Both files are course logs"):
        told_apart(log, log)
    with pytest.raises(Unreadable, match="Neither file is a course log"):
        told_apart(grades, grades)
    other = tmp_path / "c"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="No list of grades"):
        told_apart(log, other)


# Logs of other shapes --------------------------------------------------------------------------


def test_spanish_events_under_english_headers_are_counted_as_what_they_are(
    opened: Callable[..., Log],
) -> None:
    rows = [
        line(GOOD, "Ana", ("Sistema", "Curso visto")),
        line(GOOD, "Ana", ("Tarea", "Se ha enviado una entrega")),
        line(GOOD, "Prof", ("Sistema", "Usuario matriculado en el curso"), "Ana"),
    ]
    log = opened(as_log(rows, HEADERS["en"]))
    assert [(kind.sort, kind.place) for kind in log.of_kind[:2]] == [
        ("passive", "course"),
        ("active", "assignments"),
    ]
    assert log.left_out == {"running": 1}


def test_german_and_spanish_logs_are_known_by_their_headers(opened: Callable[..., Log]) -> None:
    german = (
        "Zeit;Vollständiger Name;Betroffene/r Nutzer/in;Ereigniskontext;Komponente;Ereignisname\n"
        "28.12.23, 19:31:55;Zoé Łuczak;-;Kurs: Algo;System;Kurs angezeigt\n"
    )
    spanish = (
        "Hora,Nombre completo del usuario,Usuario afectado,Contexto del evento,Componente,"
        "Nombre del evento\n28/12/2023 19:31,Zoé Łuczak,-,Curso: Algo,Sistema,Curso visto\n"
    )
    for text in (german, spanish):
        assert moments(opened(text)) == [("Zoé Łuczak", 0, "passive")]


def test_the_user_may_stand_in_the_description_alone(opened: Callable[..., Log]) -> None:
    log = opened(
        "Time,Component,Event name,Description\n"
        "28 Dec 2023 19:31,System,Course viewed,The user with id '5' viewed the course '2'.\n"
        '28 Dec 2023 19:32,System,Course viewed,"The user with id ""6"" viewed it."\n'
        "28 Dec 2023 19:33,System,User enrolled in course,"
        "The user with id '2' enrolled the user with id '5' in the course.\n"
        "28 Dec 2023 19:34,System,Course viewed,Something was viewed.\n"
    )
    assert [(one.name, one.staff) for one in log.people] == [
        ("5", False),
        ("6", False),
        ("2", True),
    ]
    assert [one.message for one in log.broken] == [
        "Line 5: its description does not say whose action it is."
    ]


def test_columns_of_unknown_headers_are_read_as_somebody_says(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("wann,wer,was,wo\n2023-12-28 19:31:55,Zoé,Kurs angezeigt,System\n", "utf-8")
    said = {"wann": "time", "wer": "user", "was": "event", "wo": "component"}
    assert moments(read_log(path, "log.csv", chosen=said)) == [("Zoé", 0, "passive")]
    assert start_of(path).kind == ""
    with pytest.raises(Unreadable, match="no course log"):
        read_log(path, "log.csv")


def test_how_a_file_begins_is_shown_without_addresses(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(french([line(GOOD, "Zoé", VIEWED["fr"])] * 9), "utf-8")
    start = start_of(path)
    assert (start.kind, len(start.rows)) == ("log", 5)
    assert IP not in repr(start)
    assert GOOD in start.rows[0]


def test_seconds_from_1970_are_times_and_that_they_are_in_utc_is_said(
    opened: Callable[..., Log],
) -> None:
    log = opened("timecreated,userid,eventname\n1703791915,5,\\core\\event\\course_viewed\n")
    assert (moments(log), log.doubts) == ([("5", 0, "passive")], ("in utc",))


def test_which_number_is_the_day_is_told_by_the_order_of_the_lines(
    opened: Callable[..., Log],
) -> None:
    text = "Time,User,Event\n05/02/23 10:00,a,x\n05/01/23 10:00,a,x\n04/09/23 10:00,a,x\n"
    months = opened(text)  # two of May, one of April: the newest first
    assert (months.doubts, np.diff(months.seconds // 86_400).tolist()) == ((), [-1, -22])
    either = opened("Time,User,Event\n01/02/23 10:00,a,x\n03/04/23 10:00,a,x\n")
    assert either.doubts == ("either way",)
    turned = either.month_first()
    assert np.diff(turned.seconds // 86_400).tolist() == [61]


def test_clicks_of_whole_days_are_counted_and_wrong_counts_are_broken(
    opened: Callable[..., Log], tmp_path: Path
) -> None:
    log = opened("id_student,id_site,date,sum_click\n11,7,-3,4\n12,7,0,many\n11,9,2,1\n")
    assert (len(log), log.broken_count, log.whole_days) == (5, 1, True)
    log.save(tmp_path / "kept")
    assert Log.load(tmp_path / "kept").whole_days
