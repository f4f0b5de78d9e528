"""Fisher's F distribution, without a library that takes half a second to load for it.

The regularised incomplete beta function by Lentz's continued fraction (Press et al. 2007,
"Numerical Recipes", section 6.4).
"""

from math import exp, inf, lgamma, log

ENOUGH = 1e-14
MOST_STEPS = 500
LEAST = 1e-300
HALVINGS = 200


def below(value: float, over: float, under: float) -> float:
    """The probability that F with `over` and `under` degrees of freedom is at most `value`."""
    if value <= 0:
        return 0.0
    if value == inf:
        return 1.0
    return _beta(over / 2, under / 2, over * value / (over * value + under))


def quantile(probability: float, over: float, under: float) -> float:
    """The value that F with those degrees of freedom exceeds with 1 - probability (0 < p < 1)."""
    low, high = 0.0, 1.0
    while below(high, over, under) < probability:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if below(middle, over, under) < probability:
            low = middle
        else:
            high = middle
    return high


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if not 0 < x < 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    # On this side of its middle the fraction converges in a few dozen steps.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    above, beneath = 1.0, 1 / _not_nought(1 - (a + b) * x / (a + 1))
    found = beneath
    for step in range(1, MOST_STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            beneath = 1 / _not_nought(1 + term * beneath)
            above = _not_nought(1 + term / above)
            found *= beneath * above
        if abs(beneath * above - 1) < ENOUGH:
            break
    return found


def _not_nought(value: float) -> float:
    return value if abs(value) > LEAST else LEAST
