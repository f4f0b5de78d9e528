"""Languages, messages and their translations, without a page."""

import pytest

from data.wording.languages import LANGUAGES, Wording, contracted, in_language, number, typeset
from data.wording.message import Message
from data.wording.translate import in_every_language, sentence, translate, translate_plural


def test_words_are_made_in_the_language_that_is_read_and_no_other() -> None:
    made: list[str] = []
    words = Wording(lambda language: made.append(language) or f"in {language}")
    assert words["pt"] == "in pt"
    assert made == ["pt"]
    assert list(words) == list(LANGUAGES)
    assert words == {language: f"in {language}" for language in LANGUAGES}
    assert words.get("xx") is None


def test_words_that_lack_a_language_are_said_in_the_first_they_have() -> None:
    assert in_language({"pt": "sim", "fr": "oui"}, "pt") == "sim"
    assert in_language({"pt": "sim", "fr": "oui"}, "en") == "oui"
    assert in_language({"pt": "sim", "en": ""}, "en") == "sim"
    assert in_language({}, "en") == ""


def test_a_message_takes_its_values_in_the_readers_language() -> None:
    told = Message("%(label)s: %(value)s", {"label": {"fr": "Âge", "en": "Age"}, "value": 15})
    assert sentence(told, "fr") == "Âge : 15"
    assert sentence(told, "pt") == "Age: 15"


def test_what_no_catalogue_has_is_said_as_the_code_has_it() -> None:
    assert translate("Nobody says this.", "pt") == "Nobody says this."
    assert translate("Rosters", "xx") == "Rosters"
    assert translate_plural("%(num)s one", "%(num)s many", 2, "xx") == "%(num)s many"
    assert in_every_language("yes") == {"en": "yes", "fr": "oui", "pt": "sim"}


@pytest.mark.parametrize(("language", "said"), [("en", "1.5"), ("fr", "1,5"), ("pt", "1,5")])
def test_a_number_has_the_mark_of_its_language(language: str, said: str) -> None:
    assert number(1.5, language) == said


def test_small_words_run_together_and_signs_keep_their_distance() -> None:
    assert contracted("a média de a turma", "pt") == "a média da turma"
    assert contracted("of the class", "en") == "of the class"
    assert typeset("« a » : 5 %", "fr") == "«\u202fa\u202f»\u202f: 5\u202f%"
    assert typeset("a : b", "pt") == "a : b"
