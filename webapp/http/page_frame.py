"""What stands around every page: its head, who reads it, and notices that concern all rooms.

Templates read it as `frame`. It is made when `base.html` first asks: parts that htmx asks for have
no head and cost nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, g, request, url_for
from werkzeug.local import LocalProxy

from data.store.people.sign_ins import SignedIn
from data.viewer import Viewer
from webapp.http import language, navigation
from webapp.http.cookies import signed_in
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.access.permissions import Action, may
from webapp.services.access.roles import role_names
from webapp.services.rosters.inbox import inbox_of


@dataclass(frozen=True)
class RoomLink:
    """A room that the reader may enter."""

    address: str  # where it begins
    name: str  # in his language
    is_here: bool  # whether the page being read is in it


@dataclass(frozen=True)
class LanguageLink:
    """A language that the page can be read in."""

    code: str  # "pt"
    name: str  # in itself: "português"
    address: str  # of the switch, which leads back to this page
    is_current: bool  # whether the page is in it


@dataclass(frozen=True)
class HelpLink:
    """Where the help says what this page is for."""

    address: str  # of its part about this room; of its beginning where there is none
    is_here: bool  # whether the page being read is the help itself


@dataclass(frozen=True)
class RoleChoice:
    """Something that the reader can work as."""

    membership: int  # its number, which the form sends
    role: str  # in his language
    school: str  # the school's name


@dataclass(frozen=True)
class ReaderCard:
    """Who is signed in."""

    name: str  # as colleagues know him
    role: str  # what he works as now, in his language
    school: str  # the name of the school that he works in now
    others: tuple[RoleChoice, ...]  # what else he can work as
    account: str  # the address of the page of his own account


@dataclass(frozen=True)
class BrokenRuleFile:
    """A rule file with problems, of which the last good version is in force."""

    file: str  # its name: "maths.yaml"
    line: int  # of its first problem
    address: str  # of the page that says what is wrong


@dataclass(frozen=True)
class RefusedFiles:
    """Files that arrived by themselves and could not be taken in, which nobody has dismissed."""

    count: int  # at least one
    address: str  # of the part of the page that says what is wrong


@dataclass(frozen=True)
class PageFrame:
    """All that stands around a page."""

    address: str  # of the page being read, query and all
    language: str  # the code of the language that it is in
    languages: tuple[LanguageLink, ...]  # those there are
    rooms: tuple[RoomLink, ...]  # those open to the reader; none where nobody is signed in
    reader: ReaderCard | None  # None where nobody is signed in
    help: HelpLink | None  # None where nobody is signed in
    broken_rule_files: tuple[BrokenRuleFile, ...]  # for who may read rules; else none
    refused_files: RefusedFiles | None  # for who may import, where the inbox has some; else None


def init_app(app: Flask, help_address: Callable[[str], str]) -> None:
    """Let templates read `frame`. help_address: from a page's path to that of the help on it."""

    def of_request() -> PageFrame:
        if "page_frame" not in g:
            g.page_frame = _page_frame(help_address)
        return g.page_frame  # type: ignore[no-any-return]

    app.jinja_env.globals["frame"] = LocalProxy(of_request)


def _page_frame(help_address: Callable[[str], str]) -> PageFrame:
    here, current, found = request.full_path.rstrip("?"), language.current(), signed_in()
    languages = tuple(
        LanguageLink(
            code, name, url_for("language.switch", language=code, back=here), code == current
        )
        for code, name in language.names().items()
    )
    if found is None:
        return PageFrame(here, current, languages, (), None, None, (), None)
    return PageFrame(
        address=here,
        language=current,
        languages=languages,
        rooms=tuple(
            RoomLink(room.address, _(room.name), room.holds(request.path))
            for room in navigation.open_to(found.viewer)
        ),
        reader=_reader_card(found),
        help=HelpLink(help_address(request.path), request.endpoint == "help.show"),
        broken_rule_files=_broken_rule_files(found.viewer),
        refused_files=_refused_files(found.viewer),
    )


def _reader_card(found: SignedIn) -> ReaderCard:
    names = role_names()
    return ReaderCard(
        name=found.viewer.name,
        role=names[found.viewer.role],
        school=found.school_name,
        others=tuple(
            RoleChoice(hat.membership, names[hat.role], hat.school_name)
            for hat in found.hats
            if hat.membership != found.membership
        ),
        account=url_for("own_account.show"),
    )


def _broken_rule_files(viewer: Viewer) -> tuple[BrokenRuleFile, ...]:
    if not may(viewer, Action.SEE_RULES):
        return ()
    return tuple(
        BrokenRuleFile(
            f"{kept.name}.yaml", kept.problems[0].line, url_for("rule_sets.show", name=kept.name)
        )
        for kept in state().shelf.of_school(viewer.school).values()
        if kept.problems
    )


def _refused_files(viewer: Viewer) -> RefusedFiles | None:
    if not may(viewer, Action.IMPORT):
        return None
    count = inbox_of(state(), viewer.school).refused_count()
    return RefusedFiles(count, url_for("rosters.index", _anchor="inbox")) if count else None
