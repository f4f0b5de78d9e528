"""The help: for each role its rooms first, each page linked to its part, and one word once."""

import pytest
from one_school import School
from reader import Reader

from webapp.help.glossary import WORDS
from webapp.help.topics import TOPICS, about
from webapp.http.access import ROLES
from webapp.http.language import LANGUAGES
from webapp.http.navigation import ROOMS

PEOPLE = ("ines", "lea", "abel", "mia", "otto")


def parts(reader: Reader) -> list[str]:
    """The ids of the parts of the help, from top to bottom."""
    return [
        section.one("h2").attributes["id"]
        for section in reader.page("/help").one("main").all("section")
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_ones_own_rooms_come_first_then_the_words_then_what_others_do(
    school: School, who: str
) -> None:
    own = [topic.anchor for topic in TOPICS if school.may(who, topic.action)]
    assert parts(school.reader(who)) == [*own, "words", "others"]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_and_every_room_that_it_links_to_opens(
    school: School, who: str, language: str
) -> None:
    reader = school.reader(who, language)
    main = reader.page("/help").one("main")
    ids = {one.attributes["id"] for one in main.walk() if "id" in one.attributes}
    for link in main.all("a"):
        address = link.attributes["href"]
        if address.startswith("#"):
            assert address[1:] in ids
        else:
            assert reader.get(address).status_code == 200, address


@pytest.mark.parametrize("who", PEOPLE)
def test_each_room_of_the_head_links_to_its_own_part(school: School, who: str) -> None:
    reader, known = school.reader(who), parts(school.reader(who))
    for room in (room for room in ROOMS if school.may(who, room.action)):
        link = reader.page(room.address).one("a", class_="help-link")
        path, _, anchor = link.attributes["href"].partition("#")
        assert path == "/help"
        assert anchor in known
        [topic] = [topic for topic in TOPICS if topic.anchor == anchor]
        assert (topic.name, topic.action) == (room.name, room.action)


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("/students/7/what-if", "student"), ("/students/unscored", "student"),
        ("/drafts/3/trial", "drafts"), ("/environment", "figures"), ("/what-ifs", "board"),
        ("/tokens", "programs"), ("/api", "programs"), ("/account/second-factor", "account"),
        ("/accounts/2", "accounts"), ("/research", "research"),
    ],
)  # fmt: skip
def test_a_page_inside_a_room_links_to_that_room(path: str, anchor: str) -> None:
    topic = about(path)
    assert topic is not None
    assert topic.anchor == anchor


def test_where_no_part_fits_the_link_leads_to_the_beginning(school: School) -> None:
    page = school.reader().page("/help")
    link = page.one("a", class_="help-link")
    assert link.attributes["href"] == "/help"
    assert link.attributes["aria-current"] == "page"


def test_who_is_not_signed_in_is_offered_no_help(school: School) -> None:
    assert school.stranger().page("/sign-in").all("a", class_="help-link") == []


def test_a_step_that_takes_more_rights_is_shown_to_who_has_them(school: School) -> None:
    publish = "Publish it with a reason."
    assert publish in school.reader("lea").page("/help").text
    assert publish not in school.reader("ines").page("/help").text


def test_what_is_closed_to_the_reader_names_who_may_enter(school: School) -> None:
    said = school.reader("ines").page("/help").one("section", aria_labelledby="others").text
    assert "Copies of all that is kept" in said
    assert "administrator" in said
    assert "Whom to coach first" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_stand_in_the_order_of_the_alphabet_each_once(
    school: School, language: str
) -> None:
    page = school.reader("lea", language).page("/help")
    words = [term.text for term in page.one("section", aria_labelledby="words").all("dt")]
    assert len(words) == len(set(words)) == len(WORDS)
    plain = [word.casefold().replace("é", "e").replace("â", "a") for word in words]
    assert plain == sorted(plain)


def test_each_room_takes_a_minute_to_read() -> None:
    for topic in TOPICS:
        words = " ".join([topic.purpose, *(step for _, step in topic.steps)]).split()
        assert len(words) <= 200, topic.anchor  # a slow reader's minute


def test_every_part_is_somebodys_and_no_step_is_nobodys() -> None:
    for topic in TOPICS:
        for action, _ in ((topic.action, ""), *topic.steps):
            assert action.name == "OWN_ACCOUNT" or any(action in one for one in ROLES.values())
