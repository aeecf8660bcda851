"""How Farside starts a process: its command, and an environment of few names.

A secret is never among them.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Mapping

from farside.system.reports import REPORTS_OFF

_KEPT = frozenset(
    (
        # where programs and libraries are, what language and time zone people use, where temporary
        # files go
        "PATH LD_LIBRARY_PATH LANG LANGUAGE TZ TMPDIR"
        # where Python finds what this process was loaded from
        " PYTHONPATH PYTHONHOME PYTHONUSERBASE PYTHONNOUSERSITE PYTHONUTF8 PYTHONDONTWRITEBYTECODE"
    ).split()
)
_KEPT_KINDS = ("LC_",)
_NO_HOME = "/nonexistent"
_OURS = "FARSIDE_"


def python_command(module: str) -> list[str]:
    """The command that runs `module` in this Python.

    -P: a folder that somebody else filled must not provide modules when it is the current one.
    """
    return [sys.executable, "-P", "-m", module]


def child_environment(*kinds: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a child that needs nothing of the person who started Farside, not even a
    home.

    `kinds` are beginnings of further names that the child is to have.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if name in _KEPT or name.startswith((*_KEPT_KINDS, *kinds))
    }
    if (
        site.ENABLE_USER_SITE
    ):  # packages that were installed with `pip install --user` lie in the home
        kept.setdefault("PYTHONUSERBASE", site.getuserbase())
    return {**kept, "HOME": _NO_HOME, **REPORTS_OFF}


def trusted_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a program that a person has settings for (pip): all but Farside's own,
    which has secrets.
    """
    return {
        name: value for name, value in environ.items() if not name.startswith(_OURS)
    } | REPORTS_OFF
