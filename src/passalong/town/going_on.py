"""The town goes on slowly while the pages are open, on a thread of its own.

How the days before were loaded is in `loading.py`; what people do in `life.py`.

A town hour passes in about a minute, and nights are short. Commands carry the real moment, so
that pages, links and timers agree; only the waiting between two steps is shortened.
"""

import logging
import threading
from collections.abc import Callable, Collection
from random import Random

from passalong.base.clock import MINUTE, SECOND, Clock
from passalong.engine.database import DatabaseUnavailable
from passalong.engine.writer import WriterStopped
from passalong.town.driver import Driver, TownFault
from passalong.town.habits import SLEEPS, WAKES
from passalong.town.life import NOBODY

log = logging.getLogger(__name__)

PACE = 60  # town time passes so much faster
WAIT_MAX = 12 * SECOND
NIGHT_WAIT_MAX = SECOND
KEEP_EVERY = MINUTE


class GoingOn:
    """Takes one step after another until it is stopped; `keep` is called now and then."""

    def __init__(
        self,
        driver: Driver,
        clock: Clock,
        keep: Callable[[], None],
        pace: int = PACE,
        for_visitors: Collection[str] = (),
    ) -> None:
        self._driver = driver
        self._clock = clock
        self._keep = keep
        self._pace = pace
        self._for_visitors = frozenset(for_visitors)
        self._kept_at = clock.now()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="passalong-town", daemon=True)
        life = driver.life
        life.shown = lambda _moment: clock.now()
        life.draw = Random(f"{life.state.seed}:going on:{life.state.taken}")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the step under way, keep the state, and stop."""
        self._stopped.set()
        self._thread.join()
        self._keep()

    def wait_before(self, moment: int) -> int:
        """Real milliseconds until the step at that moment of the town's own time."""
        life = self._driver.life
        hour = life.week.hour(moment)
        most = WAIT_MAX if WAKES <= hour < SLEEPS else NIGHT_WAIT_MAX
        return min(most, max(0, moment - life.state.now) // self._pace)

    def live_a_step(self) -> None:
        """The next step, unless it would use a voucher that the demo's walk names: whoever
        watches the demo claims and tries that one herself, whenever she comes to it.
        """
        life = self._driver.life
        gift = life.state.queue[0][2].gift
        if gift != NOBODY and life.gift(gift).voucher_id in self._for_visitors:
            life.take()
            return
        self._driver.step()
        self._driver.flush()

    def _work(self) -> None:
        life = self._driver.life
        while not self._stopped.wait(self.wait_before(life.next_moment()) / SECOND):
            try:
                self.live_a_step()
            except (WriterStopped, DatabaseUnavailable):
                return
            except TownFault:
                log.exception("the town stumbled and goes on")
            if self._clock.now() - self._kept_at >= KEEP_EVERY:
                self._kept_at = self._clock.now()
                self._keep()
