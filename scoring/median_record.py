"""The record in the middle of a roster, to begin from: the median of each number, the commonest
of each word."""

from collections import Counter

import numpy as np

from scoring.answer_table import AnswerTable, is_number, words_in


def median_record(table: AnswerTable) -> dict[str, float | str]:
    """Give the middle answer of each column that has one; of an even number the lower of the two,
    so that it is an answer that somebody gave. Of words equally common the first in the alphabet.
    """
    found: dict[str, float | str] = {}
    for name, answers in table.items():
        if is_number(answers):
            given = answers[~np.isnan(answers)]
            if given.size:
                found[name] = float(np.quantile(given, 0.5, method="lower"))
            continue
        common = Counter(word for word in words_in(answers) if word is not None)
        if common:
            most = max(common.values())
            found[name] = min(word for word, count in common.items() if count == most)
    return found
