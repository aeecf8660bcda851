"""A filter of system calls (seccomp): what no parser needs and a taken-over one would want is
refused.

It lists what is refused, so that libraries may change how they do harmless things. Where the
kernel could be asked in another way (io_uring, another processor's calls) that way is refused
too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from collections.abc import Collection, Iterator, Mapping

from farside.system.linux import PR_SET_SECCOMP, control_process

_MODE_FILTER = 2
# (name, number on x86_64, number on aarch64; "-" where it has none)
_REFUSED = (
    # sockets, and the ring that opens them without a call
    "socket 41 198,connect 42 203,bind 49 200,listen 50 201,accept 43 202,accept4 288 242,"
    "sendto 44 206,sendmsg 46 211,sendmmsg 307 269,io_uring_setup 425 425,"
    # other programs and processes
    "fork 57 -,vfork 58 -,execve 59 221,execveat 322 281,ptrace 101 117,"
    "process_vm_readv 310 270,process_vm_writev 311 271,process_madvise 440 440,kcmp 312 272,"
    "pidfd_open 434 434,pidfd_getfd 438 438,pidfd_send_signal 424 424,tkill 200 130,"
    "rt_sigqueueinfo 129 138,rt_tgsigqueueinfo 297 240,setpriority 141 140,ioprio_set 251 30,"
    "sched_setparam 142 118,sched_setscheduler 144 119,sched_setattr 314 274,"
    "migrate_pages 256 238,move_pages 279 239,process_mrelease 448 448,"
    "shmget 29 194,shmat 30 196,msgget 68 186,semget 64 190,mq_open 240 180,"
    # what Landlock leaves open of files: who uses them, and to change what is no content
    "inotify_init 253 -,inotify_init1 294 26,inotify_add_watch 254 27,fanotify_init 300 262,"
    "fanotify_mark 301 263,"
    "chmod 90 -,fchmod 91 52,fchmodat 268 53,fchmodat2 452 452,chown 92 -,lchown 94 -,"
    "fchown 93 55,fchownat 260 54,utime 132 -,utimes 235 -,futimesat 261 -,utimensat 280 88,"
    "setxattr 188 5,lsetxattr 189 6,fsetxattr 190 7,setxattrat 463 463,removexattr 197 14,"
    "lremovexattr 198 15,fremovexattr 199 16,removexattrat 466 466,file_setattr 469 469,"
    # mounts, namespaces, and the kernel itself
    "unshare 272 97,setns 308 268,mount 165 40,umount2 166 39,pivot_root 155 41,chroot 161 51,"
    "open_tree 428 428,move_mount 429 429,fsopen 430 430,mount_setattr 442 442,"
    "name_to_handle_at 303 264,open_by_handle_at 304 265,bpf 321 280,userfaultfd 323 282,"
    "perf_event_open 298 241,keyctl 250 219,add_key 248 217,request_key 249 218,"
    "init_module 175 105,finit_module 313 273,kexec_load 246 104,syslog 103 116,"
    "quotactl 179 60,"
)
# Calls that depend on an argument, or that are refused in another way.
_SPECIAL = (
    "clone 56 220,clone3 435 435,kill 62 129,tgkill 234 131,prlimit64 302 261,"
    "sched_setaffinity 203 122,fcntl 72 25,ioctl 16 29"
)
# The second argument of a call that libraries need: what has the kernel signal another process when
# a descriptor is ready (SETOWN, SETSIG, SETOWN_EX; FIOSETOWN, SIOCSPGRP), tells who else uses a
# file (SETLEASE, NOTIFY), or types into a terminal (TIOCSTI, TIOCLINUX).
_REFUSED_SECOND = {
    "fcntl": (8, 10, 15, 1024, 1026),
    "ioctl": (0x8901, 0x8902, 0x5412, 0x541C),
}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE_THREAD = 0x10000
_X32 = 0x40000000  # calls of x86_64 in another numbering

# Instructions of the filter, and where the kernel's `struct seccomp_data` has what they load.
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _PROCESSOR, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_ALLOW, _KILL_PROCESS, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000

_Instruction = tuple[int, int, int, int]


class _Coded(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Coded)))


def refuse_calls(needed: Collection[str] = ()) -> None:
    """Refuse them in this process and its threads for good, but for those `needed` (by name).
    Needs no-new-privileges.

    Raises `OSError` where the kernel has no such filter, or its numbers for this processor are not
    known here.
    """
    machine = platform.machine()
    if machine not in _AUDIT:
        raise OSError(errno.ENOSYS, f"not known for {machine} processors")
    instructions = [
        _Coded(*instruction) for instruction in _instructions(machine, os.getpid(), needed)
    ]
    program = _Program(len(instructions), (_Coded * len(instructions))(*instructions))
    control_process(PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program))


def refused_numbers(machine: str) -> Mapping[str, int]:
    """The calls that are refused whatever their arguments, by name."""
    return dict(_numbered(_REFUSED, machine))


def _numbered(table: str, machine: str) -> Iterator[tuple[str, int]]:
    for entry in filter(None, table.split(",")):
        name, *numbers = entry.split()
        number = numbers[list(_AUDIT).index(machine)]
        if number != "-":
            yield name, int(number)


def _instructions(machine: str, own: int, needed: Collection[str] = ()) -> Iterator[_Instruction]:
    yield _LOAD, 0, 0, _PROCESSOR
    yield _EQUAL, 1, 0, _AUDIT[machine]
    yield _RETURN, 0, 0, _KILL_PROCESS
    yield _LOAD, 0, 0, _NUMBER
    yield from _refusing((_AT_LEAST, _X32), errno.ENOSYS)
    for number in (
        number for name, number in refused_numbers(machine).items() if name not in needed
    ):
        yield from _refusing((_EQUAL, number), errno.EPERM)
    special = dict(_numbered(_SPECIAL, machine))
    # The C library then uses clone, whose flags can be looked at.
    yield from _refusing((_EQUAL, special["clone3"]), errno.ENOSYS)
    yield from _only(special["clone"], ((_HAS_BITS, _CLONE_THREAD),))
    for name in ("kill", "tgkill"):
        yield from _only(special[name], ((_EQUAL, own),))
    for name in ("prlimit64", "sched_setaffinity"):
        yield from _only(special[name], ((_EQUAL, 0), (_EQUAL, own)))
    for name, values in _REFUSED_SECOND.items():
        yield from _but(special[name], values)
    yield _RETURN, 0, 0, _ALLOW


def _refusing(test: tuple[int, int], error: int) -> Iterator[_Instruction]:
    yield test[0], 0, 1, test[1]
    yield _RETURN, 0, 0, _ERROR | error


def _only(number: int, tests: tuple[tuple[int, int], ...]) -> Iterator[_Instruction]:
    """Allow the call `number` where its first argument passes one of `tests`."""
    yield _EQUAL, 0, len(tests) + 3, number
    yield _LOAD, 0, 0, _FIRST_ARGUMENT
    for at, (code, value) in enumerate(tests):
        yield code, len(tests) - at, 0, value
    yield _RETURN, 0, 0, _ERROR | errno.EPERM
    yield _RETURN, 0, 0, _ALLOW


def _but(number: int, values: tuple[int, ...]) -> Iterator[_Instruction]:
    """Allow the call `number` unless its second argument, of which the kernel reads 32 bits, is one
    of `values`.
    """
    yield _EQUAL, 0, len(values) + 3, number
    yield _LOAD, 0, 0, _SECOND_ARGUMENT
    for at, value in enumerate(values):
        yield _EQUAL, len(values) - at, 0, value
    yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _ERROR | errno.EPERM
