"""Figures of this process for Prometheus: requests, commands, seconds; shown by `/metrics`.

What is told in words is in `web/logs.py`. No label names a merchant or a person.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COMMANDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
Labels = tuple[tuple[str, str], ...]


class Spread:
    """A histogram: how many were at most so much (seconds, or commands of a batch)."""

    def __init__(self, steps: Sequence[float]) -> None:
        self.steps = steps
        self.counts = [0] * (len(steps) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        """Count one."""
        self.counts[bisect_left(self.steps, value)] += 1
        self.total += value


class Figures:
    """Counters and histograms by name and labels."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: Counter[tuple[str, Labels]] = Counter()
        self._spreads: dict[tuple[str, Labels], Spread] = {}
        self._gauges: dict[tuple[str, Labels], Callable[[], float]] = {}

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counters[(name, tuple(sorted(labels.items())))] += by

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Add to a histogram of seconds."""
        self._add(name, seconds, SECONDS, labels)

    def held(self, name: str, commands: int, **labels: str) -> None:
        """Add to a histogram of how many commands something held."""
        self._add(name, commands, COMMANDS, labels)

    def stands(self, name: str, at: Callable[[], float], **labels: str) -> None:
        """What stands at a value: asked whenever the figures are told."""
        with self._lock:
            self._gauges[(name, tuple(sorted(labels.items())))] = at

    def _add(
        self, name: str, value: float, steps: Sequence[float], labels: Mapping[str, str]
    ) -> None:
        with self._lock:
            key = (name, tuple(sorted(labels.items())))
            spread = self._spreads.get(key)
            if spread is None:
                spread = self._spreads[key] = Spread(steps)
            spread.add(value)

    def told(self) -> str:
        """Everything in the text format that Prometheus reads."""
        with self._lock:
            counters = sorted(self._counters.items())
            spreads = sorted(
                (key, list(s.counts), s.total, s.steps) for key, s in self._spreads.items()
            )
            gauges = sorted(self._gauges.items(), key=lambda gauge: gauge[0])
        lines: list[str] = []
        for (name, labels), at in gauges:
            _head(lines, name, "gauge")
            lines.append(f"{name}{_written(labels)} {at():g}")
        for (name, labels), value in counters:
            _head(lines, name, "counter")
            lines.append(f"{name}{_written(labels)} {value}")
        for (name, labels), counts, total, steps in spreads:
            _head(lines, name, "histogram")
            reached = 0
            for most, count in zip([*map(str, steps), "+Inf"], counts, strict=True):
                reached += count
                lines.append(f"{name}_bucket{_written((*labels, ('le', most)))} {reached}")
            lines.append(f"{name}_sum{_written(labels)} {total:.6f}")
            lines.append(f"{name}_count{_written(labels)} {reached}")
        return "\n".join(lines) + "\n"


def _head(lines: list[str], name: str, kind: str) -> None:
    head = f"# TYPE {name} {kind}"
    if head not in lines:
        lines.append(head)


def _written(labels: Labels | Mapping[str, str]) -> str:
    pairs = labels.items() if isinstance(labels, Mapping) else labels
    inside = ",".join([f'{name}="{_quoted(value)}"' for name, value in pairs])
    return f"{{{inside}}}" if inside else ""


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
