"""Where backups were made, and whether one of them was ever restored: what `doctor` asks.

What a backup consists of is `outside/backups.py`.

The diary lies in the home folder of whoever makes the backups. That a backup was tried is noted
in the backup itself, since it is restored elsewhere, into an empty place.
"""

import contextlib
from pathlib import Path

import msgspec

from passalong.base.clock import iso_of
from passalong.outside.backups import Manifest

DIARY, TRIAL = "backups.json", "restored.json"
KEPT = 200


class Made(msgspec.Struct, frozen=True):
    """A backup that was made here."""

    folder: str
    made_at: str
    is_sequel: bool


class Trial(msgspec.Struct, frozen=True):
    """A backup was restored, and whether all of it was good."""

    at: str
    ok: bool


def note_backup(home: Path, folder: Path, manifest: Manifest) -> None:
    """Remember the backup; a home that can't be written does not spoil it."""
    made = [
        *backups_made(home),
        Made(str(folder.absolute()), manifest.made_at, is_sequel(manifest)),
    ]
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        _write(home / DIARY, msgspec.json.encode(made[-KEPT:]))


def backups_made(home: Path) -> list[Made]:
    """The backups that were made here, oldest first."""
    try:
        return msgspec.json.decode((home / DIARY).read_bytes(), type=list[Made])
    except (OSError, msgspec.DecodeError):
        return []


def is_sequel(manifest: Manifest) -> bool:
    """Whether it is worth nothing without the backup before it."""
    return manifest.follows is not None


def note_trial(folder: Path, at: int, *, is_good: bool) -> None:
    """Say in the backup that it was restored; one that can't be written stays as it is."""
    with contextlib.suppress(OSError):
        _write(folder / TRIAL, msgspec.json.encode(Trial(iso_of(at), is_good)))


def trial_of(folder: Path) -> Trial | None:
    """When this backup was last restored, or None."""
    try:
        return msgspec.json.decode((folder / TRIAL).read_bytes(), type=Trial)
    except (OSError, msgspec.DecodeError):
        return None


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.write_bytes(content)
    draft.replace(path)
