"""A system-call filter for workers: no sockets, no new processes, no changes to files or to others.

Written as classic BPF and installed through `prctl` with ctypes; x86-64 and AArch64 only.
It lists what is refused, not what is allowed: native parsers use much of the rest, and the
other layers hold what a list of refusals forgets.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

__all__ = ["install"]

_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_CLONE_THREAD = 0x00010000

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000

# name: (x86-64, AArch64), None where the machine has no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "fork": (57, None), "vfork": (58, None), "execve": (59, 221),
    "execveat": (322, 281), "ptrace": (101, 117), "kill": (62, 129), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "open_by_handle_at": (304, 265), "bpf": (321, 280), "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425), "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "reboot": (169, 142), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "swapon": (167, 224), "setsid": (112, 157), "setpgid": (109, 154), "setuid": (105, 146), "setgid": (106, 144),
    "setresuid": (117, 147), "setresgid": (119, 149), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "chown": (92, None), "fchown": (93, 55), "fchownat": (260, 54), "unlink": (87, None), "unlinkat": (263, 35),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "truncate": (76, 45), "ftruncate": (77, 46), "mknod": (133, None), "mknodat": (259, 33), "setxattr": (188, 5),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "utimensat": (280, 88),
}  # fmt: skip
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_TGKILL = (234, 131)

_LOAD, _EQUAL, _AT_LEAST, _SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENT0 = 0, 4, 16


def _statement(code: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, 0, 0, value & 0xFFFFFFFF)


def _jump(code: int, value: int, then: int, otherwise: int) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value & 0xFFFFFFFF)


def _program(machine: str, process: int) -> bytes:
    """The filter: threads may be made, processes not; signals reach the worker itself only."""
    column = 0 if machine == "x86_64" else 1
    refuse = _statement(_RETURN, _ERRNO | errno.EPERM)
    parts = [
        _statement(_LOAD, _ARCH),
        _jump(_EQUAL, _AUDIT[machine], 1, 0),
        refuse,
        _statement(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        parts += [_jump(_AT_LEAST, _X32, 0, 1), refuse]
    for numbers in _REFUSED.values():
        number = numbers[column]
        if number is not None:
            parts += [_jump(_EQUAL, number, 0, 1), refuse]
    parts += [_jump(_EQUAL, _CLONE3[column], 0, 1), _statement(_RETURN, _ERRNO | errno.ENOSYS)]
    allow = _statement(_RETURN, _ALLOW)
    for guarded, test, value in ((_CLONE, _SET, _CLONE_THREAD), (_TGKILL, _EQUAL, process)):
        parts += [_jump(_EQUAL, guarded[column], 0, 4), _statement(_LOAD, _ARGUMENT0)]
        parts += [_jump(test, value, 0, 1), allow, refuse]
    return b"".join([*parts, allow])


def install(libc: ctypes.CDLL) -> bool:
    """Refuse the calls for this process from now on; False where the platform cannot."""
    machine = platform.machine()
    if machine not in _AUDIT or struct.calcsize("P") != 8:
        return False
    program = _program(machine, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.c_void_p(ctypes.addressof(header)), 0, 0) == 0)
