"""What lies around an installation: its disk, its file system, who else has its files open, time.

What is concluded from it is `outside/doctor.py`.
"""

import os
import shutil
from pathlib import Path

from passalong.base.clock import Clock, SystemClock

MOUNTS, PROCESSES = Path("/proc/self/mountinfo"), Path("/proc")
WRITING = os.O_WRONLY | os.O_RDWR


class Surroundings:
    """This machine, as far as an installation hangs on it."""

    def __init__(self, clock: Clock | None = None, mounts: Path = MOUNTS) -> None:
        self.clock = clock or SystemClock()
        self._mounts = mounts

    def free_share(self, path: Path) -> float:
        """How much of the disk that holds `path` is free, from 0 to 1."""
        usage = shutil.disk_usage(_nearest(path))
        return usage.free / usage.total if usage.total else 0.0

    def file_system(self, path: Path) -> str:
        """The kind of file system that holds `path`; empty where nobody can tell."""
        try:
            lines = self._mounts.read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        place, found = _nearest(path).resolve(), ("", "")
        for line in lines:
            before, _, after = line.partition(" - ")
            point = before.split()[4].encode().decode("unicode_escape")
            if place.is_relative_to(point) and len(point) >= len(found[0]):
                found = (point, after.split()[0])
        return found[1]

    def writers_of(self, path: Path) -> set[int]:
        """Other processes of this machine that have the file open for writing."""
        found = set()
        for descriptor in PROCESSES.glob("[0-9]*/fd/*"):
            process = descriptor.parent.parent
            if process.name == str(os.getpid()):
                continue
            try:
                if Path(os.readlink(descriptor)) != path.resolve():
                    continue
                said = (process / "fdinfo" / descriptor.name).read_text()
            except OSError:
                continue  # it has gone, or is somebody else's
            flags = next(line for line in said.splitlines() if line.startswith("flags:"))
            if int(flags.split()[1], 8) & WRITING:
                found.add(int(process.name))
        return found


def _nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that there is."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path
