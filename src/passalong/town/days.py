"""A town lives on: takes the next step and says what deed came of it.

The steps are in `shopping.py`, `giving.py`, `trying.py` and `routines.py`; sending deeds as
commands is `driver.py`.
"""

from collections.abc import Mapping
from random import Random

from passalong.town import giving, routines, shopping, trying
from passalong.town.deeds import Deed
from passalong.town.life import Life, State, Taking, Terms, begun
from passalong.town.people import settle
from passalong.town.span import Span

STEPS: Mapping[str, Taking] = {
    **shopping.STEPS, **giving.STEPS, **trying.STEPS, **routines.STEPS
}  # fmt: skip


def new_life(seed: str, people: int, span: Span, terms: Terms) -> Life:
    """A town on its first morning; everything that follows comes from the seed."""
    town = settle(seed, people)
    state = begun(town, seed, span.first_midnight, span.weekday)
    life = Life(town, state, terms, Random(f"{seed}:life"))
    life.shown = span.shown
    routines.begin(life)
    return life


def life_again(state: State, terms: Terms) -> Life:
    """The life that was kept, with fresh draws from here on."""
    town = settle(state.seed, len(state.residents))
    return Life(town, state, terms, Random(f"{state.seed}:from:{state.taken}"))


def live_on(life: Life) -> Deed | None:
    """Take the next step."""
    step = life.take()
    return STEPS[step.kind](life, step)
