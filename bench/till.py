"""Redemptions a second at the counter, over HTTP, durable, beside peers in the same run.

`passalong bench till`. PostgreSQL: two serving processes beside pgbench doing the same writes in
one transaction (`bench/peer.py`). SQLite: one process beside an empty echo on the same server
(`bench/echo.py`). The load comes from a process of its own (`bench/load.py`); every run begins on
a fresh copy of one prepared database (`bench/claimed.py`). What it means is told in
docs/operate/speed.md. No test times anything: this does.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench import claimed, peer, running
from bench.claimed import Stall

Say = Callable[[str], None]
CLIENTS = (32, 64, 128, 256)
MERCHANTS = 64
KEYS_ALONE = 128  # an API key may ask 100 times a second, which one merchant alone exceeds
AT_SHARE = 0.7
BARS = {"pgbench, separate statements": 0.8, "echo": 0.4, "p95 at 70 %": 50.0}


@dataclass(frozen=True)
class Size:
    """How long each run is, with how many clients, and how many are prepared for."""

    seconds: float = 10.0
    clients: tuple[int, ...] = CLIENTS
    merchants: int = MERCHANTS
    settle: float = 1.0
    is_alone_too: bool = True  # one merchant alone besides
    per_second: int = 5000  # at most so many are expected: a run that is faster ends earlier

    def vouchers(self) -> int:
        """Enough for one run, what it takes to settle included."""
        return round((self.seconds + self.settle + 0.5) * self.per_second)


@dataclass
class Place:
    """A prepared database, and how a run gets a fresh copy of it."""

    name: str
    home: Path
    stalls: list[Stall]
    copy: Callable[[], str]
    process: int = 0
    costs: dict[str, float] = field(default_factory=dict)

    def serving(self, url: str) -> tuple[int, AbstractContextManager[int]]:
        """Our server on that copy."""
        port = running.free_port()
        more = {
            "PASSALONG_HOME": str(self.home),
            "PASSALONG_DATABASE_URL": url,
            "PASSALONG_PORT": str(port),
        }
        words = ["-m", "passalong", "serve"]
        words += ["--processes", "2"] if self.name == "postgresql" else []
        return port, running.serving(words, port, self.home / "log.txt", "/healthz", more)


def measured(size: Size, databases: Sequence[str], say: Say) -> dict[str, Any]:
    """Everything that is printed."""
    with ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="passalong-bench-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        results: list[dict[str, Any]] = []
        if "postgresql" in databases:
            cluster = stack.enter_context(running.durable_postgres())
            results += _on_postgres(cluster, home / "postgresql", size, say)
        if "sqlite" in databases:
            results += _on_sqlite(home / "sqlite", size, say)
    return {
        "bench": "till",
        "seconds_each": size.seconds,
        "merchants": size.merchants,
        "clients_tried": list(size.clients),
        "results": results,
    }


def _plan(size: Size) -> list[tuple[int, int]]:
    """One merchant alone, and all the others, each with as many vouchers as a run may need."""
    each = -(-size.vouchers() // size.merchants)
    return [(size.vouchers() // 2, KEYS_ALONE), *[(each, 1)] * size.merchants]


def _on_postgres(
    cluster: running.Postgres, home: Path, size: Size, say: Say
) -> list[dict[str, Any]]:
    home.mkdir()
    program = cluster.pgbench()
    url = cluster.create("prepared")
    stalls = claimed.prepare(claimed.settings_for(url, home), _plan(size), say)
    place = Place(
        "postgresql", home, stalls, lambda: cluster.create("run", "prepared"), cluster.process
    )
    results = []
    for line, some in _lines(stalls, size):
        asks = peer.prepare(url, [stall.merchant_id for stall in some])
        ours = _best(place, some, size, say)
        for name, script in (
            ("pgbench, separate statements", peer.separate_statements()),
            ("pgbench, one statement", peer.one_statement()),
        ):
            rates = {}
            for clients in size.clients:
                copy = place.copy()
                rates[clients] = peer.transactions_per_second(
                    program, copy, script, asks, clients, size.seconds, home
                )
                say(f"{name}, {clients} clients: {rates[clients]:,.0f} a second")
            results.append(_beside(f"postgresql, {line}", ours, name, rates))
        if line != "one merchant":
            results.append(_latency(place, some, size, ours, say))
        peer.forget(url)
    return results


def _on_sqlite(home: Path, size: Size, say: Say) -> list[dict[str, Any]]:
    home.mkdir()
    prepared, copy = home / "prepared.sqlite", home / "run.sqlite"
    settings = claimed.settings_for(f"sqlite:///{prepared}", home)
    stalls = claimed.prepare(settings, _plan(size), say)

    def fresh() -> str:
        for left in home.glob("run.sqlite*"):
            left.unlink()
        shutil.copy(prepared, copy)
        return f"sqlite:///{copy}"

    place = Place("sqlite", home, stalls, fresh)
    results = []
    for line, some in _lines(stalls, size):
        ours = _best(place, some, size, say)
        rates = {clients: _echo(place, some, clients, size, say) for clients in size.clients}
        results.append(_beside(f"sqlite, {line}", ours, "echo", rates))
        if line != "one merchant":
            results.append(_latency(place, some, size, ours, say))
    return results


def _lines(stalls: list[Stall], size: Size) -> list[tuple[str, list[Stall]]]:
    all_of_them = (f"{len(stalls) - 1} merchants", stalls[1:])
    return [all_of_them, *([("one merchant", stalls[:1])] if size.is_alone_too else [])]


def _best(place: Place, stalls: list[Stall], size: Size, say: Say) -> dict[str, Any]:
    """Our most, over all numbers of clients."""
    found = [_ours(place, stalls, clients, size, 0.0, say) for clients in size.clients]
    return max(found, key=lambda told: float(told["per_second"]))


def _ours(
    place: Place, stalls: list[Stall], clients: int, size: Size, rate: float, say: Say
) -> dict[str, Any]:
    """One run of our server on a fresh copy: what the load saw, and what CPU it cost."""
    port, server = place.serving(place.copy())
    with server as process:
        before = running.cpu_seconds(process), running.cpu_seconds(place.process)
        told = running.loaded(_wish(port, "/v1/vouchers/redeem", stalls, clients, size, rate))
        after = running.cpu_seconds(process), running.cpu_seconds(place.process)
    wrong = {name: n for name, n in told["counts"].items() if name not in ("200", "ran out")}
    if wrong:
        raise RuntimeError(f"not every redemption was done: {wrong} {told['first_wrong']}")
    done = max(1, told["answered"]) * (1 + size.settle / max(told["seconds"], 0.001))
    told["clients"] = clients
    told["server_cpu_us"] = round((after[0] - before[0]) / done * 1e6)
    told["database_cpu_us"] = round((after[1] - before[1]) / done * 1e6)
    say(
        f"{place.name}, {clients} clients{f', {rate:,.0f} due a second' if rate else ''}: "
        f"{told['per_second']:,.0f} a second, p95 {told['p95_ms']:.1f} ms"
    )
    return told


def _wish(
    port: int, path: str, stalls: list[Stall], clients: int, size: Size, rate: float
) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": port,
        "path": path,
        "stalls": [asdict(stall) for stall in stalls],
        "clients": clients,
        "seconds": size.seconds,
        "settle": size.settle,
        "rate": rate,
        "run": f"bench-{clients}",
    }


def _echo(place: Place, stalls: list[Stall], clients: int, size: Size, say: Say) -> float:
    """The same load on an empty route of the same server."""
    port = running.free_port()
    log = place.home / "echo.txt"
    with running.serving(["bench/echo.py", str(port)], port, log, "/echo", {}):
        wish = _wish(port, "/echo", stalls, clients, size, 0.0)
        told = running.loaded({**wish, "repeat": True})
    say(f"echo, {clients} clients: {told['per_second']:,.0f} a second")
    return float(told["per_second"])


def _latency(
    place: Place, stalls: list[Stall], size: Size, ours: dict[str, Any], say: Say
) -> dict[str, Any]:
    """How long an answer takes when requests fall due at 70 % of the most there was."""
    rate = ours["per_second"] * AT_SHARE
    told = _ours(place, stalls, max(size.clients), size, rate, say)
    told["line"] = f"{place.name}, p95 at 70 %"
    told["bar"] = BARS["p95 at 70 %"]
    told["is_met"] = told["p95_ms"] <= told["bar"]
    return told


def _beside(
    line: str, ours: dict[str, Any], peer_name: str, rates: dict[int, float]
) -> dict[str, Any]:
    best = max(rates, key=lambda clients: rates[clients])
    bar = BARS.get(peer_name) if "one merchant" not in line else None
    ratio = ours["per_second"] / rates[best]
    return {
        "line": line,
        "unit": "redemptions a second",
        "ours": ours["per_second"],
        "peer_name": peer_name,
        "peer": rates[best],
        "peer_clients": best,
        "ratio": ratio,
        "bar": bar,
        "is_met": bar is None or ratio >= bar,
        **{name: ours[name] for name in OURS},
    }


OURS = (
    "clients", "seconds", "answered", "p50_ms", "p95_ms", "p99_ms",
    "load_cpu_share", "server_cpu_us", "database_cpu_us",
)  # fmt: skip


def shown(found: dict[str, Any]) -> str:
    """For people."""
    lines = []
    for one in found["results"]:
        mark = "" if one["bar"] is None else "  (bar met)" if one["is_met"] else "  (BAR NOT MET)"
        if "peer_name" in one:
            lines.append(
                f"{one['line']}: {one['ours']:,.0f} a second with {one['clients']} clients; "
                f"{one['peer_name']} {one['peer']:,.0f} with {one['peer_clients']}; "
                f"ratio {one['ratio']:.2f}{mark}"
            )
            lines.append(
                f"    CPU for each: server {one['server_cpu_us']} us, database "
                f"{one['database_cpu_us']} us; load generator {one['load_cpu_share']:.0%} of a core"
            )
        else:
            lines.append(
                f"{one['line']} ({one['per_second']:,.0f} a second): p50 {one['p50_ms']:.1f} ms, "
                f"p95 {one['p95_ms']:.1f} ms, p99 {one['p99_ms']:.1f} ms{mark}"
            )
    return "\n".join(lines)
