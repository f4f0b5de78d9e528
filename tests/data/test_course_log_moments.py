"""Times as platforms write them in six languages, as numbers, and as days alone."""

from datetime import UTC, datetime

import pytest

from data.course_log.timestamps import UNREADABLE, Moments, MonthFirst

LATE = datetime(2023, 12, 28, 19, 31, 55, tzinfo=UTC)
TO_THE_MINUTE = LATE.replace(second=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 déc. 23, 19:31:55", LATE),
        ("28 décembre 2023, 19:31", TO_THE_MINUTE),
        ("jeudi 28 décembre 2023, 19:31", TO_THE_MINUTE),
        ("28 dez. 23, 19:31:55", LATE),
        ("28 de dezembro de 2023, 19:31:55", LATE),
        ("28/12/23, 19:31:55", LATE),
        ("28/12/2023, 19:31", TO_THE_MINUTE),
        ("28/12/2023 19:31", TO_THE_MINUTE),
        ("28-12-2023, 19h31", TO_THE_MINUTE),
        ("28 Dec 2023, 7:31:55 PM", LATE),
        ("28 Dec 2023, 7:31:55\u202fpm", LATE),
        ("Thursday, 28 December 2023, 7:31 PM", TO_THE_MINUTE),
        ("December 28, 2023, 7:31 PM", TO_THE_MINUTE),
        ("2023-12-28T19:31:55", LATE),
        ("2023-12-28 19:31:55.123", LATE),
        ("2023-12-28T19:31:55+01:00", LATE),
        ("2023-12-28T19:31:55Z", LATE),
        ("28 août 23, 0:00:00", datetime(2023, 8, 28, tzinfo=UTC)),
        ("1er mai 23, 12:00:00", datetime(2023, 5, 1, 12, tzinfo=UTC)),
        ("28 mai 23, 12:00:00 AM", datetime(2023, 5, 28, tzinfo=UTC)),
        ("28 Sept 2023, 12:00:00 PM", datetime(2023, 9, 28, 12, tzinfo=UTC)),
        ("28 févr. 24, 1:02:03", datetime(2024, 2, 28, 1, 2, 3, tzinfo=UTC)),
        ("28.12.23, 19:31:55", LATE),
        ("Donnerstag, 28. Dezember 2023, 19:31", TO_THE_MINUTE),
        ("28. Dez. 2023, 19:31:55", LATE),
        ("28 dic 2023, 19:31:55", LATE),
        ("28 de diciembre de 2023, 7:31:55 p. m.", LATE),
        ("28 dicembre 2023, 19:31", TO_THE_MINUTE),
        ("05.03.24, 1:02:03", datetime(2024, 3, 5, 1, 2, 3, tzinfo=UTC)),
        ("1703791915", LATE),
        ("1703791915000", LATE),
        ("1703791915.25", LATE),
        ("29/02/24, 1:02:03", datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)),
    ],
)
def test_times_of_six_languages_are_read(text: str, expected: datetime) -> None:
    assert Moments().read([text]) == [int(expected.timestamp())]


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "hier", "28 déc. 23", "19:31:55", "28 jui 23, 19:31:55", "29/02/23, 1:02:03"),
        *("28 déc. 23, 25:31:55", "28 déc. 23, 19:61", "28 Dec 2023, 13:31 PM", "0 déc. 23, 1:00"),
        *("2023-13-28T19:31:55", "1899-12-28T19:31:55", "28/12/23 ;DROP, 19", "=NOW(), 19:31:55x"),
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert Moments().read([text]) == [UNREADABLE]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_short_and_long_name(month: int) -> None:
    short = {
        "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "es": "ene feb mar abr may jun jul ago sep oct nov dic",
        "it": "gen feb mar apr mag giu lug ago set ott nov dic",
        "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    }
    expected = int(datetime(2023, month, 9, tzinfo=UTC).timestamp())
    for names in short.values():
        assert Moments().read([f"9 {names.split()[month - 1]} 23, 0:00:00"]) == [expected]


def test_a_day_after_the_twelfth_says_which_comes_first() -> None:
    with pytest.raises(MonthFirst):
        Moments().read(["03/04/23, 10:00", "12/28/23, 10:00"])
    expected = int(datetime(2023, 3, 4, 10, tzinfo=UTC).timestamp())
    assert Moments(month_first=True).read(["03/04/23, 10:00"]) == [expected]


def test_where_the_day_came_first_once_a_month_of_28_is_none() -> None:
    assert Moments().read(["28/12/23, 10:00", "12/28/23, 10:00"])[1] == UNREADABLE


def test_a_day_that_can_be_read_both_ways_is_a_doubt_until_another_says_it() -> None:
    moments = Moments()
    moments.read(["03/04/23, 10:00"])
    assert moments.either_way
    moments.read(["28/12/23, 10:00"])
    assert not moments.either_way
    dots = Moments()
    dots.read(["03.04.23, 10:00"])
    assert not dots.either_way


def test_days_alone_are_times_only_where_they_are_asked_for() -> None:
    monday = int(datetime(2001, 1, 1, tzinfo=UTC).timestamp())
    found = Moments(whole_days=True).read(["0", "-10", "28/12/2023", "soon"])
    christmas = int(datetime(2023, 12, 28, tzinfo=UTC).timestamp())
    assert found == [monday, monday - 10 * 86_400, christmas, UNREADABLE]
    assert Moments().read(["0", "28/12/2023"]) == [UNREADABLE] * 2
