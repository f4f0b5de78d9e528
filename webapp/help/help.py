"""The help: what each room is for, those that the reader may enter first, then the words."""

import unicodedata
from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from data.viewer import Viewer
from webapp.help.glossary import WORDS
from webapp.help.topics import TOPICS, Topic, about
from webapp.http.access import ROLES, Action, may, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.services.access.roles import role_names

bp = Blueprint("help", __name__)


@dataclass(frozen=True)
class RoomHelp:
    """A room that the reader may enter, in his language."""

    anchor: str  # its id on the page, as the rooms' links have it
    name: str  # as the page's head names it
    address: str  # where it begins; "" where one comes to it only from another page
    purpose: str  # the question it answers
    steps: tuple[str, ...]  # what this reader does there, a sentence or two each


@dataclass(frozen=True)
class ClosedRoom:
    """A room that others enter, so that the reader knows whom to ask."""

    name: str  # as for RoomHelp
    purpose: str  # as for RoomHelp
    roles: str  # the roles that may enter, in words, with commas between them


@dataclass(frozen=True)
class GlossaryWord:
    """A word of the glossary."""

    name: str  # as the pages write it
    meaning: str  # its one meaning


@dataclass(frozen=True)
class HelpPage:
    """All that the help shows to one reader, in his language."""

    role: str  # what the reader works as now
    rooms: tuple[RoomHelp, ...]  # those he may enter, in the order of the page's head
    closed: tuple[ClosedRoom, ...]  # the others, in the same order
    words: tuple[GlossaryWord, ...]  # the glossary, by the alphabet of his language


@bp.get("/help")
@needs(Action.READ_HELP)
def show() -> Response:
    """Show what each room is for and what the words mean."""
    return show_page("help/help.html", _page(viewer()))


def address_about(path: str) -> str:
    """Return the address of the help about a page; of its beginning where there is none."""
    topic = about(path)
    return url_for("help.show", _anchor=topic.anchor if topic else None)


def _page(reader: Viewer) -> HelpPage:
    names = role_names()
    return HelpPage(
        role=names[reader.role],
        rooms=tuple(_room(topic, reader) for topic in TOPICS if may(reader, topic.action)),
        closed=tuple(_closed(topic, names) for topic in TOPICS if not may(reader, topic.action)),
        words=tuple(
            sorted(
                (GlossaryWord(_(name), _(meaning)) for name, meaning in WORDS),
                key=lambda word: _without_accents(word.name),
            )
        ),
    )


def _room(topic: Topic, reader: Viewer) -> RoomHelp:
    return RoomHelp(
        topic.anchor,
        _(topic.name),
        topic.addresses[0] if topic.linked else "",
        _(topic.purpose),
        tuple(_(step) for step in topic.steps_of(reader)),
    )


def _closed(topic: Topic, names: dict[str, str]) -> ClosedRoom:
    entering = [names[role] for role, actions in ROLES.items() if topic.action in actions]
    return ClosedRoom(_(topic.name), _(topic.purpose), ", ".join(entering))


def _without_accents(text: str) -> str:
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))
