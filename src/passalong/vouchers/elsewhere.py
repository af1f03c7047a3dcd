"""Passes of another world come in: edges of the cascade that no voucher of ours has carried.

Who the people are and who brought them is decided in `people/crowds.py`; a file of passes is read
in `outside/files/passes.py`.
"""

from typing import Any

from passalong.base.messages import Now, require
from passalong.base.world import World
from passalong.people.model import Arrival, Contact, MeetCrowd, hint_crowd
from passalong.vouchers.issue import Steps
from passalong.vouchers.passes import ImportPasses, Pass, PassesImported, imported_pass_id

ARRIVALS_MAX = 1000


def import_passes(world: World, command: ImportPasses, now: Now) -> Steps:
    """People, referrals and edges; what is known changes nothing, also if she was erased since."""
    arrivals = command.arrivals
    require(len(arrivals) <= ARRIVALS_MAX, "list_too_long", field="arrivals", limit=ARRIVALS_MAX)
    pass_ids = [
        imported_pass_id(world.merchant_id, one.friend) if one.giver is not None else ""
        for one in arrivals
    ]
    hint_crowd(world, arrivals)
    known = _known(world, pass_ids)
    fates: dict[int, str] = {}
    edges: dict[str, tuple[str, str, str, int, int]] = {}
    rest = dict(enumerate(arrivals))
    while rest:
        wanted = _wanted(rest, pass_ids, known | edges.keys(), fates)
        if wanted:
            met = yield MeetCrowd(tuple(wanted.values()), command.language)
            for place, number in enumerate(wanted):
                fates[number] = fate = _fate(met, place, pass_ids[number])
                if pass_ids[number] and fate == "imported":
                    edges[pass_ids[number]] = (
                        pass_ids[number],
                        met["giver_ids"][place],
                        met["friend_ids"][place],
                        met["depths"][place],
                        arrivals[number].at,
                    )
        rest = {number: arrival for number, arrival in rest.items() if number not in fates}
    if edges:
        yield PassesImported(*zip(*edges.values(), strict=True))
    told = sorted(fates.items())
    return {
        "imported": sum(fate == "imported" for _, fate in told),
        "already": [number for number, fate in told if fate == "already"],
        "refused": [pair for pair in told if pair[1] not in ("imported", "already")],
    }


def _wanted(
    rest: dict[int, Arrival], pass_ids: list[str], known: set[str], fates: dict[int, str]
) -> dict[int, Arrival]:
    """Who is to be met now. Who comes twice waits: she counts if she was refused before."""
    wanted: dict[int, Arrival] = {}
    seen: set[str] = set()
    for number, arrival in rest.items():
        pass_id = pass_ids[number]
        if pass_id in known:
            fates[number] = "already"
        elif pass_id in seen:
            continue
        elif arrival.giver is not None and _same(arrival.friend, arrival.giver):
            fates[number] = "self_referral"
        else:
            wanted[number] = arrival
            seen |= {pass_id} - {""}
    return wanted


def _same(one: Contact, other: Contact) -> bool:
    return (one.kind, one.lookup) == (other.kind, other.lookup)


def _fate(met: dict[str, Any], place: int, pass_id: str) -> str:
    """Imported, already there, or why not. A root is new with her person."""
    refused: str = met["refused"].get(place, "")
    return refused or ("imported" if pass_id or met["is_new"][place] else "already")


def _known(world: World, pass_ids: list[str]) -> set[str]:
    """Which of these edges are there."""
    return {key[0] for key in world.know_all(Pass, [(one,) for one in pass_ids if one])}
