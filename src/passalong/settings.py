"""What is set from outside: environment variables, read once, with safe defaults.

What each one means to an operator is in `docs/operate/settings.md`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True):
    """One installation. `home` holds the database file, the keys and backups by default."""

    home: Path
    database_url: str
    keys_path: Path
    public_url: str
    host: str
    port: int
    is_metrics_open: bool
    is_behind_proxy: bool


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises ValueError naming the variable that can't be read."""
    home = Path(environment.get("PASSALONG_HOME") or "passalong-data").absolute()
    port = environment.get("PASSALONG_PORT") or "8000"
    if not port.isdigit() or not 0 <= int(port) < 65536:
        raise ValueError("PASSALONG_PORT is not a port number")
    host = environment.get("PASSALONG_HOST") or "127.0.0.1"
    return Settings(
        home=home,
        database_url=environment.get("PASSALONG_DATABASE_URL")
        or f"sqlite:///{home / 'passalong.sqlite'}",
        keys_path=Path(environment.get("PASSALONG_KEYS") or home / "keys.json"),
        public_url=(environment.get("PASSALONG_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        host=host,
        port=int(port),
        is_metrics_open=_flag(environment, "PASSALONG_METRICS"),
        is_behind_proxy=_flag(environment, "PASSALONG_BEHIND_PROXY"),
    )


def _flag(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip().lower()
    if text in ("", "0", "no", "off", "false"):
        return False
    if text in ("1", "yes", "on", "true"):
        return True
    raise ValueError(f"{name} is neither yes nor no")
