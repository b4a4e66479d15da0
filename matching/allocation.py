"""Has the C library give memory back to the system: large arrays as they are dropped, the rest when asked."""

from __future__ import annotations

import ctypes
import platform

# glibc's names for what `mallopt` sets, from malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
# Arrays of one query stay below it with up to a few hundred thousand listings, and are quickest on the heap.
LARGE = 16 * 1024 * 1024


def return_large_blocks(size: int = LARGE) -> bool:
    """Keep blocks of `size` bytes and more out of the heap, for this process and for good.

    glibc raises that size by itself, up to 32 MiB, whenever such a block is dropped; an index that is written
    anew as it grows then leaves holes that nothing fits into again: a quarter more memory at 100,000 listings
    (`python -m scripts.benchmarks.growth`). False where the C library is another one; nothing is set there.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(_MMAP_THRESHOLD, size)) and bool(mallopt(_TRIM_THRESHOLD, 2 * size))


def return_free_memory() -> None:
    """Give back what lies free in the heap, after much was written; nothing where the C library is another.

    Texts that were cut and dropped leave a tenth of what 100,000 listings take.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
