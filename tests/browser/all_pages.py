"""All pages of the product: where each is, who reads it, and the ways that lead to no page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
from own_dictionary import own_text
from playwright.sync_api import Page, expect
from served import Server
from windows import Windows

from data import store
from data.store.rosters import dictionaries

PASSWORD = "o eucalipto canta baixo"
NOBODY = None
UNFOLD = "document.querySelectorAll('details:not([hx-get])').forEach((one) => (one.open = true))"


@dataclass(frozen=True)
class Shown:
    """A page: who reads it (None: nobody signed in), its address, and on which of the servers.

    path: with the names of facts in braces. before: what is made ready on the server each time.
    then: what its reader does there, where the page is the answer to a form.
    """

    who: str | None
    path: str
    server: str = "furnished"
    before: Callable[[Server], None] | None = None
    then: Callable[[Page, Mapping[str, str]], None] | None = None

    def address(self, facts: Mapping[str, str]) -> str:
        """The address with the facts in it."""
        return self.path.format_map(facts)


def forget_second_factor(server: Server) -> None:
    """Ines asks for no second factor, so that she can set one up."""
    with server.database.write() as session:
        store.second_factors.end(session, server.viewer("ines").account or 0)


def keep_what_ifs(server: Server) -> None:
    """Lea keeps one what-if that fits and was sent, and one that does not fit any more."""
    lea = server.viewer("lea")
    with server.database.write() as session:
        if store.what_ifs.listing(session, lea):
            return
        store.what_ifs.keep(session, lea, "Of another year", "pilot-2008", "w.commute=2")
        kept = store.what_ifs.keep(session, lea, "Absences out", "pilot-2008", "w.absences=0")
        draft = store.rule_drafts.begin(session, lea, "pilot-2008", "#", 1, proposed=True)
        store.what_ifs.sent_as(session, lea, kept.id, draft.id)


def describe(server: Server) -> None:
    """The school has a data dictionary of its own, in its second version."""
    abel = server.viewer("abel")
    with server.database.write() as session:
        for high in (20, 10):
            dictionaries.add(session, abel, own_text(high=high))


def make_tokens(server: Server) -> None:
    """Lea has a token that works and one that was ended."""
    lea, now = server.viewer("lea"), datetime.now(UTC)
    with server.database.write() as session:
        if store.api_tokens.listing(session, lea):
            return
        make = store.api_tokens.make
        make(session, lea, "Nightly export to the register", ["ranking", "rules"], 90, now)
        ended, _ = make(session, lea, "A first try", ["predict"], 30, now)
        store.api_tokens.end(session, lea, ended.id, now)


def make_token(page: Page, _facts: Mapping[str, str]) -> None:
    """Make a token for the rules."""
    page.locator("input[name=name]").fill("Rules for the library")
    page.locator("input[name=right][value=rules]").check()
    page.locator("main form.sheet button").click()
    page.locator("#token").wait_for()


def set_up_second_factor(page: Page, _facts: Mapping[str, str]) -> None:
    """Type the code that goes with the key on the page."""
    key = page.locator("code.key").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(pyotp.TOTP(key).now())
    page.locator("input[name=offered] ~ button").click()
    page.locator(".recovery").wait_for()


def make_link(page: Page, facts: Mapping[str, str]) -> None:
    """Ask for a link to a new password."""
    page.locator(f"form[action='/accounts/{facts['rui']}/link'] button").click()
    page.wait_for_url("**/link")


def type_password(page: Page, _facts: Mapping[str, str]) -> None:
    """Take the first of the two steps of signing in."""
    page.locator("input[name=login]").fill("rui")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("input[name=code]").wait_for()


def send_nothing(page: Page, _facts: Mapping[str, str]) -> None:
    """Send the page's form empty: every field says what is wrong with it."""
    page.locator("main form").first.evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator(".problem").first.wait_for()


def send_new_set(page: Page, _facts: Mapping[str, str]) -> None:
    """Ask for a new rule set without a title."""
    form = page.locator("form[action='/rules']")
    form.evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("#wrong-title").wait_for()


def begin_without_a_title(page: Page, _facts: Mapping[str, str]) -> None:
    """Begin a rule set from the roster with nothing ticked, and no title."""
    page.locator("input[name=title]").fill(" ")
    for box in page.locator("input[name=take]").all():
        box.uncheck()
    page.locator(".begin-set").evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("#wrong-title").wait_for()


def set_no_limit(page: Page, _facts: Mapping[str, str]) -> None:
    """Type a word where the limit of the fairness check is a number."""
    page.locator("input[name=limit]").fill("much")
    page.locator("#limit button").click()
    page.locator(".problem").first.wait_for()


def train_nothing(page: Page, _facts: Mapping[str, str]) -> None:
    """Ask for a model of passing without a pass mark."""
    form = page.locator("#train form")
    form.locator("input[name=target][value=pass]").check()
    form.locator("input[name=passing]").fill("many")
    form.locator("button").click()
    page.locator("#wrong-passing").wait_for()


def compare_wrongly(page: Page, _facts: Mapping[str, str]) -> None:
    """Ask for a comparison of passing without a pass mark."""
    form = page.locator("form[action='/models/comparisons']")
    form.locator("input[value=pass]").check()
    form.locator("input[name=passing]").fill("much")
    form.locator("button").click()
    page.locator("#compare-wrong-passing").wait_for()


def write_as_text(page: Page, _facts: Mapping[str, str]) -> None:
    """Open the text of a draft beside its form."""
    page.locator("label:has(#pane-text)").click()
    page.locator(".CodeMirror").wait_for()


PAGES: Mapping[str, Shown] = {
    # The board and what hangs on it
    "board": Shown("lea", "/caseload"),
    "board of one class": Shown("ines", "/caseload"),
    "board with knobs": Shown(
        "lea",
        "/caseload?w.absences=0&t.goout=2&places=4&quadrant=coach_first&coached=no"
        "&lever=absences&grade.to=9",
    ),
    "what-ifs": Shown("lea", "/what-ifs", before=keep_what_ifs),
    "board with a what-if": Shown("lea", "/caseload?w.absences=0", before=keep_what_ifs),
    "gap view": Shown("lea", "/caseload?y=gap&x=plain"),
    "sheet": Shown("lea", "/caseload/sheet"),
    "student": Shown("lea", "/students/{student}"),
    "what if of a student": Shown("lea", "/students/{student}/what-if?roster={learned_from}"),
    "what if with another answer": Shown(
        "lea", "/students/{student}/what-if?roster={learned_from}&a.absences=20"
    ),
    "what if with problems": Shown(
        "lea", "/students/{student}/what-if?roster={learned_from}&a.absences=900"
    ),
    "smallest change": Shown("lea", "/students/{student}/smallest-change"),
    "typed-in student": Shown("lea", "/models/{learned}/try?from=median"),
    "example of a student": Shown("lea", "/students/{student}/example"),
    "student set aside": Shown("lea", "/students/{aside}"),
    "student not scored": Shown("lea", "/students/{unscored}"),
    "students not scored": Shown("lea", "/students/unscored"),
    "information sheet by a counsellor": Shown("lea", "/students/{student}/sheet"),
    "reason": Shown("abel", "/students/{student}"),
    "reason not given": Shown("abel", "/students/{student}", then=send_nothing),
    "student opened with a reason": Shown("abel", "/students/{opened}"),
    "rules": Shown("lea", "/rules"),
    "rule set": Shown("lea", "/rules/pilot-2008"),
    "rule set of an administrator": Shown("abel", "/rules/pilot-2008"),
    "rule set without a roster": Shown("lea", "/rules/online-course"),
    "new rule set with problems": Shown("lea", "/rules", then=send_new_set),
    "rule set begun from a roster": Shown("lea", "/rules/begin"),
    "rule set begun with problems": Shown("lea", "/rules/begin", then=begin_without_a_title),
    "rule set proposed from a roster": Shown("ines", "/rules/begin"),
    "students whom sets leave out": Shown("lea", "/rules/unjudged"),
    "broken rule file": Shown("lea", "/rules/spoiled"),
    "draft": Shown("lea", "/drafts/{draft}"),
    "draft as text": Shown("lea", "/drafts/{draft}", then=write_as_text),
    "draft that is broken": Shown("lea", "/drafts/{overtaken}#text"),
    "draft's earlier savings": Shown("lea", "/drafts/{overtaken}/revisions"),
    "draft beside the version in force": Shown("lea", "/drafts/{overtaken}/merge"),
    "fairness": Shown("lea", "/drafts/{draft}/fairness"),
    "fairness refused a limit": Shown("lea", "/drafts/{draft}/fairness", then=set_no_limit),
    "review": Shown("lea", "/drafts/{draft}/review"),
    "review with problems": Shown("lea", "/drafts/{draft}/review", then=send_nothing),
    "review to answer": Shown("lea", "/drafts/{asked}/review"),
    "version": Shown("lea", "/rules/pilot-2008/versions/1"),
    "versions compared": Shown("lea", "/rules/pilot-2008/compare"),
    "draft tried": Shown("lea", "/drafts/{tried}/trial?places=30"),
    "draft to mend, tried": Shown("lea", "/drafts/{to_mend}/trial"),
    "board under a draft": Shown("lea", "/drafts/{tried}/board"),
    "solid or borderline": Shown("lea", "/drafts/{tried}/stability"),
    "draft on earlier rosters": Shown("lea", "/drafts/{tried}/replay"),
    # Models
    "models": Shown("lea", "/models"),
    "models of a counsellor": Shown("ines", "/models"),
    "models without a roster": Shown("lea", "/models", "alone"),
    "training with problems": Shown("lea", "/models", then=train_nothing),
    "model": Shown("lea", "/models/{learned}"),
    "model whose file is none": Shown("lea", "/models/{drifted}"),
    "models compared": Shown("lea", "/models/compare?from={learned}&to={learned}"),
    "models compared, one of them none": Shown(
        "lea", "/models/compare?from={drifted}&to={learned}"
    ),
    "training done": Shown("lea", "/models/jobs/{trained}"),
    "training refused": Shown("lea", "/models/jobs/{refused}"),
    "training interrupted": Shown("lea", "/models/jobs/{killed}"),
    "drift": Shown("lea", "/models/{drifted}/drift"),
    "comparison": Shown("lea", "/models/comparisons/{comparison}"),
    "comparison refused": Shown("lea", "/models", then=compare_wrongly),
    # Rosters
    "rosters": Shown("abel", "/rosters"),
    "rosters of a lead": Shown("lea", "/rosters"),
    "preview": Shown("abel", "/rosters/imports/{preview}"),
    "preview of an unknown file": Shown("abel", "/rosters/imports/{asking}"),
    "preview with problems": Shown("abel", "/rosters/imports/{problems}"),
    "who is who": Shown("abel", "/rosters/imports/{who}/who"),
    "import done": Shown("abel", "/rosters/imports/{done}"),
    "data dictionaries": Shown("abel", "/rosters/dictionaries"),
    "a shared data dictionary": Shown("lea", "/rosters/dictionaries/pilot-2008"),
    "a school's own data dictionary": Shown(
        "abel", "/rosters/dictionaries/own-grades", before=describe
    ),
    "settings of the school": Shown("abel", "/settings/school"),
    "course logs": Shown("abel", "/rosters/logs"),
    "course logs without files": Shown("abel", "/rosters/logs", then=send_nothing),
    "course log": Shown("abel", "/rosters/logs/{log}"),
    # Figures, research, the trace, backups
    "overview": Shown("mia", "/overview"),
    "overview of a lead": Shown("lea", "/overview"),
    "calibration of a model": Shown("lea", "/models/{learned}/calibration"),
    "gaps of a model": Shown("lea", "/models/{learned}/residuals"),
    "gaps of a model for a counsellor": Shown("ines", "/models/{learned}/residuals"),
    "groups of a model": Shown("lea", "/models/{learned}/groups"),
    "environment": Shown("mia", "/environment"),
    "environment of a lead": Shown("lea", "/environment"),
    "research": Shown("lea", "/research"),
    "trace": Shown("otto", "/decisions"),
    "trace with a problem": Shown("otto", "/decisions?student=Ana&since=today"),
    "backups": Shown("abel", "/backups", "alone"),
    "backup made": Shown("abel", "/backups/jobs/{backup}", "alone"),
    "backups of several schools": Shown("abel", "/backups"),
    # Families
    "families": Shown("abel", "/families"),
    "families found": Shown("abel", "/families?q=a"),
    "family": Shown("abel", "/families/{student}"),
    "family that objects": Shown("abel", "/families/{unscored}"),
    "erasure": Shown("abel", "/families/{student}/erasure"),
    "anonymising": Shown("abel", "/families/{student}/erasure?keep=figures"),
    "erased": Shown("abel", "/families/{erased}/erased"),
    "information sheet": Shown("abel", "/families/sheet"),
    "information sheet of a student": Shown("abel", "/families/{student}/sheet"),
    # People
    "accounts": Shown("abel", "/accounts"),
    "new account": Shown("abel", "/accounts/new"),
    "new account with problems": Shown("abel", "/accounts/new", then=send_nothing),
    "account": Shown("abel", "/accounts/{rui}"),
    "link shown once": Shown("abel", "/accounts/{rui}", then=make_link),
    "my account": Shown("lea", "/account"),
    "my account with password and second factor": Shown("rui", "/account"),
    "new second factor": Shown("lea", "/account/second-factor"),
    "second factor": Shown("rui", "/account/second-factor"),
    "recovery codes": Shown(
        "ines", "/account/second-factor", before=forget_second_factor, then=set_up_second_factor
    ),
    "tokens": Shown("lea", "/tokens", before=make_tokens),
    "tokens of an administrator": Shown("abel", "/tokens", before=make_tokens),
    "token refused": Shown("lea", "/tokens", then=send_nothing),
    "token shown once": Shown("lea", "/tokens", then=make_token),
    "for programs": Shown("lea", "/api"),
    "sign in": Shown(NOBODY, "/sign-in"),
    "sign in refused": Shown(NOBODY, "/sign-in", then=send_nothing),
    "sign in with a code": Shown(NOBODY, "/sign-in?again=1", then=type_password),
    "invitation": Shown(NOBODY, "/invitation/{invitation}"),
    "invitation used up": Shown(NOBODY, "/invitation/used-up"),
    "nobody has an account": Shown(NOBODY, "/sign-in", "begun"),
    "set up": Shown(NOBODY, "/set-up/{set_up}", "begun"),
    # The help, by role
    "help": Shown("ines", "/help"),
    "help of a lead": Shown("lea", "/help#drafts"),
    "help of an administrator": Shown("abel", "/help"),
    "help of an observer": Shown("mia", "/help"),
    # What is not there, or not for this reader
    "welcome": Shown("lea", "/caseload", "alone"),
    "welcome of an administrator": Shown("abel", "/rosters", "alone"),
    "no such rule set": Shown("lea", "/caseload?set=nothing"),
    "problem": Shown("lea", "/caseload?w.nothing=1"),
    "nothing there": Shown("lea", "/students/999999"),
    "not for this role": Shown("mia", "/caseload"),
    "for another role of the reader": Shown("abel", "/caseload"),
}

# The addresses that a GET may ask for and that are no page of their own, and what they are.
NO_PAGES: Mapping[str, str] = {
    "assets.serve": "a file of ours",
    "language.switch": "leads back",
    "caseload.home": "leads to the reader's own first page",
    "caseload.place": "a part of the board",
    "exports.csv": "a file",
    "exports.xlsx": "a file",
    "comparisons.csv": "a file",
    "rule_sets.download": "a file",
    "models.file": "a file",
    "rosters.problems": "a file",
    "school_dictionaries.file": "a file",
    "audit_log.csv": "a file",
    "schema.show": "a file",
    "schema.show_library": "a file",
    "health.healthz": "for machines",
    "metrics.show": "for machines",
    "models.card": "a file",
    "api_document.show": "for machines",
    "api_rosters.listing": "for programs",
    "api_models.listing": "for programs",
    "api_ranking.show": "for programs",
    "api_rules.listing": "for programs",
    "api_train.watch": "for programs",
    "single_sign_on.leave": "leads to another server",
    "single_sign_on.come_back": "leads from there to the sign-in page or in",
}


@dataclass(frozen=True)
class Product:
    """Three servers with all that there is to see, and where it is."""

    servers: Mapping[str, Server]
    facts: Mapping[str, str]
    windows: Windows

    def show(self, name: str, language: str = "en") -> Page:
        """Open a page, and all that it folds away; what it fetches then is a page of its own."""
        shown = PAGES[name]
        server = self.servers[shown.server]
        page = self.windows.page(server, shown.who, language, name if shown.then else "")
        if shown.before is not None:
            shown.before(server)
            if shown.who is not None:  # whose other windows this may have signed out
                page.context.add_cookies([server.cookie(shown.who)])  # type: ignore[list-item]
        page.goto(shown.address(self.facts))
        if shown.then is not None:
            shown.then(page, self.facts)
        for chart in page.locator("#chart, #shares, [data-chart]").all():
            if chart.is_visible():
                expect(chart).to_have_attribute("data-drawn", "yes")
        page.evaluate(UNFOLD)
        return page
