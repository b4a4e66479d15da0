"""Memory of large arrays goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# A block dropped before would by glibc's own rule bring later ones of its size onto the heap, where the small
# one that follows them keeps them from being given back.
GROWING = """
import ctypes, sys
from pathlib import Path
from matching.allocation import return_large_blocks

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

if sys.argv[1] == "returning":
    assert return_large_blocks()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
def block(megabytes):
    size = megabytes * 1024 * 1024
    place = libc.malloc(size)
    ctypes.memset(place, 1, size)
    return place

libc.free(block(30))
before, blocks, between = resident(), [], []
for _ in range(8):
    blocks.append(block(24))
    between.append(libc.malloc(100_000))
for place in blocks:
    libc.free(place)
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_dropped_arrays_leave_no_holes() -> None:
    left = {
        how: int(subprocess.check_output([sys.executable, "-c", GROWING, how], text=True))
        for how in ("returning", "usual")
    }
    assert left["returning"] < 10
    assert left["usual"] > 100


# Small blocks dropped below one that is still held: the heap's end cannot move down past it.
DROPPING = """
import ctypes
from pathlib import Path
from matching.allocation import return_free_memory

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
places = []
for _ in range(40_000):
    places.append(libc.malloc(2000))
    ctypes.memset(places[-1], 1, 2000)
held = libc.malloc(2000)
for place in places:
    libc.free(place)
before = resident()
return_free_memory()
print(before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_what_lies_free_in_the_heap_is_given_back() -> None:
    assert int(subprocess.check_output([sys.executable, "-c", DROPPING], text=True)) > 50
