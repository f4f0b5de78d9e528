"""What-ifs in the database: one person's own, in one school, with what became of each."""

from dataclasses import replace

import pytest
from staff import employ

from data.store import NotFound, Stale
from data.store.rules import rule_drafts, what_ifs

QUERY = "w.absences=5&off=goout"


@pytest.fixture
def staff(database, cast):
    """The cast, with accounts: a what-if belongs to one."""
    with database.write() as session:
        employ(session, cast)
    return cast


def propose(session, viewer):
    """A proposal of that person's."""
    return rule_drafts.begin(session, viewer, "small", "a: 1", 1, proposed=True, words="so")


def test_a_what_if_is_its_makers_alone(database, staff):
    with database.write() as session:
        kept = what_ifs.keep(session, staff.ines, " Winter ", "small", QUERY)
        assert (kept.name, kept.rule_set, kept.query) == ("Winter", "small", QUERY)
        assert [one.id for one in what_ifs.listing(session, staff.ines)] == [kept.id]
        elsewhere = replace(staff.ines, school=staff.chloe.school)
        for other in (staff.rui, staff.lea, staff.chloe, elsewhere):
            assert what_ifs.listing(session, other) == []
            for step in (what_ifs.get, what_ifs.forget):
                with pytest.raises(NotFound):
                    step(session, other, kept.id)


def test_a_command_keeps_none(database, staff):
    with database.write() as session, pytest.raises(NotFound):
        what_ifs.keep(session, replace(staff.ines, account=None), "Winter", "small", QUERY)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 201}, {"name": "a\0"}, {"query": "w" * 8001}]
)
def test_what_cannot_be_kept_raises(database, staff, wrong):
    values = {"name": "Winter", "rule_set": "small", "query": QUERY, **wrong}
    with database.write() as session, pytest.raises(ValueError, match="validation error"):
        what_ifs.keep(session, staff.ines, **values)


def test_the_same_name_replaces_in_its_set_until_it_was_sent(database, staff):
    with database.write() as session:
        first = what_ifs.keep(session, staff.ines, "Winter", "small", QUERY)
        assert what_ifs.keep(session, staff.ines, "Winter", "small", "off=x").id == first.id
        assert what_ifs.keep(session, staff.ines, "Winter", "pilot", QUERY).id != first.id
        what_ifs.sent_as(session, staff.ines, first.id, propose(session, staff.ines).id)
        assert what_ifs.keep(session, staff.ines, "Winter", "small", QUERY).id != first.id
        named = [one.rule_set for one in what_ifs.listing(session, staff.ines, "small")]
        assert named == ["small", "small"]


def test_it_knows_what_became_of_it(database, staff):
    with database.write() as session:
        kept = what_ifs.keep(session, staff.ines, "Winter", "small", QUERY)
        assert what_ifs.proposals(session, staff.ines) == {}
        draft = propose(session, staff.ines)
        what_ifs.sent_as(session, staff.ines, kept.id, draft.id)
        rule_drafts.drop(session, staff.lea, draft.id, " We wait. ")
        [(number, found)] = what_ifs.proposals(session, staff.ines).items()
        assert (number, found.state, found.answer) == (kept.id, "dropped", "We wait.")
        assert what_ifs.proposals(session, staff.rui) == {}


def test_only_ones_own_proposal_can_be_what_it_was_sent_as(database, staff):
    with database.write() as session:
        kept = what_ifs.keep(session, staff.ines, "Winter", "small", QUERY)
        not_proposed = rule_drafts.begin(session, staff.ines, "small", "a: 1", 1)
        for draft in (propose(session, staff.rui), propose(session, staff.chloe), not_proposed):
            with pytest.raises(NotFound):
                what_ifs.sent_as(session, staff.ines, kept.id, draft.id)
            with pytest.raises(NotFound):
                what_ifs.keep(session, staff.ines, "Again", "small", QUERY, draft.id)
        with pytest.raises(NotFound):
            what_ifs.sent_as(session, staff.ines, kept.id, 999)


def test_a_proposal_that_is_dropped_takes_its_answer_back_when_it_is_opened_again(database, staff):
    with database.write() as session:
        draft = propose(session, staff.ines)
        rule_drafts.drop(session, staff.lea, draft.id, "We wait.")
        with pytest.raises(Stale):
            rule_drafts.drop(session, staff.lea, draft.id)
        assert rule_drafts.reopen(session, staff.lea, draft.id).row.answer == ""


def test_forgetting_leaves_the_proposal(database, staff):
    with database.write() as session:
        kept = what_ifs.keep(session, staff.ines, "Winter", "small", QUERY)
        draft = propose(session, staff.ines)
        what_ifs.sent_as(session, staff.ines, kept.id, draft.id)
        what_ifs.forget(session, staff.ines, kept.id)
        assert what_ifs.listing(session, staff.ines) == []
        assert rule_drafts.get(session, staff.lea, draft.id).row.state == "open"
        assert what_ifs.keep(session, staff.ines, "Winter", "small", QUERY, draft.id).draft_id
