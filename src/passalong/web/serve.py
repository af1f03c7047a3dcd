"""Serving: one process, or several on one address; started, and stopped gracefully.

What is served is `web/app.py`; which command starts it `cli/operate.py`.

Stopping: no new connection is taken, requests under way are answered, what runs beside them is
stopped, and then whoever opened the door stops its writer, which answers what it had taken.
Where somebody else holds the listening socket (systemd), whoever comes meanwhile waits in it for
the next server: so a new version takes over and nobody is turned away.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import FrameType
from typing import Protocol

import uvicorn
from litestar import Litestar

from passalong.engine.door import Door
from passalong.settings import Settings
from passalong.web.app import app_of
from passalong.web.logs import tell_in_json

log = logging.getLogger(__name__)

BACKLOG = 2048
GARBAGE_AFTER = 50_000
GRACE_SECONDS = 10
LEAVING_SECONDS, LOOK_SECONDS = 1.0, 0.02
HANDED_OVER = 3  # the first descriptor after the three of every process, by systemd's convention
RESTARTS_MAX = 100
ENDING = (signal.SIGTERM, signal.SIGINT)


class Background(Protocol):
    """Something that runs beside the server, such as timers."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Finish what is under way, then stop."""


BackgroundOf = Callable[[Door], Sequence[Background]]
Opened = Callable[[], AbstractContextManager[Door]]


def nothing_beside(door: Door) -> Sequence[Background]:
    """No background."""
    return ()


def listen(host: str, port: int, *, is_one_of_several: bool = False) -> socket.socket:
    """A listening socket. Raises OSError when the port is taken, unless by one of several."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_one_of_several:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def handed_over() -> socket.socket | None:
    """The listening socket that whoever started this process holds open for it, or None."""
    for_us = os.environ.get("LISTEN_PID") == str(os.getpid())
    if not for_us or os.environ.get("LISTEN_FDS") != "1":
        return None
    listener = socket.socket(fileno=HANDED_OVER)
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


@contextmanager
def listening(settings: Settings, processes: int) -> Iterator[list[socket.socket]]:
    """A listening socket for each process. Raises OSError when the port is taken.

    Where several accept from one socket, whoever is quickest takes most of what comes and the
    others idle. On Linux each has a socket of its own on one port, and the kernel shares out who
    comes. All are held open here, so whoever waits in the socket of a process that died is
    answered by the one that replaces it.
    """
    handed = handed_over()
    if handed or processes == 1 or sys.platform != "linux":
        with handed or listen(settings.host, settings.port) as only:
            yield [only] * processes
        return
    with listen(settings.host, settings.port) as first:
        port = first.getsockname()[1]  # nobody else has it
    with ExitStack() as stack:
        yield [
            stack.enter_context(listen(settings.host, port, is_one_of_several=True))
            for _ in range(processes)
        ]


def serve(
    opened: Opened,
    settings: Settings,
    *,
    processes: int = 1,
    background_of: BackgroundOf = nothing_beside,
    tls: tuple[str, str] | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. `opened` opens the door, once in every process.

    Several processes share one address and need PostgreSQL. `ready` is told the address.
    Raises OSError when the port is taken, ValueError for several processes on SQLite.
    """
    if processes > 1 and settings.database_url.startswith("sqlite:"):
        raise ValueError("one SQLite file is served by one process; several need PostgreSQL")
    tell_in_json()
    with listening(settings, processes) as listeners:
        if processes == 1:
            _serve_here(listeners[0], opened, settings, background_of, tls, ready)
        else:
            _serve_with(listeners, opened, settings, background_of, tls, ready)


def _serve_here(
    listener: socket.socket,
    opened: Opened,
    settings: Settings,
    background_of: BackgroundOf,
    tls: tuple[str, str] | None,
    ready: Callable[[str], None] | None,
) -> None:
    with opened() as door:
        server = server_of(door, settings, tls, LEAVING_SECONDS)
        # What is here now stays; circles among what comes are looked for less often.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER)
        beside = background_of(door)
        with ending_gently(server):
            for one in beside:
                one.start()
            try:
                if ready is not None:
                    ready(settings.public_url)
                server.run(sockets=[listener])
            finally:
                for one in beside:
                    one.stop()


@contextmanager
def ending_gently(server: uvicorn.Server) -> Iterator[None]:
    """SIGINT and SIGTERM end the server, and nothing is torn down before it has stopped.

    uvicorn raises a signal once more after it has stopped, which by default would end the process
    before its writer and timers have; here that only asks the stopped server to stop.
    """

    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, known)


class Server(uvicorn.Server):
    """Says goodbye before it hangs up, so that nobody is cut off who was let in.

    uvicorn closes every connection on which no request is under way, also one that was taken a
    moment ago and whose request is still on its way. So for a moment no connection is taken any
    more, but requests on those that there are still answered, and told that it was the last.
    """

    def __init__(self, config: uvicorn.Config, app: Litestar, leaving_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._leaving_seconds = leaving_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody new, let those who are here finish, then end as uvicorn does."""
        self._app.state.leaving.set()
        for server in self.servers:
            server.close()
        end = asyncio.get_running_loop().time() + self._leaving_seconds
        while self.server_state.connections and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(LOOK_SECONDS)
        await super().shutdown(sockets)


def server_of(
    door: Door,
    settings: Settings,
    tls: tuple[str, str] | None = None,
    leaving_seconds: float = 0.0,
) -> Server:
    """A server that is not running yet."""
    cert, key = tls or (None, None)
    app = app_of(door, settings)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
        ws="none",
        ssl_certfile=cert,
        ssl_keyfile=key,
    )
    return Server(config, app, leaving_seconds)


def _serve_with(
    listeners: Sequence[socket.socket],
    opened: Opened,
    settings: Settings,
    background_of: BackgroundOf,
    tls: tuple[str, str] | None,
    ready: Callable[[str], None] | None,
) -> None:
    """Keep a child serving on each socket; one that dies is replaced, a signal ends all."""
    stopping = threading.Event()
    children: dict[int, socket.socket] = {}

    def end(number: int, frame: FrameType | None) -> None:
        stopping.set()
        for child in children:
            os.kill(child, signal.SIGTERM)

    def begin(listener: socket.socket) -> None:
        def serve_here() -> None:
            _serve_here(listener, opened, settings, background_of, tls, None)

        _fork(children, listener, serve_here)

    for number in ENDING:
        signal.signal(number, end)
    for listener in listeners:
        begin(listener)
    if ready is not None:
        ready(settings.public_url)
    restarts = 0
    while children:
        child, status = os.wait()
        listener = children.pop(child)
        if stopping.is_set():
            continue
        restarts += 1
        log.warning("a serving process ended", extra={"status": status, "count": restarts})
        if restarts > RESTARTS_MAX:
            end(signal.SIGTERM, None)
        else:
            begin(listener)


def _fork(
    children: dict[int, socket.socket], listener: socket.socket, serve_here: Callable[[], None]
) -> None:
    """One more child that serves.

    Signals are held back over the fork: one that comes finds every child known to its parent, and
    no child with its parent's way of ending. A child that is not serving yet just ends.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    child = os.fork()
    if child:
        children[child] = listener
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        return
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    status = 1
    try:
        serve_here()
        status = 0
    except Exception:
        log.exception("a serving process has a fault")
    finally:
        os._exit(status)


@contextmanager
def serving(door: Door, settings: Settings) -> Iterator[str]:
    """A server in a thread of this process, for the demo and tests; gives its address.

    Port 0 takes a free one. The door stays open afterwards.
    """
    with listen(settings.host, settings.port) as listener:
        server = server_of(door, settings)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="passalong-web"
        )
        thread.start()
        try:
            # The socket listens already: whoever connects now is answered once the server runs.
            yield f"http://{settings.host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
