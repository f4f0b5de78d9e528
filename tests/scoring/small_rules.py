"""The small rule files of the rules' own tests, and invented students to judge by them."""

import sys
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from rules import RuleSet
from scoring.ranking import Students

sys.path.append(str(Path(__file__).parents[1] / "rules"))  # where rule_files.py lies
from rule_files import BLOCKS, DICTIONARIES, cohort, rule_set, school

__all__ = [
    "BLOCKS", "DICTIONARIES", "cohort", "graded", "invented", "rule_set", "rule_sets", "school",
]  # fmt: skip

HEADS = ("", "applies_to: missing(age) or age < 17\n", "need: {pass: 12}\n",
         "quadrants: {need: 60, ease: 40}\n")  # fmt: skip


def invented(n: int = 60, seed: int = 1) -> Students:
    """n students, some without a grade, coached or set aside."""
    rng = np.random.default_rng(seed)
    grade = rng.integers(0, 41, n) / 2
    grade[rng.random(n) < 0.05] = np.nan
    return Students(grade, np.full(n, np.nan), 0, 20, rng.random(n) < 0.1, rng.random(n) < 0.05)


def graded(*grades: float) -> Students:
    """Students with these grades, none of them coached or set aside."""
    nobody = np.zeros(len(grades), dtype=bool)
    return Students(np.array(grades), np.full(len(grades), np.nan), 0, 20, nobody, nobody)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """Some of the small indicators, each with another weight, edge, points or condition."""
    blocks = []
    for key in draw(st.lists(st.sampled_from(sorted(BLOCKS)), min_size=1, unique=True)):
        block = BLOCKS[key]
        block = block.replace("weight: ", f"weight: {draw(st.sampled_from(['', '', '1.']))}")
        block = block.replace("up_to: 4,", f"up_to: {draw(st.sampled_from([2, 4, 9, 20]))},")
        block = block.replace("points: 0.2", f"points: {draw(st.sampled_from([0.2, 0.4, 0.9]))}")
        block = block.replace("mean(", draw(st.sampled_from(["mean(", "median("])))
        blocks.append(block)
    return rule_set("".join(blocks), head=draw(st.sampled_from(HEADS)))
