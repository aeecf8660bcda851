"""Landlock: from a call on, this process opens no file but what it was allowed, and nothing can
widen that again.

See landlock(7). What it leaves to others (modes, owners, attributes, sockets with a name)
`syscalls` refuses.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from farside.system.linux import call_system

# These numbers are the same on every processor.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_ALL_FIRST = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
# TCP: bind and connect. Scopes: abstract sockets of, and signals to, processes outside.
_NETWORK, _SCOPES = 0b11, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict_files(
    readable: Iterable[Path], writable: Iterable[Path], own: Path | None = None, run: bool = False
) -> int:
    """Allow reading what lies at or under `readable`, and writing the files `writable`, and
    nothing else. With `run`, what is readable may be run as a program too; in the folder `own`
    everything is allowed but that.

    A path that is not there allows nothing. Returns the version of Landlock in this kernel.
    Raises `OSError` where it has none, or it is switched off.
    """
    version = call_system(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    rules = _Ruleset(
        _files(version), _NETWORK if version >= 4 else 0, _SCOPES if version >= 6 else 0
    )
    ruleset = call_system(
        _CREATE_RULESET,
        ctypes.byref(rules),
        ctypes.c_size_t(ctypes.sizeof(rules)),
        ctypes.c_uint32(0),
    )
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR | (_EXECUTE if run else 0))
        if own is not None:
            _allow(ruleset, own, rules.files & ~_EXECUTE)
        for path in writable:
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE)
        call_system(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version


def _files(version: int) -> int:
    """Every right over files that this version knows: what is handled and not allowed is
    refused."""
    added = ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV))
    return _ALL_FIRST | sum(right for since, right in added if version >= since)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return
    try:
        allowed = rights if path.is_dir() else rights & ~_READ_DIR
        rule = _Beneath(allowed, opened)
        call_system(
            _ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_RULE_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(opened)
