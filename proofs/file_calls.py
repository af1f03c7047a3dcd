"""What SQLite does to its files, heard and answered for below it: for power cuts and bad disks.

What is proved with it is in `proofs/power.py` and `proofs/disk.py`.

The library that Python's own `sqlite3` is linked to gets a file layer (a VFS) of ours, made with
ctypes, as its default. So the engine's own connections, with its own settings and in its own
order, run on it unchanged; nothing of the engine is replaced or rewritten. Files are opened by
SQLite's usual layer; only write, truncate, sync and close are led through a listener, which may
note them or answer with an error code instead. The shared memory of a WAL is left alone: it is
no file content that a power cut would have to keep.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from pathlib import Path
from typing import Any

OK, IO_ERROR, READ_ONLY, FULL = 0, 10, 8, 13
CREATE = 0x4
FIRST_READ_ONLY_BIT = 0x1


class Listener:
    """Told of every change before it is made; an answer other than OK is given to SQLite instead.

    Calls come from whichever thread uses the connection, one at a time for each connection.
    """

    def write(self, path: str, at: int, content: bytes) -> int:
        """`content` goes to the place `at` of the file."""
        return OK

    def truncate(self, path: str, size: int) -> int:
        """The file gets this size."""
        return OK

    def sync(self, path: str) -> int:
        """Everything written to the file so far is to lie on the disk."""
        return OK

    def delete(self, path: str, is_synced: bool) -> int:
        """The file is removed; `is_synced` when that is to lie on the disk before it goes on."""
        return OK


OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
CLOSE = CFUNCTYPE(c_int, c_void_p)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class Methods(Structure):
    """sqlite3_io_methods: what can be done to an open file."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    ]


class OpenFile(Structure):
    """sqlite3_file: begins with its methods; what follows belongs to SQLite's own layer."""

    _fields_ = [("methods", POINTER(Methods))]


class Layer(Structure):
    """sqlite3_vfs: how files are opened and removed."""

    _fields_ = [
        ("version", c_int),
        ("size", c_int),
        ("path_max", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 14),
    ]


class NotPossible(Exception):
    """This Python has its SQLite built in, where it can't be reached from outside."""


def library() -> ctypes.CDLL:
    """The very library that the module `sqlite3` uses. Raises NotPossible."""
    import _sqlite3

    try:
        found = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        found.sqlite3_vfs_find.restype = POINTER(Layer)
    except (OSError, AttributeError) as error:
        raise NotPossible from error
    found.sqlite3_vfs_find.argtypes = [c_char_p]
    found.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
    found.sqlite3_vfs_unregister.argtypes = [c_void_p]
    return found


KEPT_ALIVE: list[Any] = []  # SQLite may call them as long as a file is open


class HeardLayer:
    """SQLite's usual layer, with a listener in between for the files of one folder."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        self.library = library()
        self._usual = self.library.sqlite3_vfs_find(None)
        self._folder = f"{folder.absolute()}/"
        self._listener = listener
        self._paths: dict[int, str] = {}
        self._heard: dict[int, Methods] = {}
        self._name = f"heard-{id(self)}".encode()
        self.layer = Layer.from_buffer_copy(self._usual.contents)
        self.layer.name = self._name
        self.layer.next = None
        self.layer.open = self._called(OPEN, self._open(OPEN(self._usual.contents.open)))
        self.layer.delete = self._called(DELETE, self._delete(DELETE(self._usual.contents.delete)))
        KEPT_ALIVE.append(self)

    def _called(self, kind: Any, function: Callable[..., int]) -> int | None:
        callback = kind(function)
        KEPT_ALIVE.append(callback)
        return cast(callback, c_void_p).value

    def _open(self, usual: Any) -> Callable[..., int]:
        def opened(layer: int, name: int | None, file: int, flags: int, out: int | None) -> int:
            status = usual(cast(self._usual, c_void_p).value, name, file, flags, out)
            path = ctypes.string_at(name).decode() if name else ""
            if status == OK and path.startswith(self._folder):
                held = OpenFile.from_address(file)
                self._paths[file] = path
                held.methods = ctypes.pointer(self._heard_methods(held.methods))
            return int(status)

        return opened

    def _heard_methods(self, usual: Any) -> Methods:
        """The same methods with ours in four places, made once for each set that SQLite has."""
        place = ctypes.addressof(usual.contents)
        if place not in self._heard:
            methods = Methods.from_buffer_copy(usual.contents)
            methods.close = self._called(CLOSE, self._close(CLOSE(methods.close)))
            methods.write = self._called(WRITE, self._write(WRITE(methods.write)))
            methods.truncate = self._called(TRUNCATE, self._truncate(TRUNCATE(methods.truncate)))
            methods.sync = self._called(SYNC, self._sync(SYNC(methods.sync)))
            self._heard[place] = methods
        return self._heard[place]

    def _close(self, usual: Any) -> Callable[..., int]:
        def closed(file: int) -> int:
            self._paths.pop(file, None)
            return int(usual(file))

        return closed

    def _write(self, usual: Any) -> Callable[..., int]:
        def written(file: int, content: int, size: int, at: int) -> int:
            told = self._listener.write(self._paths[file], at, ctypes.string_at(content, size))
            return told or int(usual(file, content, size, at))

        return written

    def _truncate(self, usual: Any) -> Callable[..., int]:
        def truncated(file: int, size: int) -> int:
            return self._listener.truncate(self._paths[file], size) or int(usual(file, size))

        return truncated

    def _sync(self, usual: Any) -> Callable[..., int]:
        def synced(file: int, flags: int) -> int:
            return self._listener.sync(self._paths[file]) or int(usual(file, flags))

        return synced

    def _delete(self, usual: Any) -> Callable[..., int]:
        def deleted(layer: int, name: bytes, is_directory_synced: int) -> int:
            path = name.decode()
            is_ours, is_synced = path.startswith(self._folder), bool(is_directory_synced)
            told = self._listener.delete(path, is_synced) if is_ours else OK
            place = cast(self._usual, c_void_p).value
            return told or int(usual(place, name, is_directory_synced))

        return deleted


@contextmanager
def heard(folder: Path, listener: Listener) -> Iterator[None]:
    """Whatever SQLite file of this folder is opened meanwhile is led through the listener.

    A file stays so until it is closed. Raises NotPossible where SQLite can't be reached.
    """
    heard_layer = HeardLayer(folder, listener)
    place = ctypes.byref(heard_layer.layer)
    if heard_layer.library.sqlite3_vfs_register(place, 1):
        raise NotPossible
    try:
        yield
    finally:
        heard_layer.library.sqlite3_vfs_unregister(place)
