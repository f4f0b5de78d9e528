"""How long properties are tried: at full length with `--thorough`, a fifth of it without."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import Phase, settings

FULL = 100  # examples, what hypothesis itself tries
QUICK = 20

# A busy machine must not fail a property.
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.register_profile("thorough", deadline=None, max_examples=FULL)
# Where each example asks whole pages, a few do, and looking for a smaller one takes minutes.
settings.register_profile(
    "pages",
    deadline=None,
    max_examples=6,
    phases=[one for one in Phase if one not in (Phase.shrink, Phase.explain)],
)


def examples(most: int) -> int:
    """How many examples a property has in this run, of which it has `most` at full length."""
    return max(1, most * settings.default.max_examples // FULL)


def some(values: Iterable[Any], most: int) -> list[Any]:
    """Parameters of one kind: the plain run tries the first few, `--thorough` all."""
    tuples = [value if isinstance(value, tuple) else (value,) for value in values]
    rest = [pytest.param(*value, marks=pytest.mark.thorough) for value in tuples[most:]]
    return [*(pytest.param(*value) for value in tuples[:most]), *rest]
