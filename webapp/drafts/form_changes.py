"""What a draft's form asks for, done to the draft's text: each field changes the lines that it
must."""

from datetime import date

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.dictionary import Dictionary
from data.store import Stale
from data.store.rules import rule_drafts
from data.wording.message import N_
from rules import editing
from rules.editing import NotEditableError, Path, yaml_text
from rules.editing.yaml_spelling import settled
from rules.editing.yaml_text import Pairs
from webapp.drafts import draft_answer, draft_text, drafts
from webapp.drafts.form import conditions
from webapp.drafts.form.buttons import Drawn, do_next
from webapp.drafts.form.fields import VALUE, Sheet, path_of
from webapp.drafts.form.roster_answers import dictionary_of, roster_answers
from webapp.drafts.form.rule_set import UndoRemoval
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import current, sentence
from webapp.http.language import gettext as _
from webapp.http.pages import wants_part
from webapp.http.state import state
from webapp.pictures.histogram import Histogram
from webapp.services.drafts.written_draft import WrittenDraft

NUMBERS = ("weight", "points", "then", "otherwise", "up_to", "sessions", "pass", "ease", "from",
           "to", "need")  # fmt: skip
DAYS = ("in_force_from", "reviewed")

Form = MultiDict[str, str]

bp = Blueprint("form", __name__)


@bp.post("/drafts/<int:draft>/change")
@needs(Action.WRITE_RULES)
def change(draft: int) -> Response:
    """Change a draft's text as fields of its form say; the rest of the text stays as it is."""
    found, revision = drafts.read(draft), request.form.get("revision", type=int)
    if revision is None:
        return problem(422, _("The server could not make sense of this address or form."))
    if not found.is_open:
        return draft_answer.refuse(found, found.draft.text, draft_answer.closed_because(found), 409)
    sent, revision = request.form, _revision(found, revision)
    before = _text_at(found, revision)
    dictionary = dictionary_of(before)

    def drawn(column: str) -> Histogram | None:
        return roster_answers(found).spread(column, dictionary)

    try:
        mine = changed(before, sent, dictionary, drawn)
    except NotEditableError as error:
        return draft_answer.refuse(found, found.draft.text, sentence(error.problem))
    return _saved(draft, mine, revision, found)


def changed(text: str, form: Form, dictionary: Dictionary | None, drawn: Drawn) -> str:
    """The text with all that a form's fields say otherwise, and then what its button asks for.

    Raises NotEditableError where something cannot be done; then nothing is.
    """
    sheet = Sheet(text, yaml_text.read(text))
    for path, language, value in _changes(sheet, form):
        text = _set(text, path, language, value)
    for path in conditions.changed(form):
        said = conditions.chosen(form, sheet, path, dictionary)
        text = editing.set_value(text, path, said) if said else text
    text = _movable(text, form)
    text = _new(text, form)
    return do_next(text, form.get("do", ""), dictionary, drawn)


def alike(text: str, later: str, form: Form) -> bool:
    """Whether the form's fields and button mean the same in a later text: no list is longer."""
    if form.get("do", "set") != "set":
        return text == later
    try:
        one, other = Sheet(text, yaml_text.read(text)), Sheet(later, yaml_text.read(later))
    except NotEditableError:
        return False
    paths = [path_of(name)[0] for name in form if name.startswith(VALUE)]
    return not any(name.startswith(conditions.MENU) for name in form) and all(
        one.count(*path[:depth]) == other.count(*path[:depth])
        for path in paths
        for depth in range(len(path))
    )


def _revision(found: WrittenDraft, shown: int) -> int:
    """Say which saving the fields are changes of: the newest that the page knows, if its lists are
    as long as those that its form shows, else the one that its form shows."""
    now = request.form.get("now", type=int)
    if now is None or not shown < now <= found.draft.revision:
        return shown
    then, since = _text_at(found, shown), _text_at(found, now)
    return now if alike(then, since, request.form) else shown


def _text_at(found: WrittenDraft, revision: int) -> str:
    if revision == found.draft.revision:
        return found.draft.text
    with state().database.read() as session:
        return rule_drafts.text_of(session, viewer(), found.draft.id, revision)


def _saved(draft: int, mine: str, revision: int, before: WrittenDraft) -> Response:
    do, _colon, about = request.form.get("do", "").partition(":")
    try:
        with state().database.write() as session:
            saved = rule_drafts.save(session, viewer(), draft, mine, revision)
    except ValueError:
        return draft_answer.refuse(before, mine, draft_text.cannot_be_kept())
    except Stale:
        return draft_answer.conflict(draft, mine, revision)
    if wants_part():
        removed = do == "remove" and saved.revision > revision
        undo = UndoRemoval(about, revision) if removed else None
        return draft_answer.answer(WrittenDraft(saved, state().shelf), undo=undo)
    shown: dict[str, object] = {
        "open": request.form.getlist("open"),
        "tongue": request.form.get("tongue"),
    }
    if do == "remove":
        shown |= {"removed": about, "had": revision}
    return redirect(url_for("drafts.show", draft=draft, **shown), 303)  # type: ignore[arg-type]


def _changes(sheet: Sheet, form: Form) -> list[tuple[Path, str | None, str]]:
    """The fields that say something else than the text; what is emptied comes last, from below."""
    found = []
    for name, values in form.lists():
        if not name.startswith(VALUE):
            continue
        path, language = path_of(name)
        now = sheet.shown(path, language)
        other = [value for value in map(settled, values) if value != now]
        if other:  # a slider and the number beside it are one field, of which one was changed
            found.append((path, language, other[-1] if "\n" in now else _in_a_line(other[-1])))
    return sorted(found, key=lambda one: (not one[2], [-_rank(step) for step in one[0]]))


def _in_a_line(value: str) -> str:
    """Words as one line: where a field breaks them is its own affair."""
    return " ".join(line.strip() for line in value.split("\n"))


def _rank(step: str | int) -> int:
    return step if isinstance(step, int) else 0


def _set(text: str, path: Path, language: str | None, value: str) -> str:
    if language is not None:
        if not value and isinstance(path[-1], int) and not language:
            return editing.remove_item(text, path)
        return editing.set_words(text, path, value, language or None)
    if not value:
        return editing.remove(text, path)
    if path[-1] == "is":
        words = [word.strip() for word in value.split(",") if word.strip()]
        return editing.replace(text, path, words) if len(words) > 1 else _one(text, path, words)
    return editing.set_value(text, path, _value(path, value))


def _one(text: str, path: Path, words: list[str]) -> str:
    node = yaml_text.find(yaml_text.read(text), path)
    if isinstance(node, yaml_text.TextRows):
        return editing.replace(text, path, words)
    return editing.set_value(text, path, words[0])


def _value(path: Path, value: str) -> str | float | date:
    """A number or a day where the field holds one; else as typed, for the rules to complain."""
    try:
        if path[-1] in DAYS:
            return date.fromisoformat(value)
        is_number = path[-1] in NUMBERS and path[-2:] != ("need", "from")
        return float(value.replace(",", ".")) if is_number else value
    except ValueError:
        return value


def _movable(text: str, form: Form) -> str:
    """Let counsellors move another edge, or none."""
    for name in form:
        if not name.startswith("adjust."):
            continue
        key = name.removeprefix("adjust.")
        bands: Path = ("indicators", key, "bands")
        sheet = Sheet(text, yaml_text.read(text))
        marked = [at for at in range(sheet.count(*bands)) if sheet.has(*bands, at, "adjust")]
        at = int(form[name]) if form[name].isdecimal() else None
        if marked == ([] if at is None else [at]):
            continue
        if at is None:
            text = editing.set_adjust(text, bands, None)
            continue
        text = editing.set_adjust(text, bands, at, *_limits(sheet, bands, at))
    return text


def _limits(sheet: Sheet, bands: Path, at: int) -> tuple[float, float]:
    """How far an edge may be moved at first: up to its neighbours, they left out."""
    here = _number(sheet.shown((*bands, at, "up_to")))
    below = _number(sheet.shown((*bands, at - 1, "up_to"))) if at else here - 2
    above = (
        _number(sheet.shown((*bands, at + 1, "up_to"))) if at + 1 < sheet.count(*bands) else here
    )
    return min(below + 1, here), max(above - 1, here)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NotEditableError(N_("This edge is no number yet. Write one first.")) from None


def _new(text: str, form: Form) -> str:
    """Add what was typed into the fields for a new action and a new piece of evidence."""
    for name in form:
        if name.startswith("new.actions.") and form[name].strip():
            path = ("indicators", name.removeprefix("new.actions."), "actions")
            text = editing.add_item(text, path, _like(text, path, form[name], _tongue(form)))
        if name.startswith("new.claim.") and form[name].strip():
            key = name.removeprefix("new.claim.")
            source = form.get(f"new.source.{key}", "").strip()
            proof = {
                "claim": _like(text, ("indicators", key, "label"), form[name], _tongue(form)),
                "source": source or _("Local judgement"),
                "strength": form.get(f"new.strength.{key}", "none"),
            }
            text = editing.add_item(text, ("indicators", key, "evidence"), proof)
    return text


def _tongue(form: Form) -> str:
    return form.get("tongue") or current()


def _like(text: str, path: Path, said: str, tongue: str) -> str | dict[str, str]:
    """Words in the form's language where those beside them say which they are in."""
    node = yaml_text.find(yaml_text.read(text), path)
    near = node.items[-1] if isinstance(node, yaml_text.TextRows) and node.items else node
    return {tongue: settled(said)} if isinstance(near, Pairs) else settled(said)
