"""What was asked for last, kept; the rest is forgotten and made anew when it is asked for again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Recent:
    """At most `most` things, each by what it was made from, which must say all about it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make()` gave for this key, made anew when it has been forgotten."""
        try:
            self._kept.move_to_end(key)
            return self._kept[key]
        except KeyError:  # new, or another thread has just dropped it
            value = self._kept[key] = make()
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value
