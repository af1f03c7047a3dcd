"""passes.csv: tree,node,parent,at (parent empty for the root): a cascade of another world.

What imported passes then do is in `vouchers/elsewhere.py`; forecasts from such files need no
import, they are read by `study`.

Half a million rows must not take an hour, so a command carries BUNDLE of them, and its receipt
answers for all when the same file comes again.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from passalong.base.messages import Envelope, Outcome
from passalong.engine.door import Door, Wish
from passalong.outside.files.importing import Fate, Files, not_done
from passalong.outside.files.meanings import Unreadable, moments
from passalong.outside.files.setting import Setting
from passalong.people.contacts import Contacts
from passalong.people.model import Arrival, Contact
from passalong.vouchers.passes import ImportPasses

BUNDLE = 512
TREE_MAX = 100_000


class Passes(Files[Arrival]):
    """Rows of passes.csv as arrivals; a person is known by `tree/node`."""

    required = ("tree", "node", "parent", "at")
    optional = ()
    window: ClassVar[int] = 32 * BUNDLE

    def __init__(self, setting: Setting, contacts: Contacts, unit: str | None = None) -> None:
        self._language = setting.language
        self._contacts = contacts
        self._moment = moments(setting.time_zone, unit, numbers_are_usual=True)
        self._tree = ""
        self._nodes: dict[str, Contact] = {}

    def wish(self, cells: Mapping[str, str]) -> Arrival:
        """One node of a tree, with who passed it on to her."""
        tree, node, parent = cells["tree"].strip(), cells["node"].strip(), cells["parent"].strip()
        if not tree or not node:
            raise Unreadable("bad_node", "tree and node must not be empty")
        if node == parent:
            raise Unreadable("self_referral", f"node {node[:40]} is its own parent")
        giver = self._contact(tree, parent) if parent else None
        return Arrival(self._contact(tree, node), giver, self._moment(cells["at"]))

    def _contact(self, tree: str, node: str) -> Contact:
        """Whoever gave to many is named once: most rows of a tree have the same few givers."""
        if tree != self._tree or len(self._nodes) > TREE_MAX:
            self._tree, self._nodes = tree, {}
        contact = self._nodes.get(node)
        if contact is None:
            contact = self._nodes[node] = self._contacts.external(f"{tree}/{node}")
        return contact

    def envelopes(self, door: Door, wish: Wish, wished: Sequence[Arrival]) -> list[Envelope]:
        """One for each bundle; the same bundle has the same idempotency key."""
        made = []
        for bundle in _bundles(wished):
            command = ImportPasses(tuple(bundle), self._language)
            digest = hmac.digest(door.keys.digest, msgspec.json.encode(command), "sha256")
            key = f"passes-{digest[:16].hex()}"
            made.append(door.envelope(Wish(wish.merchant_id, idempotency_key=key), command))
        return made

    def fates(self, wished: Sequence[Arrival], outcomes: Sequence[Outcome]) -> list[Fate]:
        """A node that is known changes nothing; a bundle that came before is known whole."""
        found: list[Fate] = []
        for bundle, outcome in zip(_bundles(wished), outcomes, strict=True):
            if outcome.status != "done":
                found += [not_done(outcome)] * len(bundle)
                continue
            fates = [Fate("already" if outcome.replayed else "imported")] * len(bundle)
            for number in outcome.answer["already"]:
                fates[number] = Fate("already")
            for number, reason in outcome.answer["refused"]:
                fates[number] = Fate(reason)
            found += fates
        return found


def _bundles(wished: Sequence[Arrival]) -> list[Sequence[Arrival]]:
    return [wished[start : start + BUNDLE] for start in range(0, len(wished), BUNDLE)]
