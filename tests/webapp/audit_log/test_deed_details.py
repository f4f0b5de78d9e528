"""The details of the trace's lines, in the reader's words."""

from typing import Any

import pytest

from webapp.http.language import speaking
from webapp.services.audit_log.details_in_words import details


def told(language: str, detail: dict[str, Any]) -> str:
    with speaking(language):
        return "; ".join(f"{key}: {value}" for key, value in details(detail))


def test_a_list_that_was_taken_out_says_how_it_was_filtered() -> None:
    detail = {"as": "sheet", "students": 3, "filters": ["name search", "class"], "own knobs": True}
    assert told("en", detail) == (
        "as: sheet; students: 3; filters: name search, class; own knobs: yes"
    )
    assert told("pt", detail) == (
        "formato: folha; alunos: 3; filtros: procura por nome, turma; ajustes próprios: sim"
    )


def test_rights_are_told_as_on_the_page_of_accounts() -> None:
    rights = [
        {"role": "counsellor", "groups": ["class:10A"]},
        {"role": "administrator", "groups": None},
    ]
    assert told("en", {"memberships": rights}) == ("roles: counsellor of class 10A; administrator")


@pytest.mark.parametrize("reason", ["family_request", "not_now"])
def test_a_reason_is_told_in_words(reason: str) -> None:
    for language in ("en", "pt", "fr"):
        assert reason not in told(language, {"reason": reason})


def test_dates_are_written_as_the_reader_writes_them() -> None:
    assert told("fr", {"until": "2026-12-31"}) == "jusqu’au: 31 déc. 2026"
    assert told("en", {"until": None}) == "until: –"


def test_what_nobody_here_has_words_for_stands_as_it_is_kept() -> None:
    detail = {"reason": "moon", "until": "soon", "filters": ["hats"], "memberships": [1], "odd": []}
    assert told("pt", detail) == ("motivo: moon; até: soon; filtros: hats; funções: 1; odd: –")
