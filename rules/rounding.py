"""What is shown adds up as shown: figures are rounded together with what they come to."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from math import floor, nextafter

EXACT = 9  # decimals of what a program or a file is told: more than any figure here is known by
MORE = 6  # digits that a figure may get beyond those of its result


def adding_up(terms: Iterable[float], total: float, digits: int) -> list[float]:
    """Round terms so that, as they are shown, they add up to the total as it is shown.

    By the largest remainder: each is cut, and those that lost most get one last digit back, until
    the sum is there; so each stays less than one last digit from its true value, and the total is
    the one shown elsewhere. The same terms in the same order are always rounded alike. digits:
    behind the point, of all. Raises ValueError where the terms do not add up to the total.
    """
    exact = [Decimal(term).scaleb(digits) for term in terms]
    cut = [floor(term) for term in exact]
    lacking = int(Decimal(f"{total:.{digits}f}").scaleb(digits)) - sum(cut)
    if not 0 <= lacking <= len(cut):
        raise ValueError("These terms do not add up to this total.")
    most_lost = sorted(range(len(cut)), key=lambda k: cut[k] - exact[k])
    for k in most_lost[:lacking]:
        cut[k] += 1
    return [float(Decimal(units).scaleb(-digits)) for units in cut]


def digits_enough(
    result_of: Callable[..., float], terms: Iterable[float], result: float, digits: int
) -> int:
    """Say with how many digits terms are to be shown, so that who works out what is shown comes to
    the result as it is shown. For what is no sum: there no term can give way for another.

    result_of: the arithmetic, of the terms. digits: of the result, and the fewest of the terms.
    """
    kept, shown = list(terms), round(result, digits)
    half = nextafter(0.5 * 10.0**-digits, 1.0)
    for enough in range(digits, digits + MORE):
        if abs(result_of(*(round(term, enough) for term in kept)) - shown) <= half:
            return enough
    return digits + MORE
