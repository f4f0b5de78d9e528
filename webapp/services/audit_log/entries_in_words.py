"""The words for what stands in the trace. A test holds them to `data.store.audit.DEEDS`."""

from collections.abc import Mapping

from data.wording.message import N_
from webapp.services.access.roles import role_names
from webapp.services.wording.reader import gettext as _

# thing -> (its heading, action -> what was done)
WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "student": (
        N_("Students"),
        {
            "see": N_("looked at"),
            "open with reason": N_("opened with a stated reason"),
            "give data": N_("data given to the family"),
            "erase": N_("data erased"),
            "prove erasure": N_("erasure proved"),
            "make example": N_("answers copied into an example of the rules, without name"),
        },
    ),
    "objection": (
        N_("Objections"),
        {
            "object": N_("the family objected to scoring"),
            "withdraw objection": N_("the objection was withdrawn"),
        },
    ),
    "intervention": (
        N_("Coaching"),
        {
            "open": N_("coaching began"),
            "close": N_("coaching ended"),
            "undo open": N_("the beginning was taken back"),
            "undo close": N_("the ending was taken back"),
        },
    ),
    "dismissal": (
        N_("Setting aside"),
        {"dismiss": N_("set aside"), "end dismissal": N_("put back on the list")},
    ),
    "roster": (
        N_("Rosters"),
        {
            "import": N_("roster imported"),
            "withdraw": N_("import undone"),
            "restore": N_("import brought back"),
            "remove sample": N_("sample school removed"),
            "export": N_("list of students taken out"),
            "export for research": N_("data without names taken out for research"),
        },
    ),
    "model": (
        N_("Expected grades"),
        {
            "estimate": N_("expected grades estimated"),
            "train": N_("model trained"),
            "activate": N_("model made the active one"),
            "switch off": N_("expected grades switched off"),
            "compare": N_("candidates compared"),
            "export": N_("model taken out"),
        },
    ),
    "token": (N_("Programs"), {"make": N_("token made"), "end": N_("token revoked")}),
    "rule set": (
        N_("Rules"),
        {
            "put in force": N_("rule set put in force"),
            "refuse": N_("rule file refused"),
            "begin draft": N_("draft begun"),
            "drop draft": N_("draft dropped"),
            "propose": N_("change of rules proposed"),
            "ask review": N_("review of a draft asked for"),
            "send back": N_("draft sent back"),
            "publish": N_("draft published"),
            "restore": N_("earlier version restored"),
            "set limit": N_("limit of the fairness check set"),
        },
    ),
    "account": (
        N_("Accounts"),
        {
            "create": N_("account made"),
            "rename": N_("account renamed"),
            "invite": N_("link to set a password made"),
            "activate": N_("account opened again"),
            "deactivate": N_("account closed"),
            "set rights": N_("rights set"),
            "set password": N_("password set"),
            "sign in": N_("signed in"),
            "sign out": N_("signed out"),
            "end sign-ins": N_("all other sign-ins ended"),
            "begin second factor": N_("second factor turned on"),
            "renew recovery codes": N_("recovery codes renewed"),
            "end second factor": N_("second factor turned off"),
        },
    ),
    "dictionary": (
        N_("Data dictionaries"),
        {"add version": N_("data dictionary changed"), "restore": N_("earlier version restored")},
    ),
    "school": (N_("The school"), {"rename": N_("school renamed"), "set": N_("setting changed")}),
    "backup": (
        N_("Backups"),
        {
            "make": N_("backup made"),
            "download": N_("backup taken out"),
            "restore": N_("backup restored"),
        },
    ),
    "trace": (N_("The trace"), {"export": N_("trace taken out")}),
}


def in_words(action: str, thing: str) -> str:
    """Say what was done; what has no words here (a later version wrote it) as it stands."""
    known = WORDS.get(thing, ("", {}))[1].get(action)
    return _(known) if known else f"{action} ({thing})"


def role_in_words(role: str) -> str:
    """Name a role."""
    return role_names().get(role, role)


def choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """List what can be asked for: a thing, its heading, and its actions with their words."""
    return [
        (thing, _(heading), [(action, _(words)) for action, words in actions.items()])
        for thing, (heading, actions) in WORDS.items()
    ]
