"""For which rosters a rule set holds: those of its dictionary, and of one that is like it."""

from collections.abc import Mapping
from dataclasses import replace

from data.dictionary import Dictionary
from rules import RuleSet
from webapp.services.grades.scale import pass_mark


def is_for(rule_set: RuleSet, dictionary: Dictionary | None) -> bool:
    """Say whether a rule set holds for rosters of a dictionary."""
    return dictionary is not None and rule_set.roster in (dictionary.name, dictionary.like)


def kinds_for(rule_set: RuleSet, dictionaries: Mapping[str, Dictionary]) -> tuple[str, ...]:
    """Name the dictionaries for whose rosters a rule set holds, its own first."""
    like = (name for name, one in dictionaries.items() if one.like == rule_set.roster)
    return tuple(dict.fromkeys((rule_set.roster, *like)))


def fitted(
    rule_set: RuleSet, dictionary: Dictionary, dictionaries: Mapping[str, Dictionary]
) -> RuleSet:
    """Return a rule set as it holds for rosters of a dictionary: with the pass mark of their
    scale. All else stays, its fingerprint too: the pass mark is the roster's, not the text's."""
    if rule_set.roster == dictionary.name:
        return rule_set
    mark = pass_mark(dictionary, rule_set, dictionaries.get(rule_set.roster))
    return replace(rule_set, need=replace(rule_set.need, passing=mark))
