"""How often, and how fast, the right giver is found by her spoken name, beside the plainest rival.

The town and its sayings are made by `tests/rules/name_town.py` and `name_slips.py`; what is
measured is `passalong.people.names`. No test times anything: this script does.

Run `python bench/names.py [--seed 1] [--people 10000] [--sayings 10000] [--json]`.
Seeds: the method was tried on even ones; odd ones were kept for the published figure.
The rival compares letters: exact matches first, then the smallest edit distance over all names;
digits it matches exactly, like ours. It is asked a sample, since it is slow.
"""

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from passalong.people.names import KnownAs, NameIndex, is_clear  # noqa: E402
from passalong.people.spellings import edits, folded  # noqa: E402
from rules.name_slips import Friends, Saying  # noqa: E402
from rules.name_town import Townsman, town  # noqa: E402

FIVE = 5
EDITS_MAX = 6
Search = Callable[[str], list[str]]


class Rival:
    """Exact match, then edit distance, over every name of everybody."""

    def __init__(self, people: list[Townsman]) -> None:
        self.names: list[tuple[str, str]] = []
        self.tails: dict[str, list[str]] = defaultdict(list)
        self.numbers: dict[str, list[str]] = defaultdict(list)
        for person in people:
            for name in (person.full_name, *person.nicknames, person.remark):
                if name:
                    self.names.append((folded(name), person.person_id))
            self.tails[person.tail].append(person.person_id)
            self.numbers[str(person.number)].append(person.person_id)

    def search(self, spoken: str) -> list[str]:
        """The five nearest."""
        digits = "".join(c for c in spoken if c.isdigit())
        if digits:
            by_tail, by_number = self.tails[digits], self.numbers[digits]
            is_number = "号" in spoken.replace("尾号", "") or "no" in spoken.lower()
            among = set(by_number + by_tail if is_number else by_tail + by_number)
            if among:
                name = folded(spoken.replace("尾号", "").replace(digits, "")).strip()
                return self._nearest(name, among)
        return self._nearest(folded(spoken), None)

    def _nearest(self, said: str, among: set[str] | None) -> list[str]:
        best: dict[str, int] = {}
        for name, person_id in self.names:
            if among is None or person_id in among:
                count = 0 if name == said else 1 + edits(said, name, EDITS_MAX)
                best[person_id] = min(best.get(person_id, count), count)
        return sorted(best, key=lambda person_id: (best[person_id], person_id))[:FIVE]


def asked(search: Search, sayings: list[Saying]) -> dict[str, float]:
    """Shares first and in five, and milliseconds per question."""
    first = five = 0
    times = []
    for saying in sayings:
        start = time.perf_counter()
        found = search(saying.spoken)
        times.append((time.perf_counter() - start) * 1000)
        first += found[:1] == [saying.person_id]
        five += saying.person_id in found
    times.sort()
    count = len(sayings)
    return {
        "first": first / count,
        "five": five / count,
        "median_ms": times[count // 2],
        "p95_ms": times[int(count * 0.95)],
        "p99_ms": times[int(count * 0.99)],
    }


def by_slip(index: NameIndex, sayings: list[Saying]) -> list[tuple[str, int, float, float]]:
    """For each slip: how many, first, in five; the worst on top."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for saying in sayings:
        found = [answer.person_id for answer in index.search(saying.spoken)]
        tally = counts[saying.slip]
        tally[0] += 1
        tally[1] += found[:1] == [saying.person_id]
        tally[2] += saying.person_id in found
    rows = [(slip, n, first / n, five / n) for slip, (n, first, five) in counts.items()]
    return sorted(rows, key=lambda row: row[2])


def clearness(index: NameIndex, sayings: list[Saying]) -> tuple[float, float]:
    """How often an answer is clear, and how often it is clear and wrong."""
    clear = wrong = 0
    for saying in sayings:
        answers = index.search(saying.spoken)
        if is_clear(answers):
            clear += 1
            wrong += answers[0].person_id != saying.person_id
    return clear / len(sayings), wrong / len(sayings)


def memory_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(seed: int, size: int, count: int, rival_count: int) -> dict:
    """Everything that is printed."""
    people = town(seed, size)
    friends = Friends(people, seed)
    sayings, bare = friends.sayings(count), friends.bare_nicknames(count // 10)
    before, start = memory_mb(), time.perf_counter()
    index = NameIndex()
    for person in people:
        known = KnownAs(
            person.full_name, person.nicknames, person.remark, person.phone, person.number
        )
        index.add(person.person_id, known)
    built, memory = time.perf_counter() - start, memory_mb() - before
    ours = asked(lambda spoken: [a.person_id for a in index.search(spoken)], sayings)
    sample = sayings[:rival_count]
    rival = asked(Rival(people).search, sample)
    clear, wrong = clearness(index, sayings)
    bare_clear, bare_wrong = clearness(index, bare)
    return {
        "seed": seed, "people": size, "sayings": count, "rival_sayings": len(sample),
        "build_s": built, "memory_mb": memory, "clear": clear, "clear_wrong": wrong,
        "bare_nickname_clear": bare_clear, "bare_nickname_clear_wrong": bare_wrong,
        "results": [
            {
                "name": name, "ours": ours[name], "peer": rival[name],
                "peer_name": "exact, then edit distance", "unit": unit,
                "ratio": ours[name] / rival[name] if unit == "share" else rival[name] / ours[name],
            }
            for name, unit in (
                ("first", "share"), ("five", "share"),
                ("median_ms", "ms"), ("p95_ms", "ms"), ("p99_ms", "ms"),
            )
        ],
        "slips": by_slip(index, sayings),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--people", type=int, default=10_000)
    ask.add_argument("--sayings", type=int, default=10_000)
    ask.add_argument("--rival-sayings", type=int, default=300)
    ask.add_argument("--json", action="store_true")
    given = ask.parse_args()
    found = measured(given.seed, given.people, given.sayings, given.rival_sayings)
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print(
        f"{found['people']} people, {found['sayings']} sayings, seed {found['seed']}; index built"
        f" in {found['build_s']:.2f} s, {found['memory_mb']:.0f} MB"
    )
    print(f"{'':12}{'ours':>10}{'rival':>10}{'ratio':>9}")
    for row in found["results"]:
        print(f"{row['name']:12}{row['ours']:10.4f}{row['peer']:10.4f}{row['ratio']:9.1f}")
    print(
        f"clear answers {found['clear']:.3f}, clear but wrong {found['clear_wrong']:.4f};"
        f" bare nicknames of many: clear {found['bare_nickname_clear']:.3f},"
        f" clear but wrong {found['bare_nickname_clear_wrong']:.4f}"
    )
    for slip, count, first, five in found["slips"]:
        print(f"  {slip:22}{count:6}  first {first:.3f}  in five {five:.3f}")


if __name__ == "__main__":
    main()
