"""A school with something on every page: people, students, uploads, an erasure, a backup."""

import platform
import re
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import compared
import pandas as pd
import pyotp
from all_pages import PASSWORD
from playwright.sync_api import Page, expect
from roster_page import asking, spoiled, unnumbered, upload, upload_log
from served import Server

from data import store
from data.viewer import Viewer
from scoring.model import training
from scoring.model.model_config import Recipe
from scoring.model_evaluation.profile import profile
from scoring.model_files import model_file
from webapp.services.access import passwords

BROKEN = Path(__file__).parents[1] / "rules" / "broken"
RULES = Path(__file__).parents[2] / "rules" / "sets"
NO_PROCESS = 2**22 + 1  # beyond the numbers that processes have
STUDENTS = ("student", "aside", "unscored", "opened", "erased")


def furnish(server: Server, page: Page, text: str, filename: str, words: str) -> dict[str, str]:
    """Let Abel's page and the store put something on every page; gives the facts of addresses.

    text: the roster that is there already, as CSV. words: whatever people may write themselves.
    """
    shutil.copy(next(BROKEN.glob("*.yaml")), server.folder / "rules" / "spoiled.yaml")
    facts = _students(server, words) | _people(server)
    facts |= _drafts(server, words) | _tried(server)
    _erase(page, facts["erased"])
    # After the erasure, which forgets what has learned:
    facts |= _learned(server) | _drifted(server) | _compared(server)
    facts |= _trainings(server, facts, words)
    some = "\n".join(line for n, line in enumerate(text.splitlines()) if n % 9 != 8)
    contents = {"preview": some, "problems": spoiled(text, words), "who": unnumbered(text)}
    for name, content in contents.items():
        page.goto("/rosters")
        upload(page, filename, content)
        facts[name] = page.url.rpartition("/")[2]
    page.goto("/rosters")
    upload(page, filename, asking(words))
    facts["asking"] = page.url.rpartition("/")[2]
    page.goto("/rosters/logs")
    upload_log(page, filename, words)
    facts["log"] = page.url.rpartition("/")[2]
    page.goto("/rosters")
    upload(page, filename, text)
    facts["done"] = page.url.rpartition("/")[2]
    page.locator("form[action$=confirm] button").first.click()
    page.get_by_role("button", name="Open the board as").wait_for()
    return facts


def back_up(page: Page) -> dict[str, str]:
    """Let Abel make a backup of a server that keeps one school."""
    page.goto("/backups")
    page.get_by_role("button", name="Make one now").click()
    expect(page.locator("main")).to_contain_text("was restored on trial", timeout=60_000)
    return {"backup": page.url.rpartition("/")[2]}


def _students(server: Server, words: str) -> dict[str, str]:
    lea, abel = server.viewer("lea"), server.viewer("abel")
    with server.database.write() as session:
        roster = store.rosters.current(session, lea)
        assert roster is not None
        numbers = store.rosters.cohort(session, lea, roster.id).students.tolist()
        facts = dict(zip(STUDENTS, numbers, strict=False))
        store.interventions.open(session, lea, facts["student"])
        store.dismissals.add(session, lea, facts["aside"], "other", words, None)
        store.stated_reasons.state(session, abel, facts["opened"], "other", words)
        store.objections.object(session, abel, facts["unscored"])
    return {name: str(number) for name, number in facts.items()}


def _learned(server: Server) -> dict[str, str]:
    """A small model that has really learned from the roster, and what it says of its students."""
    lea, recipe = server.viewer("lea"), Recipe(("studytime", "absences", "failures", "schoolsup"))
    with server.database.read() as session:
        roster = store.rosters.current(session, lea)
        assert roster is not None
        cohort = store.rosters.whole(session, lea, roster.id)
    frame = pd.DataFrame({name: cohort.columns[name].each() for name in recipe.columns})
    grade = pd.Series(cohort.columns["FinalGrade"].each())
    found = training.train(frame, grade, recipe, low=0, high=20, folds=3, repeats=1)
    assert isinstance(found, training.TrainedModel)
    said, students = found.gap, cohort.students.tolist()
    lines = said.contributions.to_dict("records")
    rows = zip(
        students,
        said.expected.tolist(),
        said.low80.tolist(),
        said.high80.tolist(),
        lines,
        strict=True,
    )
    folds = zip(students, found.folds.tolist(), strict=True)
    with server.database.write() as session:
        kept = store.model_registry.keep(
            session,
            lea,
            roster.id,
            target="grade",
            recipe=recipe.as_json(),
            fingerprint="learned",
            report=said.report,
            scikit_learn=version("scikit-learn"),
            content=model_file.write(found.model),
        )
        store.predictions.save(
            session,
            lea,
            roster.id,
            fingerprint="learned",
            report=said.report,
            rows=rows,  # type: ignore[arg-type]
            model_id=kept.id,
            folds={student: fold for student, fold in folds if fold >= 0},
        )
    return {"learned": str(kept.id), "learned_from": str(roster.id)}


def _trainings(server: Server, facts: dict[str, str], words: str) -> dict[str, str]:
    """What became of three trainings; the models have been active, for reasons in these words."""
    lea = server.viewer("lea")
    with server.database.write() as session:
        for name in ("drifted", "learned"):
            store.model_registry.activate(session, lea, int(facts[name]), words)
        model = store.model_registry.get(session, lea, int(facts["learned"]))
        detail = {"roster": model.roster_id, "recipe": model.recipe}
        made = {
            name: store.jobs.start(session, lea, "train model", detail).id
            for name in ("trained", "refused", "killed")
        }
        store.jobs.finish(session, made["trained"], {"model": model.id, "number": model.number})
        store.jobs.fail(session, made["refused"], "No file is waiting.", {})
        store.jobs.begin(session, made["killed"], NO_PROCESS, platform.node())
    return {name: str(job) for name, job in made.items()}


def _drafts(server: Server, words: str) -> dict[str, str]:
    """Drafts of sets of the school's own, one of which Lea asks for the review of; of the pilot set
    one that is broken and overtaken."""
    lea = server.viewer("lea")
    text = (RULES / "pilot-2008.yaml").read_text(encoding="utf-8")
    few = _with_few(text)
    changed = few.replace("to: 14}", "to: 13}")
    broken = text.replace("pass: 10", "pass: ten")
    base = text.replace("status: pilot", "status: stable")
    begin = store.rule_drafts.begin
    with server.database.write() as session:
        made = {
            name: begin(session, lea, f"own-{name}", changed, 0, base_text=few)
            for name in ("draft", "asked")
        }
        made["overtaken"] = begin(session, lea, "pilot-2008", broken, 0, base_text=base)
        store.rule_drafts.save(session, lea, made["overtaken"].id, f"{broken}x", 1)
        asked = made["asked"]
        store.rule_drafts.ask_review(
            session,
            lea,
            asked.id,
            asked.revision,
            reason=words,
            fairness_reason=words,
            in_force_from=None,
        )
    return {name: str(draft.id) for name, draft in made.items()}


def _with_few(text: str) -> str:
    """The rule set with an indicator of each kind alone: numbers, a condition, words, a barrier."""
    kept = ("absences", "below_average_study", "school_support", "health")
    head, indicators, rest = text.partition("\nindicators:")
    blocks = re.split(r"\n(?=  [a-z_]+:\n)", rest.partition("\nexamples:")[0])
    chosen = [block for block in blocks if block.strip().partition(":")[0] in kept]
    assert len(chosen) == len(kept)
    return "\n".join([head + indicators, *chosen]) + "\n"


def _tried(server: Server) -> dict[str, str]:
    """A draft that moves students, and one that must be mended first."""
    lea = server.viewer("lea")
    text = (server.folder / "rules" / "pilot-2008.yaml").read_text(encoding="utf-8")
    edge = text.replace("up_to: 8\n", "up_to: 5\n", 1)
    broken = text.replace("weight: 4", "weight: 44", 1)
    with server.database.write() as session:
        made = {
            name: store.rule_drafts.begin(session, lea, "pilot-2008", changed, 1, base_text=text)
            for name, changed in (("tried", edge), ("to_mend", broken))
        }
        return {name: str(draft.id) for name, draft in made.items()}


def _drifted(server: Server) -> dict[str, str]:
    """A model that learned from students of half as many absences as those of today."""
    lea = server.viewer("lea")
    with server.database.write() as session:
        roster = store.rosters.current(session, lea)
        assert roster is not None
        cohort = store.rosters.whole(session, lea, roster.id)
        answers = {name: cohort.columns[name].each() for name in ("absences", "paid", "studytime")}
        counts = profile({**answers, "absences": answers["absences"] // 2})
        kept = store.model_registry.keep(
            session,
            lea,
            roster.id,
            target="grade",
            recipe=Recipe(columns=tuple(answers)).as_json(),
            fingerprint="drifted",
            report={"profile": counts},
            scikit_learn="1.6",
            content=b"none",
        )
        return {"drifted": str(kept.id)}


def _compared(server: Server) -> dict[str, str]:
    """Kinds of models that were compared on the roster that is there."""
    lea = server.viewer("lea")
    with server.database.write() as session:
        roster = store.rosters.current(session, lea)
        assert roster is not None
        found = compared.plan(), compared.result()
        kept = store.comparisons.keep(session, lea, roster.id, "grade", *found)
        return {"comparison": str(kept.id)}


def _people(server: Server) -> dict[str, str]:
    ines, rui = server.viewer("ines").account or 0, server.viewer("rui").account or 0
    hashed, secret = passwords.hashed(PASSWORD), pyotp.random_base32()
    with server.database.write() as session:
        store.accounts.set_password(session, rui, hashed)
        store.second_factors.begin(session, rui, secret, 0, ["abcd-efgh-jkmn"])
        at, abel = datetime.now(UTC), server.viewer("abel")
        operator = Viewer(None, "", "administrator", abel.school)
        token = store.invitations.for_account(session, operator, ines, at)
    return {"rui": str(rui), "invitation": token}


def _erase(page: Page, student: str) -> None:
    page.goto(f"/families/{student}/erasure")
    key = page.locator("label[for=key]").inner_text().rpartition(": ")[2]
    page.locator("#key").fill(key)
    page.locator("form.ask button").click()
    page.wait_for_url("**/erased")
