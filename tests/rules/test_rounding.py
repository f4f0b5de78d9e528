"""What is shown adds up as shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rounding import adding_up, digits_enough

TERMS = st.lists(st.floats(-100, 100, allow_nan=False), min_size=1, max_size=40)


def shown(value: float, digits: int) -> Decimal:
    """A figure as it stands on a page."""
    return Decimal(f"{value:.{digits}f}")


@given(TERMS, st.sampled_from([0, 1, 2, 6, 9]))
def test_terms_as_shown_add_up_to_the_total_as_shown(terms: list[float], digits: int) -> None:
    total = sum(terms)
    found = adding_up(terms, total, digits)
    assert sum(shown(term, digits) for term in found) == shown(total, digits)
    for term, given_way in zip(terms, found, strict=True):
        assert abs(Decimal(term) - shown(given_way, digits)) < Decimal(1).scaleb(-digits)


@given(TERMS)
def test_what_adds_up_when_each_is_rounded_stays_so(terms: list[float]) -> None:
    usual = [round(term, 2) for term in terms]
    if sum(shown(term, 2) for term in usual) == shown(sum(terms), 2):
        differ = [pair for pair in zip(terms, adding_up(terms, sum(terms), 2), strict=True)
                  if round(pair[0], 2) != pair[1]]  # fmt: skip
        assert not differ or _is_tie(terms)


def _is_tie(terms: list[float]) -> bool:
    """Whether a remainder is a half, which may be rounded either way."""
    lost = [Decimal(term).scaleb(2) % 1 for term in terms]
    return any(abs(abs(one) - Decimal("0.5")) < Decimal("1e-6") for one in lost)


def test_who_lost_most_gets_it_back_and_the_first_of_equals() -> None:
    assert adding_up([100 / 3] * 3, 100, 1) == [33.4, 33.3, 33.3]
    assert adding_up([-1.006, 2.003], 0.997, 2) == [-1.0, 2.0]
    assert adding_up([5.404, 5.393], 10.797, 2) == [5.41, 5.39]


def test_what_does_not_add_up_is_refused() -> None:
    for total in (3.0, 0.0):
        with pytest.raises(ValueError, match="do not add up"):
            adding_up([1.0, 1.0], total, 2)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_product_worked_out_from_what_is_shown_is_the_one_that_is_shown(
    need: float, ease: float
) -> None:
    digits = digits_enough(lambda a, b: a * b / 100, (need, ease), need * ease / 100, 2)
    product = shown(need, digits) * shown(ease, digits) / 100
    assert abs(product - shown(need * ease / 100, 2)) <= Decimal("0.00501")
    assert 2 <= digits <= 8


def test_a_product_has_no_more_digits_than_it_needs() -> None:
    assert digits_enough(lambda a, b: a * b / 100, (50.0, 40.0), 20.0, 2) == 2
    assert digits_enough(lambda a, b: a * b / 100, (200 / 3, 325 / 6), 36.1111, 2) == 3
