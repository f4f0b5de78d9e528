"""What each room is for: its question, and what one does there, by what the reader may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from data.viewer import Viewer
from data.wording.message import N_
from webapp.services.access.permissions import Action, may


@dataclass(frozen=True)
class Topic:
    """A part of the help, in English; it is translated where it is shown.

    anchor: its id on the page. action: what a reader must be able to do for the room to be open
    to him. addresses: where pages of the room begin; the first is the room's own, unless `linked`
    says that it leads nowhere by itself. purpose: the question it answers. steps: what one does
    there, each with the action it takes.
    """

    anchor: str
    name: str
    action: Action
    addresses: tuple[str, ...]
    purpose: str
    steps: tuple[tuple[Action, str], ...]
    linked: bool = True

    def holds(self, path: str) -> bool:
        """Say whether a page belongs to this room."""
        return any(f"{path}/".startswith(f"{own}/") for own in self.addresses)

    def steps_of(self, viewer: Viewer) -> Iterator[str]:
        """Yield the steps that this reader may take."""
        return (words for action, words in self.steps if may(viewer, action))


TOPICS = (
    Topic(
        "board", N_("Board"), Action.SEE_STUDENTS, ("/caseload", "/what-ifs"),
        N_("Whom to coach first. Each student stands on one chart: low grades to the right, easy "
           "to help at the top, so those to coach first stand at the top right. The list says "
           "the same in lines."),
        (
            (Action.SEE_STUDENTS, N_("Say how many places you have: the page names who gets one, "
                                     "who comes next, and why.")),
            (Action.SEE_STUDENTS, N_("Move a knob, and chart, list and places follow. The rules "
                                     "stay as they are: what you try stands in the address alone, "
                                     "until you keep it under a name.")),
            (Action.COACH, N_("Mark a student as coached when coaching begins, and the place goes "
                              "to the next. For whom it is not the time: set aside, with a "
                              "reason.")),
            (Action.SEE_STUDENTS, N_("Filter the list, print it, or take it along as a file.")),
        ),
    ),
    Topic(
        "student", N_("Student"), Action.OPEN_STUDENT, ("/students",),
        N_("Why a student has that rank, and what can be done: the levers, strongest first, and "
           "the sum behind each number."),
        (
            (Action.OPEN_STUDENT, N_("Open a number to see its sum, line by line: rule, answer, "
                                     "points.")),
            (Action.OPEN_STUDENT, N_("Beside the grade stands what is usual for a similar record, "
                                     "with an interval. It is no promise.")),
            (Action.SEE_STUDENTS, N_("Try other answers under “What if”, or look for the smallest "
                                     "change that leads to another quadrant.")),
            (Action.ANSWER_FAMILIES, N_("Give a reason before you open a student’s page. It opens "
                                        "for an hour, and the reason is recorded.")),
        ),
        linked=False,
    ),
    Topic(
        "figures", N_("Figures"), Action.SEE_FIGURES, ("/overview", "/environment"),
        N_("How whole schools stand, in numbers in which nobody can be recognised: small groups "
           "are hidden."),
        (
            (Action.SEE_FIGURES, N_("Compare groups: how many students are below the pass mark, "
                                    "how many are coached, which levers are frequent.")),
            (Action.SEE_FIGURES, N_("Under “The environment”: what differs between schools and "
                                    "classes, and which levers a whole group has in common.")),
        ),
    ),
    Topic(
        "rules", N_("Rules"), Action.SEE_RULES, ("/rules",),
        N_("What the school looks at, and why: each rule set in sentences, with its evidence and "
           "with this school’s own figures."),
        (
            (Action.SEE_RULES, N_("Read which answer gives which points, who can act, and what "
                                  "can be done.")),
            (Action.SEE_RULES, N_("Compare two versions: as text, and by the students who would "
                                  "move.")),
            (Action.WRITE_RULES, N_("Begin a rule set, or a draft of one. An earlier version can "
                                    "be put in force again.")),
        ),
    ),
    Topic(
        "drafts", N_("Drafts"), Action.WRITE_RULES, ("/drafts",),
        N_("What a change of rules would do, before it is in force."),
        (
            (Action.WRITE_RULES, N_("Write in the form or in the text; both are the same draft. "
                                    "It saves by itself, and each saving can be brought back.")),
            (Action.WRITE_RULES, N_("Try it: who would enter the first places, who would leave, "
                                    "and which rule is the cause; how solid the places are; "
                                    "whether the list treats groups alike.")),
            (Action.WRITE_RULES, N_("Publish it with a reason. Where the school asks for it, a "
                                    "second lead says yes first.")),
        ),
        linked=False,
    ),
    Topic(
        "models", N_("Models"), Action.SEE_MODELS, ("/models",),
        N_("Which grade is usual for a record like a student’s, and how far that can be "
           "trusted."),
        (
            (Action.SEE_MODELS, N_("Read first how much better the model is than the plain mean, "
                                   "and for whom it errs.")),
            (Action.SEE_MODELS, N_("Type in a student who does not exist, to see what each answer "
                                   "does. Nothing of it is kept.")),
            (Action.TRAIN_MODELS, N_("Compare kinds of models, train one, and choose which is in "
                                     "use. With none, everything goes on by the rules alone.")),
        ),
    ),
    Topic(
        "rosters", N_("Rosters"), Action.SEE_ROSTERS, ("/rosters",),
        N_("Which data everything rests on: the imported files, each with its day. The newest is "
           "the one in use."),
        (
            (Action.IMPORT, N_("Choose a CSV or Excel file. You see what was read, what would "
                               "change, and each problem by row and column, before anything is "
                               "kept.")),
            (Action.IMPORT, N_("An import can be undone, and brought back.")),
            (Action.IMPORT, N_("A file that arrives in the inbox is taken in by itself, once "
                               "somebody has said on a first one what its columns are. What is "
                               "refused is shown with its reasons.")),
            (Action.IMPORT, N_("The log of an online course and its grades can become a roster as "
                               "well.")),
        ),
    ),
    Topic(
        "families", N_("Families"), Action.ANSWER_FAMILIES, ("/families",),
        N_("What a family can ask: for all that is kept, that nothing is worked out any more, "
           "that all is erased."),
        (
            (Action.ANSWER_FAMILIES, N_("Find the student, then choose. Each page says what will "
                                        "happen before it happens.")),
            (Action.ANSWER_FAMILIES, N_("An erasure ends with a proof of what is gone, and says "
                                        "which backups still hold it.")),
            (Action.ANSWER_FAMILIES, N_("The information sheet is there to print, for one family "
                                        "or for all.")),
        ),
    ),
    Topic(
        "research", N_("Data for research"), Action.EXPORT_RESEARCH, ("/research",),
        N_("A file for researchers in which no student can be recognised."),
        (
            (Action.EXPORT_RESEARCH, N_("See first what the file would keep and what it would "
                                        "leave out. Each export is recorded.")),
        ),
    ),
    Topic(
        "accounts", N_("Accounts"), Action.ADMINISTER, ("/accounts",),
        N_("Who works here, as what, and which students each person sees."),
        (
            (Action.ADMINISTER, N_("Add a person and hand over the link: it works once, to choose "
                                   "a password.")),
            (Action.ADMINISTER, N_("A counsellor sees the students of the groups that you give, "
                                   "and nobody else.")),
            (Action.ADMINISTER, N_("Close an account when somebody leaves: it ends every sign-in "
                                   "and every token.")),
        ),
    ),
    Topic(
        "backups", N_("Backups"), Action.KEEP_BACKUPS, ("/backups",),
        N_("Copies of all that is kept. Each is restored on trial before it counts."),
        (
            (Action.KEEP_BACKUPS, N_("Make one, and take it to another computer. The file is not "
                                     "encrypted and holds names.")),
            (Action.KEEP_BACKUPS, N_("Restoring is done at the server, by a command.")),
        ),
    ),
    Topic(
        "trace", N_("Trace"), Action.READ_TRACE, ("/decisions",),
        N_("Who saw or changed what, and when, without students’ names."),
        (
            (Action.READ_TRACE, N_("Filter by day, person or kind, and take the lines along as a "
                                   "file.")),
            (Action.READ_TRACE, N_("See that no line was changed. Note the head on paper: lines "
                                   "cut off at the end show against it alone.")),
        ),
    ),
    Topic(
        "programs", N_("For programs"), Action.MAKE_TOKENS, ("/tokens", "/api"),
        N_("How other programs ask this site, as you and with no more rights than you tick."),
        (
            (Action.MAKE_TOKENS, N_("Make a token. It is shown once, and ends on the day that you "
                                    "choose.")),
            (Action.MAKE_TOKENS, N_("The reference says what can be asked, and lets you try it.")),
        ),
    ),
    Topic(
        "account", N_("My account"), Action.OWN_ACCOUNT, ("/account",),
        N_("Your name, language and password, the second factor, and where you are signed in."),
        (
            (Action.OWN_ACCOUNT, N_("There is a sign-in that you do not know? End it, and change "
                                    "your password.")),
            (Action.OWN_ACCOUNT, N_("With more than one role you change from one to the other "
                                    "under your name, at the top of each page.")),
        ),
    ),
)  # fmt: skip


def about(path: str) -> Topic | None:
    """Return the part of the help about a page, None where there is none."""
    return next((topic for topic in TOPICS if topic.holds(path)), None)
