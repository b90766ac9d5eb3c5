"""How the process keeps memory that it has used."""

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's numbers, from malloc.h
_LARGE = 16 * 2**20  # bytes; a screenshot's pixels take 3 MB
_KEPT = 64 * 2**20


def keep_freed_memory() -> None:
    """Have the C library keep what is freed, up to 64 MB, for what is wanted next.

    glibc gives large blocks back to the system at once, and every page of the next one has to be mapped and
    zeroed anew: half of what reading a screenshot costs. Elsewhere this does nothing.
    """
    with suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)
