"""A served shop whose disk is really full for a while: told in three languages, then on again.

Disks that refuse call by call are in `proofs/disk.py`; who asks is `proofs/shoppers.py`.

Two ways, whichever this machine allows. Anybody may limit how large a file the serving process
may write (RLIMIT_FSIZE, set from outside while it lives): every write fails at once, its own log
included. Whoever may mount gets a small disk in memory as well, which is filled to the last byte.
While there is no room: every write is a 503 that says when to come back and what to do, pages and
reads go on, and the server lives. When there is room again it goes on by itself, nothing that was
answered is lost, nothing is there twice, and the audit is clean.
"""

import os
import random
import resource
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from passalong.settings import Settings
from proofs.kills import SHOPPERS, Tally, is_audited, settled
from proofs.proof import Found, Proof
from proofs.serving import Serving, free_port
from proofs.shoppers import PATHS, Crowd, Shopper, Shopping, drawn_wait, opened_shop

REFUSAL = "/problems/disk_takes_no_writes"
SENTENCES = {
    "en": "Not saved: the disk is full or takes no writes. Make room, and it goes on by itself.",
    "zh-Hans": "没有保存：磁盘已满或无法写入。腾出空间后会自动恢复。",
    "zh-Hant": "沒有儲存：磁碟已滿或無法寫入。騰出空間後會自動恢復。",
}
DISK_BYTES = 256 << 20
FULL_SECONDS = 10


class Room(ABC):
    """How there is no room, and then room again."""

    @abstractmethod
    def fill(self) -> None:
        """No room for the serving process any more."""

    @abstractmethod
    def free(self) -> None:
        """Room again."""


class SizeLimit(Room):
    """The serving process may not make a file longer than nothing."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._before = resource.prlimit(process, resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        resource.prlimit(self._process, resource.RLIMIT_FSIZE, (0, self._before[1]))

    def free(self) -> None:
        resource.prlimit(self._process, resource.RLIMIT_FSIZE, self._before)


class SmallDisk(Room):
    """A disk in memory with a file on it that takes all that is left."""

    def __init__(self, home: Path) -> None:
        self._ballast = home / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 4096, 512, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def disk_of_our_own() -> Iterator[tuple[Path, bool]]:
    """A folder, and whether it is a small disk that may be filled."""
    with tempfile.TemporaryDirectory(prefix="passalong-full-") as place:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", place]
        is_mounted = False
        if os.geteuid() == 0:
            is_mounted = not subprocess.run(mount, capture_output=True, check=False).returncode
        try:
            yield Path(place), is_mounted
        finally:
            if is_mounted:
                subprocess.run(["umount", "--lazy", place], capture_output=True, check=False)


def without_room(serving: Serving, settings: Settings, shopper: Shopper) -> list[str]:
    """What is wrong while there is no room."""
    wrong = []
    errand = shopper.errand
    with httpx.Client(base_url=serving.base_url, headers=shopper.headers, timeout=30) as line:
        for language, sentence in SENTENCES.items():
            keyed = {"Idempotency-Key": errand.key, "Accept-Language": language}
            told = line.post(PATHS[errand.kind], json=errand.body, headers=keyed)
            problem = told.json()
            if (told.status_code, problem.get("type")) != (503, REFUSAL):
                wrong.append(f"no room is told as {told.status_code} {problem.get('type')}")
            elif problem["detail"] != sentence or "Retry-After" not in told.headers:
                wrong.append(f"no room is told as {problem['detail']!r}, {dict(told.headers)}")
        for path in ("/v1/orders", "/v1/vouchers", "/healthz", "/signin"):
            told = line.get(path)
            if told.status_code != 200:
                wrong.append(f"without room {path} cannot be read: {told.status_code}")
    return wrong


def prove(
    rounds: int, seed: int, *, say: Callable[[str], None], planted: str | None = None
) -> Found:
    """Fill the disk under a server `rounds` times."""
    tally = Tally(seed, rounds, say, "full disks")
    ways: dict[str, int] = {}
    with disk_of_our_own() as (home, is_small):
        database = f"sqlite:///{home}/shop.sqlite"
        settings, crowd = opened_shop(database, home, free_port(), SHOPPERS)
        serving = Serving(settings, home / "log.txt", planted)
        rooms: list[Room] = [SizeLimit(serving.process.pid)]
        rooms += [SmallDisk(home)] if is_small else []
        try:
            for number in range(rounds):
                draw = random.Random(f"{seed}-{number}")
                room = rooms[number % len(rooms)]
                ways[type(room).__name__] = ways.get(type(room).__name__, 0) + 1
                wrong, seconds = _filled(room, serving, settings, crowd, draw)
                wrong += settled(
                    crowd, settings, serving.base_url, is_whole=is_audited(number, rounds)
                )
                tally.note(number, wrong, seconds)
            if serving.stop() != 0:
                tally.broken.append("the server did not end well")
        finally:
            serving.kill()
    more = {f"way {name}": float(count) for name, count in ways.items()}
    return tally.found(rounds, crowd, **more)


def _filled(
    room: Room, serving: Serving, settings: Settings, crowd: Crowd, draw: random.Random
) -> tuple[list[str], float]:
    """One full disk under load: what was wrong, and how long until somebody is answered again."""
    answers, later = drawn_wait(draw)
    shopping = Shopping(crowd, serving.base_url)
    wrong = [] if shopping.wait_for(answers) else ["nobody was answered"]
    time.sleep(later)
    room.fill()
    try:
        put_off = sum(one.put_off for one in crowd.shoppers)
        deadline = time.monotonic() + FULL_SECONDS
        while sum(one.put_off for one in crowd.shoppers) < put_off + SHOPPERS:
            if time.monotonic() > deadline:
                wrong.append("the disk is full and nobody is told")
                break
            time.sleep(0.005)
        wrong += without_room(serving, settings, draw.choice(crowd.shoppers))
    finally:
        room.free()
    begin = time.monotonic()
    if not shopping.wait_for(1):
        wrong.append("nobody was answered again")
    seconds = time.monotonic() - begin
    shopping.stop()
    if serving.process.poll() is not None:
        wrong.append("the server has ended")
    return wrong, seconds


PROOFS = (
    Proof(
        "disk-full",
        "A server whose disk is full says so with a 503 in three languages, lets everybody read, "
        "and goes on alone when there is room: nothing answered is lost or doubled.",
        50,
        prove,
        ("disk_not_told",),
        "Where nobody may mount, only the limit on file sizes is tried; a PostgreSQL whose disk "
        "is full is not.",
    ),
)
