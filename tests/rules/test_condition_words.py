"""A condition says itself in three languages."""

import pytest
from rule_files import COLUMNS, Known

from rules import conditions

SAID = {
    "absences >= 10": ("Absences: at least 10", "Absences : au moins 10", "Faltas: pelo menos 10"),
    "3 < absences <= 10": (
        "Absences: above 3 and at most 10",
        "Absences : plus de 3 et au plus 10",
        "Faltas: mais de 3 e no máximo 10",
    ),
    "studytime < mean(studytime)": (
        "Study time: below the average of “Study time”",
        "Temps de travail : moins que la moyenne de « Temps de travail »",
        "Tempo de estudo: menos do que a média de «Tempo de estudo»",
    ),
    "studytime == 1": (
        "Study time: under 2 hours",
        "Temps de travail : moins de 2 heures",
        "Tempo de estudo: menos de 2 horas",
    ),
    "schoolsup == no or reason in ['home', 'course']": (
        "School support: no or Reason: close to home or the course",
        "Soutien : non ou Raison : proche ou la formation",
        "Apoio: não ou Motivo: perto ou o curso",
    ),
    "not missing(health) and (hours > 2.5 or goout == 1)": (
        "not (Health: no answer) and (Hours: above 2.5 or Going out: 1)",
        "non (Santé : sans réponse) et (Heures : plus de 2,5 ou Sorties : 1)",
        "não (Saúde: sem resposta) e (Horas: mais de 2,5 ou Saídas: 1)",
    ),
    "absences > quantile(absences, 0.9)": (
        "Absences: above the value that 90 % do not exceed for “Absences”",
        "Absences : plus que la valeur que 90 % ne dépassent pas pour « Absences »",
        "Faltas: mais do que o valor que 90 % não ultrapassam em «Faltas»",
    ),
    "goout < mean(goout, by class)": (
        "Going out: below the average of “Going out” in the student’s class",
        "Sorties : moins que la moyenne de « Sorties » dans la classe de l’élève",
        "Saídas: menos do que a média de «Saídas» na turma do aluno",
    ),
    "change(absences) >= 5": (
        "the change of “Absences” since the roster before: at least 5",
        "l’évolution de « Absences » depuis la liste précédente : au moins 5",
        "a variação de «Faltas» desde a pauta anterior: pelo menos 5",
    ),
    "mean(change(absences, since('2024-09')), by class) > 2": (
        "the average of the change of “Absences” since September 2024 in the student’s class:"
        " above 2",
        "la moyenne de l’évolution de « Absences » depuis septembre 2024 dans la classe de l’élève"
        " : plus de 2",
        "a média da variação de «Faltas» desde setembro de 2024 na turma do aluno: mais de 2",
    ),
}


@pytest.mark.parametrize("text", SAID)
def test_a_condition_says_itself_in_three_languages(text: str) -> None:
    words = conditions.read(text, COLUMNS).words()
    assert (words["en"], words["fr"], words["pt"]) == SAID[text]


def test_the_value_of_a_cohort_function_is_said_beside_it() -> None:
    condition = conditions.read("studytime < mean(studytime)", COLUMNS)
    words = condition.words({condition.figures[0]: 2.0420})
    assert words["pt"].endswith("«Tempo de estudo» (2,04)")


def test_the_groups_of_a_dictionary_are_said_by_what_they_are() -> None:
    escola = Known("escola", "word", use="show", role="school")
    read = conditions.read("goout < mean(goout, by school)", {**COLUMNS, "escola": escola})
    assert read.words()["pt"].endswith("na escola do aluno")
