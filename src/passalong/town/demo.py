"""The demo: a town is loaded or taken up again, told in the terminal, served, and goes on.

The command line's options for it are in `cli/`; how a web is served is `web/serve.py`, and is
handed in, since this module only starts it.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec.structs import replace

from passalong.base.clock import SystemClock
from passalong.base.ids import derive
from passalong.engine.database import open_database
from passalong.engine.door import Door
from passalong.engine.writer import Writer
from passalong.migrations import migrate
from passalong.settings import Settings
from passalong.town.driver import Driver
from passalong.town.going_on import GoingOn
from passalong.town.loading import Plan, Progress, again, keep, kept_town, load, seed_of
from passalong.town.shop import Shop
from passalong.town.telling import (
    customers_told,
    figures_told,
    sign_ins_told,
    stand,
    walk_told,
)
from passalong.wiring import TABLES, open_keys, registry

Say = Callable[[str], None]
Serve = Callable[[Door, Settings], None]


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
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="passalong-")))
        here = settings_in(settings, home)
        if folder is None:
            _write_keys(here.keys_path, plan)
        driver, shop, door = stack.enter_context(town_in(here, plan, progress))
        _tell(door, driver, shop, here, plan, say)
        if goes_on:
            going = GoingOn(driver, door.clock, lambda: keep(home, plan, shop, driver.life.state))
            going.start()
            stack.callback(going.stop)
        say("" if folder is None else f"Kept in {folder}.")
        serve(door, here)


def settings_in(settings: Settings, home: Path) -> Settings:
    """The same settings with everything in that folder: a demo never touches a real shop."""
    return replace(
        settings,
        home=home,
        database_url=f"sqlite:///{home / 'passalong.sqlite'}",
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
def town_in(
    settings: Settings, plan: Plan, progress: Progress
) -> Iterator[tuple[Driver, Shop, Door]]:
    """A town at its door, loaded or taken up again; the writer stops at the end."""
    settings.home.mkdir(parents=True, exist_ok=True)
    kept = kept_town(settings.home)
    migrate(settings.database_url)
    database = open_database(settings.database_url, open_keys(settings), TABLES)
    writer = Writer(database, registry())
    try:
        clock = SystemClock()
        door = Door(writer, clock)
        if kept is None:
            driver, shop = load(writer, plan, clock.now(), progress)
            driver = driver.at(door)
            keep(settings.home, plan, shop, driver.life.state)
        else:
            driver, shop = again(door, kept), kept.shop
        yield driver, shop, door
    finally:
        writer.stop()
        database.close()


def _tell(door: Door, driver: Driver, shop: Shop, settings: Settings, plan: Plan, say: Say) -> None:
    url = settings.public_url
    people = len(driver.life.town.people)
    now = stand(door, shop, url, door.clock.now())
    parts = (
        figures_told(door, shop, people, plan.days),
        sign_ins_told(door, shop, url),
        customers_told(now),
        walk_told(now, url),
    )
    for lines in parts:
        say("\n".join(lines) + "\n")
