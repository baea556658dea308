"""The last things that were asked for, kept up to a number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key; the least recently used one goes when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of ``key``, made now if it is not kept."""
        try:
            self._kept.move_to_end(key)
            return self._kept[key]
        except KeyError:
            value = self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return value

    def clear(self) -> None:
        self._kept.clear()
