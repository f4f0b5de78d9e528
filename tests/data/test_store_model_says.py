"""What a model says of a whole roster, for figures: everybody's, whoever asks, and no other's."""

import pytest
from roster_records import import_as, people

from data import store


def test_a_models_words_are_the_whole_schools_whoever_asks(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        students = store.rosters.whole(session, cast.lea, roster.id).students.tolist()
        model, other = (kept(session, cast.lea, roster.id) for _ in range(2))
        for number, expected in ((model, 11.0), (other, 12.0)):
            rows = [(student, expected, 8.0, 16.0, {}) for student in students[1:]]
            store.predictions.save(
                session,
                cast.lea,
                roster.id,
                fingerprint=f"{number}",
                report={},
                rows=rows,
                model_id=number,
                counts=False,
            )
    with database.read() as session:
        assert store.predictions.of_roster(session, cast.lea, roster.id) is None
        for viewer in (cast.lea, cast.rui):
            found = store.predictions.whole_of_model(session, viewer, roster.id, model)
            assert [str(one) for one in found.expected] == ["nan", "11.0", "11.0"]
        third = store.predictions.whole_of_model(session, cast.lea, roster.id, other + 1)
        assert third is None
        with pytest.raises(store.NotFound):
            store.predictions.whole_of_model(session, cast.chloe, roster.id, model)


def kept(session, viewer, roster):
    return store.model_registry.keep(
        session,
        viewer,
        roster,
        target="grade",
        recipe={},
        fingerprint="m",
        report={},
        scikit_learn="1.0",
        content=b"none",
    ).id
