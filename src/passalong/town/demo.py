"""The demo: a town is loaded or taken up again, told in the terminal, served, and goes on.

The command line's options for it are in `cli/`; how a web is served is `web/serve.py`, and is
handed in, since this module only starts it.
"""

import json
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec
from msgspec.structs import replace

from passalong.base.clock import SystemClock
from passalong.base.ids import derive
from passalong.engine.door import Door
from passalong.engine.opening import open_database
from passalong.engine.writer import Writer
from passalong.migrations import migrate
from passalong.outside.timers import Timers
from passalong.settings import Settings
from passalong.town.driver import Driver
from passalong.town.going_on import GoingOn
from passalong.town.loading import Kept, Plan, Progress, again, keep, kept_town, load, seed_of
from passalong.town.shop import Shop
from passalong.town.telling import (
    Stand,
    customers_told,
    figures_told,
    sign_ins_told,
    stand,
    walk_told,
)
from passalong.wiring import TABLES, open_keys, registry

DATABASE = "passalong.sqlite"
LOADING = "town.loading"
Say = Callable[[str], None]
Serve = Callable[[Door, Settings], None]


class FolderTaken(Exception):
    """The folder holds a database that no town made."""


class OpenTown(msgspec.Struct, frozen=True):
    """A town with its shop, at the door at which it goes on."""

    driver: Driver
    shop: Shop
    door: Door
    plan: Plan

    def kept(self) -> Kept:
        """What is written down to take it up again."""
        return Kept(self.plan, self.shop, self.driver.life.state)


def live(
    settings: Settings,
    serve: Serve,
    *,
    plan: Plan,
    folder: Path | None = None,
    goes_on: bool = True,
    say: Say = print,
    progress: Progress = lambda _day, _days: None,
) -> None:
    """Load (or take up what `folder` keeps), tell, serve until `serve` returns, and end well.

    Raises DatabaseInUse when another process uses the folder, Refusal, TownFault.
    """
    with ExitStack() as stack:
        stack.enter_context(ended_politely())
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="passalong-")))
        here = settings_in(settings, home)
        if folder is None:
            _write_keys(here.keys_path, plan)
        town = stack.enter_context(town_in(here, plan, progress))
        driver, door = town.driver, town.door
        named = _tell(town, here, say)
        timers = Timers(door)
        timers.start()
        stack.callback(timers.stop)
        if goes_on:
            for_visitors = named.voucher_ids
            going = GoingOn(
                driver, door.clock, lambda: keep(home, town.kept()), for_visitors=for_visitors
            )
            going.start()
            stack.callback(going.stop)
        if folder is not None:
            say(f"Kept in {folder}.")
        serve(door, here)


@contextmanager
def ended_politely() -> Iterator[None]:
    """A request to end (SIGTERM) unwinds like Ctrl-C, so that nothing is left behind.

    The web server passes such a signal on once it has stopped.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def settings_in(settings: Settings, home: Path) -> Settings:
    """The same settings with everything in that folder: a demo never touches a real shop."""
    return replace(
        settings,
        home=home,
        database_url=f"sqlite:///{home / DATABASE}",
        keys_path=home / "keys.json",
    )


def _write_keys(path: Path, plan: Plan) -> None:
    """Keys from the seed, for a town that is thrown away: the same links and sign-ins again.

    A town that is kept has random keys like any other installation.
    """
    seed = seed_of(plan)
    names = ("seal", "code", "find", "digest")
    path.touch(mode=0o600)
    path.write_text(json.dumps({name: derive(seed, "key", name).hex() for name in names}))


@contextmanager
def town_in(settings: Settings, plan: Plan, progress: Progress) -> Iterator[OpenTown]:
    """A town at its door, loaded or taken up again; the writer stops at the end.

    Raises FolderTaken rather than put a town into the database of a real shop.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    kept = kept_town(settings.home)
    if kept is None:
        _make_room(settings.home)
    migrate(settings.database_url)
    database = open_database(settings.database_url, open_keys(settings), TABLES)
    writer = Writer(database, registry())
    try:
        door = Door(writer, SystemClock())
        if kept is None:
            driver, shop = load(writer, plan, door.clock.now(), progress)
            town = OpenTown(driver.at(door), shop, door, plan)
            keep(settings.home, town.kept())
            (settings.home / LOADING).unlink()
        else:
            town = OpenTown(again(door, kept), kept.shop, door, kept.plan)
        yield town
    finally:
        database.close()
        writer.stop()


def _make_room(home: Path) -> None:
    """A load that was broken off is swept away; anything else in the folder is left alone."""
    marker = home / LOADING
    if not marker.exists():
        if (home / DATABASE).exists():
            raise FolderTaken(str(home))
        marker.touch()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (home / name).unlink(missing_ok=True)


def _tell(town: OpenTown, settings: Settings, say: Say) -> Stand:
    url, door, shop = settings.public_url, town.door, town.shop
    now = stand(door, shop, url, door.clock.now())
    parts = (
        figures_told(door, shop, town.plan.people, town.plan.days),
        sign_ins_told(door, shop, url),
        customers_told(now),
        walk_told(now, url),
    )
    for lines in parts:
        say("\n".join(lines) + "\n")
    return now
