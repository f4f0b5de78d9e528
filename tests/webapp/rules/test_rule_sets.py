"""Rule sets on disk: a good file is in force at once, a broken one leaves the good one there."""

import os
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from invented import SMALL
from one_school import School
from reader import Reader

from data import store
from webapp.services.process.settings import SHIPPED_RULES, Settings, prepare_folder
from webapp.services.rule_sets.registry import Shelf

BROKEN = Path(__file__).parents[2] / "rules" / "broken"
SHIPPED = sorted(path.name for path in SHIPPED_RULES.glob("*.yaml"))
HOSTILE = SMALL.replace("weight: 2", "weight: heavy")


class Lead:
    """Lea, the lead, with her folder of rule files."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.reader: Reader = school.reader()
        self.written = 0

    def save(self, text: str, name: str = "small") -> Path:
        """Save a rule file; the server looks at the folder again."""
        path = self.school.settings.rules / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        self.written += 1
        stamp = 1_800_000_000 + self.written
        os.utime(path, (stamp, stamp))
        self.look_again()
        return path

    def look_again(self) -> None:
        self.school.state.shelf._looked = float("-inf")


@pytest.fixture
def lea(own_school: School) -> Lead:
    return Lead(own_school)


def test_a_changed_file_is_in_force_without_a_restart(lea: Lead) -> None:
    assert (
        "version 1" in lea.reader.page("/caseload?set=small").one("div", class_="provenance").text
    )
    lea.save(SMALL.replace("weight: 2", "weight: 5"))
    page = lea.reader.page("/caseload?set=small")
    assert "version 2" in page.one("div", class_="provenance").text
    assert lea.reader.page("/rules/small").text.count("weight 5") == 1


def test_what_becomes_of_a_file_is_in_the_trace_once_whoever_looks(lea: Lead) -> None:
    state = lea.school.state
    lea.save(HOSTILE)
    for _ in range(2):  # as two processes do
        Shelf(state.settings.rules, state.dictionaries, state.database).sets()
    lea.save(SMALL.replace("weight: 2", "weight: 5"))
    lea.reader.page("/rules")
    lea.save(HOSTILE)
    lea.reader.page("/rules")
    wanted = store.audit.AuditFilters(thing="rule set")
    with lea.school.read() as session:
        lines = store.audit.listing(session, lea.school.viewer, wanted).lines
    told = [
        (line.action, line.detail.get("version")) for line in lines if line.detail["set"] == "small"
    ]
    assert told[:3] == [("refuse", None), ("put in force", 2), ("refuse", None)]
    assert told[3:] == [("put in force", 1)]


def test_the_folder_is_looked_at_once_a_second_at_most(lea: Lead) -> None:
    shelf = lea.school.state.shelf
    shelf.sets()
    looked = shelf._looked
    shelf.sets()
    assert shelf._looked == looked


def test_a_broken_file_leaves_the_last_good_version_and_shows_its_line_everywhere(
    lea: Lead,
) -> None:
    before = lea.reader.get("/caseload.csv?set=small").text
    lea.save(HOSTILE)
    line = next(n for n, text in enumerate(HOSTILE.splitlines(), 1) if "heavy" in text)
    for address in (
        "/caseload?set=small",
        "/rosters",
        "/rules",
        "/rules/small",
        "/students/1",
        "/nowhere",
    ):
        answer = lea.reader.get(address)
        assert "small.yaml has problems and is not used" in answer.text, address
        assert f"Line {line}: see what is wrong" in answer.text
    assert lea.reader.get("/caseload.csv?set=small").text == before
    page = lea.reader.page("/rules/small")
    assert "heavy" in page.one("section", class_="problem").text
    assert "version 1 stays in force" in page.text
    assert page.one("span", id=f"line-{line}").attributes["class"] == "wrong"
    assert lea.reader.get("/healthz").json["broken_rule_files"] == 1  # type: ignore[index]
    lea.save(SMALL)
    assert "has problems" not in lea.reader.get("/caseload").text


def test_the_last_good_version_survives_a_restart(lea: Lead) -> None:
    lea.save(HOSTILE)
    anew = School(lea.school.folder)
    page = anew.reader().page("/caseload?set=small")
    assert "version 1" in page.one("div", class_="provenance").text
    anew.close()


def test_a_new_file_that_is_broken_is_listed_and_not_used(lea: Lead) -> None:
    lea.save("format: 1\n", "fresh")
    assert "fresh.yaml" in lea.reader.page("/rules").text
    assert "No earlier version is there" in lea.reader.page("/rules/fresh").text
    assert "There is no rule set “fresh”" in lea.reader.page("/caseload?set=fresh").text


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml"))[::8], ids=lambda path: path.stem)
def test_no_broken_file_brings_a_page_down(lea: Lead, path: Path) -> None:
    lea.save(path.read_text(encoding="utf-8"), "broken")
    for address in ("/caseload", "/rules", "/rules/broken"):
        assert lea.reader.get(address).status_code == 200


def test_files_of_any_content_bring_no_page_down(lea: Lead) -> None:
    folder = lea.school.settings.rules
    (folder / "binary.yaml").write_bytes(bytes(range(256)))
    (folder / "empty.yaml").write_bytes(b"")
    (folder / "large.yaml").write_bytes(b"#" * 70_000)
    (folder / "folder.yaml").mkdir()
    (folder / "lost.yaml").symlink_to(folder / "nowhere")
    lea.look_again()
    page = lea.reader.page("/rules")
    for name in ("binary", "empty", "large"):
        assert f"{name}.yaml" in page.text
        assert lea.reader.get(f"/rules/{name}").status_code == 200
    assert "folder.yaml" not in page.text


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_drafts_and_retired_sets_are_read_and_not_offered(lea: Lead, status: str) -> None:
    lea.save(SMALL.replace("status: pilot", f"status: {status}"))
    assert "There is no rule set “small” in force" in lea.reader.page("/caseload?set=small").text
    assert status in lea.reader.page("/rules").text
    assert lea.reader.page("/rules/small")


def test_a_stable_set_is_offered_before_a_pilot(lea: Lead) -> None:
    assert "Mathematics, pilot schools" in lea.reader.page("/caseload").text
    lea.save(SMALL.replace("status: pilot", "status: stable"))
    assert "Small set" in lea.reader.page("/caseload").one("div", class_="provenance").text


def test_a_set_comes_into_force_on_its_day(lea: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime, timedelta
    from typing import Any

    tomorrow = (datetime.now().date() + timedelta(days=1)).isoformat()
    lea.save(SMALL.replace("weight: 2", "weight: 5") + f"in_force_from: {tomorrow}\n")
    assert "weight 2" in lea.reader.page("/rules/small").text

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "datetime":
            return datetime.now(tz) + timedelta(days=2)

    monkeypatch.setattr("webapp.services.rule_sets.registry.datetime", Later)
    lea.look_again()
    assert "weight 5" in lea.reader.page("/rules/small").text


def test_no_rule_set_at_all_says_what_to_do(lea: Lead) -> None:
    for path in lea.school.settings.rules.glob("*.yaml"):
        path.unlink()
    lea.look_again()
    page = lea.reader.page("/caseload")
    assert "No rule set in force is written for rosters of the kind “pilot-2008”" in page.text
    assert "There is no rule file yet" in lea.reader.page("/rules").text
    student = lea.school.ids()["S1"]
    assert "No rule set" in lea.reader.page(f"/students/{student}").text
    assert lea.reader.get("/caseload.csv").headers["Location"] == "/caseload"
    assert lea.reader.get("/healthz").status_code == 503


def test_the_first_questions_at_once_all_find_the_sets(lea: Lead) -> None:
    state = lea.school.state
    shelf = Shelf(lea.school.settings.rules, state.dictionaries, state.database)
    found: list[int] = []
    asking = [threading.Thread(target=lambda: found.append(len(shelf.sets()))) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found == [len(SHIPPED) + 1] * 8


def test_the_shipped_sets_are_put_into_a_new_folder_and_a_leads_own_stay(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "new")
    prepare_folder(settings)
    assert sorted(path.name for path in settings.rules.iterdir()) == SHIPPED
    for name in SHIPPED:
        assert (settings.rules / name).read_bytes() == (SHIPPED_RULES / name).read_bytes()
    mine = settings.rules / SHIPPED[0]
    mine.write_text("mine", encoding="utf-8")
    (settings.rules / SHIPPED[1]).unlink()
    prepare_folder(settings)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (settings.rules / SHIPPED[1]).exists()


def test_an_older_folder_gets_the_new_sets_once_and_keeps_what_its_lead_did(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    settings.rules.mkdir()
    (settings.rules / "attendance-first.yaml").write_text("mine", encoding="utf-8")
    prepare_folder(settings)  # its lead had taken pilot-2008 away
    assert sorted(path.name for path in settings.rules.iterdir()) == [
        name for name in SHIPPED if name != "pilot-2008.yaml"
    ]
    assert (settings.rules / "attendance-first.yaml").read_text(encoding="utf-8") == "mine"
    (settings.rules / "online-course.yaml").unlink()
    prepare_folder(settings)
    assert not (settings.rules / "online-course.yaml").exists()


def test_boards_of_the_pilots_rosters_still_begin_with_the_pilots_set(lea: Lead) -> None:
    offered = lea.school.state.shelf.for_roster("pilot-2008", lea.school.viewer.school)
    assert [kept.name for kept in offered] == ["pilot-2008", "small"]


# Commands --------------------------------------------------------------------------------------


@pytest.fixture
def run(own_school: School) -> FlaskCliRunner:
    return own_school.app.test_cli_runner()


def test_rules_check_passes_good_files(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["rules", "check"])
    assert done.exit_code == 0
    assert "small.yaml: 4 indicators, 0 examples hold." in done.output
    assert "pilot-2008.yaml" in done.output


def test_rules_check_prints_every_problem_with_its_line_and_fails(
    run: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(HOSTILE.replace("up_to: 30", "up_to: 3"), encoding="utf-8")
    done = run.invoke(args=["rules", "check", str(file)])
    assert done.exit_code == 1
    lines = [line for line in done.output.splitlines() if line.startswith(f"{file}:")]
    assert len(lines) >= 2
    numbers = [int(line.removeprefix(f"{file}:").split(":")[0]) for line in lines]
    assert numbers == sorted(numbers)
    assert "heavy" in done.output


def test_rules_list_names_sets_versions_and_broken_files(
    run: FlaskCliRunner, own_school: School
) -> None:
    (own_school.settings.rules / "fresh.yaml").write_text("format: 1\n", encoding="utf-8")
    done = run.invoke(args=["rules", "list"])
    assert done.exit_code == 0
    assert "small  version 1  Small set" in done.output
    assert "fresh  version 0  no good version, " in done.output
