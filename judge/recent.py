"""What was worked out last, so that it need not be worked out again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The values used last, by key, as many as weigh `size` together. Safe to use from several threads."""

    def __init__(self, size: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of `key`, made now where it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()  # outside the lock: twice the work now and then, but nobody waits for another's
        with self._lock:
            if key not in self._values:
                self._weight += self._weigh(value)
                self._values[key] = value
            while self._weight > self._size:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])
        return value
