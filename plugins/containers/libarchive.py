"""libarchive, called in place: as much of it as reading the members of an archive takes.

The library is the system's; there is no wheel that brings it. Whatever it does to a hostile file, it does in
a worker.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import locale
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from archive_plugins.containers.members import member_name
from archive_plugins.system_library import installed_library

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

__all__ = ["LIBRARY", "Archive", "Entry"]

LIBRARY = installed_library(("libarchive.so.13", "libarchive.so"))
"""Name of the shared library; None where it is not installed."""
_END, _WARN, _FAILED, _FATAL = 1, -20, -25, -30
_BLOCK = 1 << 17
_FORMATS = ("7zip", "rar", "rar5", "cab", "lha", "zip_streamable")
_READ = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
_SEEK = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int)
_LOCALES = ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8")
_PASSWORD = ("encrypt", "password")
_BEYOND = ("unsupported", "not supported", "unavailable", "unknown compression", "unexpected codec")


class Entry:
    """What the header of one member says; valid until the next one is asked for."""

    def __init__(self, library: Any, entry: Any) -> None:
        mode = library.archive_entry_filetype(entry)
        self.name = _name(library, entry)
        """A relative path; `document` where there is none that can be read."""
        self.folder = stat.S_ISDIR(mode)
        self.link = stat.S_ISLNK(mode) or bool(library.archive_entry_hardlink(entry))
        self.encrypted = bool(library.archive_entry_is_encrypted(entry))
        self.size = max(0, library.archive_entry_size(entry))
        """Bytes after unpacking, as declared."""


def _name(library: Any, entry: Any) -> str:
    """By the bytes where the archive has such, else by its Unicode name (7z, newer rar)."""
    raw = library.archive_entry_pathname(entry)
    if raw:
        return member_name(raw) or "document"
    wide = library.archive_entry_pathname_w(entry)
    return (member_name(wide.encode("utf-8", "replace"), utf8=True) if wide else "") or "document"


class Archive:
    """One archive, read from front to back."""

    def __init__(self, library: Any, handle: Any) -> None:
        self._library = library
        self._handle = handle
        self._buffer = ctypes.create_string_buffer(_BLOCK)

    @classmethod
    @contextmanager
    def opened(cls, source: BinaryIO) -> Iterator[Archive]:
        """Open `source`. Raise ParseFailed: unsupported where the library is not there, or of what is wrong with it."""
        library = _library()
        handle = library.archive_read_new()
        if not handle:
            raise MemoryError
        handle = ctypes.c_void_p(handle)
        callbacks = _callbacks(source)
        try:
            archive = cls(library, handle)
            for name in _FORMATS:
                getattr(library, f"archive_read_support_format_{name}")(handle)
            library.archive_read_set_read_callback(handle, callbacks[0])
            library.archive_read_set_seek_callback(handle, callbacks[1])
            library.archive_read_set_callback_data(handle, None)  # makes the place that opening needs
            if library.archive_read_open1(handle) < _WARN:
                raise archive.failure()
            yield archive
        finally:
            library.archive_read_free(handle)

    def entries(self) -> Iterator[Entry]:
        """The members in their order. Raise ParseFailed where the next one cannot be found."""
        place = ctypes.c_void_p()
        while True:
            code = self._library.archive_read_next_header(self._handle, ctypes.byref(place))
            if code == _END:
                return
            if code < _WARN:
                raise self.failure()
            yield Entry(self._library, place)

    def read(self, size: int) -> bytes:
        """The next bytes of the present member, `size` at most; none at its end. Raise ParseFailed."""
        count = self._library.archive_read_data(self._handle, self._buffer, min(size, _BLOCK))
        if count < 0:
            raise self.failure()
        return self._buffer.raw[:count]

    @property
    def locked(self) -> bool:
        """Whether a member that was met, or the list of members itself, is under a password.

        Only of an archive that was opened: of any other the library looks at what is not there.
        """
        return bool(self._library.archive_read_has_encrypted_entries(self._handle) == 1)

    def failure(self) -> ParseFailed:
        """What the library says of its last failure, as an outcome."""
        words = (self._library.archive_error_string(self._handle) or b"").decode("utf-8", "replace")
        low = words.lower()
        if any(word in low for word in _PASSWORD):
            return ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        if self._library.archive_errno(self._handle) == errno.ENOMEM:
            return ParseFailed(Outcome.LIMIT, N_("Reading the file took more memory than it may."))
        outcome = Outcome.UNSUPPORTED if any(word in low for word in _BEYOND) else Outcome.CORRUPT
        return ParseFailed(outcome, f"libarchive: {words}"[:300])


def _callbacks(source: BinaryIO) -> tuple[Any, Any]:
    """How the library reads and seeks; whoever calls must keep them, and the buffer in them, alive."""
    buffer = ctypes.create_string_buffer(_BLOCK)

    def read(_handle: object, _data: object, place: Any) -> int:
        try:
            data = source.read(_BLOCK)
        except (OSError, ValueError):
            return _FATAL
        ctypes.memmove(buffer, data, len(data))
        place[0] = ctypes.addressof(buffer)
        return len(data)

    def seek(_handle: object, _data: object, offset: int, whence: int) -> int:
        try:
            return source.seek(offset, whence)
        except (OSError, ValueError):
            return _FATAL

    source.seek(0, os.SEEK_SET)
    return _READ(read), _SEEK(seek)


@functools.cache
def _library() -> Any:
    """The library with the types of what is used of it: pointers are longer than ctypes' default."""
    if LIBRARY is None:
        raise ParseFailed(Outcome.UNSUPPORTED, N_("libarchive, which opens this kind of archive, is not installed."))
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise ParseFailed(Outcome.UNSUPPORTED, f"libarchive: {error}"[:300]) from error
    _speak_unicode()
    pointer, number, size = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
    for name, answer, arguments in (
        ("archive_read_new", pointer, ()),
        *((f"archive_read_support_format_{name}", number, (pointer,)) for name in _FORMATS),
        ("archive_read_set_read_callback", number, (pointer, _READ)),
        ("archive_read_set_seek_callback", number, (pointer, _SEEK)),
        ("archive_read_set_callback_data", number, (pointer, pointer)),
        ("archive_read_open1", number, (pointer,)),
        ("archive_read_next_header", number, (pointer, ctypes.POINTER(pointer))),
        ("archive_read_data", ctypes.c_ssize_t, (pointer, pointer, ctypes.c_size_t)),
        ("archive_read_has_encrypted_entries", number, (pointer,)),
        ("archive_read_free", number, (pointer,)),
        ("archive_error_string", ctypes.c_char_p, (pointer,)),
        ("archive_errno", number, (pointer,)),
        ("archive_entry_pathname", ctypes.c_char_p, (pointer,)),
        ("archive_entry_pathname_w", ctypes.c_wchar_p, (pointer,)),
        ("archive_entry_hardlink", pointer, (pointer,)),
        ("archive_entry_filetype", ctypes.c_uint, (pointer,)),
        ("archive_entry_size", size, (pointer,)),
        ("archive_entry_is_encrypted", number, (pointer,)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, list(arguments)
    return library


def _speak_unicode() -> None:
    """The library turns Unicode names into the letters of the locale, and loses them where that is plain C."""
    for name in _LOCALES:
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            return
