"""Data dictionaries on pages: those that are known, a school's own with its versions, as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data import dictionary_text
from data.dictionary import LARGEST_FILE, Dictionary, DictionaryError
from data.store import NotFound
from data.store.rosters import dictionaries
from data.store.rosters.dictionaries import NameTaken
from data.tables import SchoolDictionary
from data.wording.message import Message
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.errors import problem
from webapp.http.language import current as language
from webapp.http.language import gettext as _
from webapp.http.language import sentence, words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.dictionaries.own_folder import BrokenDictionary
from webapp.services.dictionaries.versions import changes, readable

LONGEST_NOTE = 500

bp = Blueprint("school_dictionaries", __name__)


@dataclass(frozen=True)
class DictionaryLine:
    """A data dictionary of the list."""

    name: str  # as files, rule sets and addresses have it
    title: str  # in the reader's language
    columns: int  # how many it has
    is_own: bool  # the school's own, and no other's
    number: int | None  # its version in force; None of a shared one
    author: str  # of that version
    since: datetime | None  # from when on that version holds, UTC


@dataclass(frozen=True)
class DictionaryEditor:
    """A text to be taken as a dictionary's next version, and what is wrong with it."""

    text: str  # as it was sent, or as it stands
    note: str  # what somebody said of the change
    problems: tuple[str, ...]  # each with its line; none where nothing was sent
    wrong: frozenset[int] = frozenset()  # the lines of the problems
    longest: int = LARGEST_FILE  # characters that a text may have


@dataclass(frozen=True)
class DictionariesPage:
    """The dictionaries that a school may know of."""

    rows: tuple[DictionaryLine, ...]  # the school's own first, then those that all share
    broken: tuple[BrokenDictionary, ...]  # those that cannot be used as they stand
    may_import: bool  # the reader may bring one in
    editor: DictionaryEditor  # of a new one


@dataclass(frozen=True)
class DictionaryVersion:
    """A version of a school's own dictionary, in the list of its page."""

    number: int  # 1, 2, ... of its name
    author: str  # the adult's name; "" for a command
    at: datetime  # when it was taken, UTC
    note: str  # what its author said
    changed: str  # what it has otherwise than the one before, in words
    in_force: bool  # files are read by it now
    readable: bool  # this version of the product can read it


@dataclass(frozen=True)
class DictionaryPage:
    """One dictionary with its columns, and a school's own with its versions."""

    dictionary: Dictionary  # in the version in force
    lacks: bool  # part of it is not written in the reader's language
    is_own: bool  # the school's own, and no other's
    number: int | None  # the version in force of a school's own
    versions: tuple[DictionaryVersion, ...]  # newest first; none of a shared one
    may_change: bool  # the reader may take another version in
    editor: DictionaryEditor  # of the next version


@bp.get("/rosters/dictionaries")
@needs(Action.SEE_ROSTERS)
def index() -> Response:
    """List the dictionaries that the school may know of."""
    return _list(200, _editor(""))


@bp.post("/rosters/dictionaries")
@needs(Action.IMPORT)
def add() -> Any:
    """Take a text in as the school's own dictionary, or as the next version of one it has."""
    text, note = _sent()
    try:
        kept = _keep(text, note)
    except (DictionaryError, NameTaken) as refused:
        return _list(422, _editor(text, note, refused))
    return redirect(url_for("school_dictionaries.show", dictionary=kept.name), 303)


@bp.get("/rosters/dictionaries/<dictionary>")
@needs(Action.SEE_ROSTERS)
def show(dictionary: str) -> Response:
    """Show a dictionary's columns, and a school's own with its versions."""
    return _page(dictionary, 200)


@bp.post("/rosters/dictionaries/<dictionary>/versions")
@needs(Action.IMPORT)
def change(dictionary: str) -> Any:
    """Take a text in as the next version of the school's own dictionary."""
    with state().database.read() as session:
        dictionaries.newest(session, viewer(), dictionary)
    text, note = _sent()
    found = readable(text)
    if found is not None and found.name != dictionary:
        said = _(
            "The text is named %(name)s. Write “name: %(wanted)s”, or bring it in as another one.",
            name=found.name,
            wanted=dictionary,
        )
        return _page(dictionary, 422, DictionaryEditor(text, note, (said,)))
    try:
        _keep(text, note)
    except (DictionaryError, NameTaken) as refused:
        return _page(dictionary, 422, _editor(text, note, refused))
    return redirect(url_for("school_dictionaries.show", dictionary=dictionary), 303)


@bp.get("/rosters/dictionaries/<dictionary>/file")
@needs(Action.SEE_ROSTERS)
def file(dictionary: str) -> Response:
    """Give a dictionary as a YAML file; ?version= gives an earlier one of the school's own."""
    number = request.args.get("version", type=int)
    name = f"{dictionary}.yaml" if number is None else f"{dictionary}-{number}.yaml"
    return download(_text_of(dictionary, number), "application/yaml; charset=utf-8", name)


@bp.post("/rosters/dictionaries/<dictionary>/<int:version>/take-back")
@needs(Action.IMPORT)
def take_back(dictionary: str, version: int) -> Any:
    """Make an earlier version the newest again."""
    back = url_for("school_dictionaries.show", dictionary=dictionary)
    try:
        with state().database.write() as session:
            dictionaries.take_back(session, viewer(), dictionary, version)
    except DictionaryError as refused:
        return problem(422, " ".join(map(sentence, refused.problems)), back)
    return redirect(back, 303)


def _sent() -> tuple[str, str]:
    """Return the text that was uploaded, else typed, and what is said of it."""
    uploaded = request.files.get("file")
    if uploaded is not None and uploaded.filename:
        text = uploaded.read(LARGEST_FILE + 1).decode("utf-8-sig", errors="replace")
    else:
        text = request.form.get("text", "")
    note = " ".join(request.form.get("note", "").split())[:LONGEST_NOTE]
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�"), note


def _keep(text: str, note: str) -> SchoolDictionary:
    taken = frozenset(state().dictionaries)
    with state().database.write() as session:
        return dictionaries.add(session, viewer(), text, note=note, taken=taken)


def _text_of(name: str, number: int | None) -> str:
    """Return a dictionary's text. Raises NotFound."""
    with state().database.read() as session:
        try:
            if number is not None:
                return dictionaries.get(session, viewer(), name, number).text
            return dictionaries.newest(session, viewer(), name).text
        except NotFound:
            if number is not None:
                raise
    return dictionary_text.written(_known(name))


def _known(name: str) -> Dictionary:
    found = state().dictionaries.of_school(viewer().school).get(name)
    if found is None:
        raise NotFound(name)
    return found


def _editor(
    text: str, note: str = "", refused: DictionaryError | NameTaken | None = None
) -> DictionaryEditor:
    if isinstance(refused, NameTaken):
        said = _(
            "Another data dictionary is named %(name)s. Write “name: %(free)s”, which is free.",
            name=refused.name,
            free=refused.free,
        )
        return DictionaryEditor(text, note, (said,))
    problems: Sequence[Message] = refused.problems if refused else ()
    lines = frozenset(int(str(one.values["line"])) for one in problems if "line" in one.values)
    return DictionaryEditor(text, note, tuple(map(sentence, problems)), lines)


def _list(status: int, editor: DictionaryEditor) -> Response:
    who, known = viewer(), state().dictionaries
    with state().database.read() as session:
        own = {one.name: one for one in dictionaries.listing(session, who)}
    rows = [
        DictionaryLine(
            name=name,
            title=words(found.title),
            columns=len(found.columns),
            is_own=name in own,
            number=known.number(name) if name in own else None,
            author=own[name].author if name in own else "",
            since=own[name].created_at if name in own else None,
        )
        for name, found in known.of_school(who.school).items()
    ]
    page = DictionariesPage(
        rows=tuple(sorted(rows, key=lambda row: not row.is_own)),
        broken=known.broken(who.school),
        may_import=may(who, Action.IMPORT),
        editor=editor,
    )
    return show_page("rosters/dictionaries.html", page, status)


def _page(name: str, status: int, editor: DictionaryEditor | None = None) -> Response:
    who, found = viewer(), _known(name)
    is_own = name in state().dictionaries.own_names(who.school)
    page = DictionaryPage(
        dictionary=found,
        lacks=language() in found.lacks,
        is_own=is_own,
        number=state().dictionaries.number(name),
        versions=_versions(name) if is_own else (),
        may_change=is_own and may(who, Action.IMPORT),
        editor=editor or _editor(_text_of(name, None)),
    )
    return show_page("rosters/dictionary.html", page, status)


def _versions(name: str) -> tuple[DictionaryVersion, ...]:
    with state().database.read() as session:
        kept = dictionaries.versions(session, viewer(), name)
    read = [readable(one.text) for one in kept]
    told = []
    for place, one in enumerate(kept):
        now, before = read[place], read[place + 1] if place + 1 < len(kept) else None
        told.append(
            DictionaryVersion(
                number=one.number,
                author=one.author,
                at=one.created_at,
                note=one.note,
                changed=changes(before, now).in_words() if before and now else "",
                in_force=one.number == state().dictionaries.number(name),
                readable=now is not None,
            )
        )
    return tuple(told)
