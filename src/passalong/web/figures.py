"""Figures of this process for Prometheus: requests, commands, seconds; shown by `/metrics`.

What is told in words is in `web/logs.py`. No label names a merchant or a person.
"""

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Labels = tuple[tuple[str, str], ...]


class Spread:
    """A histogram: how many took at most so many seconds."""

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        place = next((n for n, most in enumerate(SECONDS) if seconds <= most), len(SECONDS))
        self.counts[place] += 1
        self.total += seconds


class Figures:
    """Counters and histograms by name and labels."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: Counter[tuple[str, Labels]] = Counter()
        self._spreads: dict[tuple[str, Labels], Spread] = {}

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counters[(name, tuple(sorted(labels.items())))] += by

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Add to a histogram of seconds."""
        with self._lock:
            key = (name, tuple(sorted(labels.items())))
            self._spreads.setdefault(key, Spread()).add(seconds)

    def told(self) -> str:
        """Everything in the text format that Prometheus reads."""
        with self._lock:
            counters = sorted(self._counters.items())
            spreads = sorted((key, list(s.counts), s.total) for key, s in self._spreads.items())
        lines: list[str] = []
        for (name, labels), value in counters:
            _head(lines, name, "counter")
            lines.append(f"{name}{_written(labels)} {value}")
        for (name, labels), counts, total in spreads:
            _head(lines, name, "histogram")
            reached = 0
            for most, count in zip([*map(str, SECONDS), "+Inf"], counts, strict=True):
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
