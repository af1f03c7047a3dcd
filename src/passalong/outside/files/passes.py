"""passes.csv: tree,node,parent,at (parent empty for the root): a cascade of another world.

What an imported pass then does is in `vouchers/till.py`; forecasts from such files need no
import, they are read by `study`.
"""

from collections.abc import Mapping, Sequence

from passalong.outside.files.importing import Files, Sent, Wished
from passalong.outside.files.meanings import Unreadable, moments
from passalong.outside.files.orders import settled_by_newness
from passalong.outside.files.setting import Setting
from passalong.people.contacts import Contacts
from passalong.vouchers.passes import (
    ImportPass,
)


class Passes(Files):
    """Rows of passes.csv as commands; a person is known by `tree/node`."""

    required = ("tree", "node", "parent", "at")
    optional = ()

    def __init__(self, setting: Setting, contacts: Contacts, unit: str | None = None) -> None:
        self._contacts = contacts
        self._moment = moments(setting.time_zone, unit, numbers_are_usual=True)

    def wish(self, cells: Mapping[str, str]) -> Wished:
        """One node of a tree, with who passed it on to her."""
        tree, node, parent = (cells[name].strip() for name in ("tree", "node", "parent"))
        if not tree or not node:
            raise Unreadable("bad_node", "tree and node must not be empty")
        if node == parent:
            raise Unreadable("self_referral", f"node {node[:40]} is its own parent")
        giver = self._contacts.external(f"{tree}/{parent}") if parent else None
        friend = self._contacts.external(f"{tree}/{node}")
        return Wished(ImportPass(f"{tree}/{node}", friend, giver), self._moment(cells["at"]))

    def settled(self, sent: Sequence[Sent]) -> list[str]:
        """A node that is known changes nothing."""
        return [settled_by_newness(outcome) for _, outcome in sent]
