"""The filter of system calls, by its instructions: those of processors that no test runs on,
too."""

from __future__ import annotations

import errno
import fcntl

import pytest

from farside.system import syscalls

OWN = 1234
ALLOWED, REFUSED = 0x7FFF0000, 0x50000 | errno.EPERM
NUMBERS = {
    "x86_64": {"fcntl": 72, "ioctl": 16, "sched_setaffinity": 203, "inotify_add_watch": 254},
    "aarch64": {"fcntl": 25, "ioctl": 29, "sched_setaffinity": 122, "inotify_add_watch": 27},
}


def answered(machine: str, name: str, *arguments: int) -> int:
    """What the filter answers to a call, as the kernel would run it: the instructions are load,
    compare (equal, at least, has bits) and return.
    """
    data = {0: NUMBERS[machine][name], 4: syscalls._AUDIT[machine]}
    data |= {16 + 8 * at: value & 0xFFFFFFFF for at, value in enumerate(arguments)}
    program = list(syscalls._instructions(machine, OWN))
    at = loaded = 0
    while True:
        code, yes, no, value = program[at]
        if code == 0x06:
            return value
        if code == 0x20:
            loaded, jump = data[value], 0
        else:
            held = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            jump = yes if held else no
        at += 1 + jump


F_SETOWN_EX, F_SETSIG = 15, 10
F_SETOWN, F_NOTIFY, F_SETLEASE = fcntl.F_SETOWN, fcntl.F_NOTIFY, fcntl.F_SETLEASE
FIOSETOWN, SIOCSPGRP = 0x8901, 0x8902
FIOCLEX, FIONBIO, FIONREAD, TCGETS, TIOCGWINSZ = 0x5451, 0x5421, 0x541B, 0x5401, 0x5413
HIGH = 1 << 32  # the kernel takes 32 bits of the second argument


@pytest.mark.parametrize("machine", NUMBERS)
def test_what_reaches_another_process_by_an_argument_is_refused(machine: str) -> None:
    for how in (F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETOWN | HIGH):
        assert answered(machine, "fcntl", 3, how, 1) == REFUSED
    for how in (FIOSETOWN, SIOCSPGRP, FIOSETOWN | HIGH):
        assert answered(machine, "ioctl", 3, how, 1) == REFUSED
    assert answered(machine, "sched_setaffinity", OWN - 1) == REFUSED
    assert answered(machine, "inotify_add_watch", 3) == REFUSED


@pytest.mark.parametrize("machine", NUMBERS)
def test_what_libraries_ask_of_their_own_descriptors_goes_on(machine: str) -> None:
    used = (
        "F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK "
        "F_SETLKW F_ADD_SEALS"
    )
    for how in (getattr(fcntl, name) for name in used.split()):
        assert answered(machine, "fcntl", 3, how, 1) == ALLOWED
    for how in (FIOCLEX, FIONBIO, FIONREAD, TCGETS, TIOCGWINSZ):
        assert answered(machine, "ioctl", 3, how, 1) == ALLOWED
    assert {answered(machine, "sched_setaffinity", own) for own in (0, OWN)} == {ALLOWED}
