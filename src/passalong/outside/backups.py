"""Backups: a folder with the data, the keys apart, and a manifest; restored only if it is whole.

How a database is copied is `engine/copying.py`.

The keys lie in a folder of their own because they live differently. `keys.json` opens codes and
names of this installation and must not get lost. The keys of people must get lost: after at
most 35 days, so that whoever was forgotten in the meantime can't be read in an old backup.
"""

import hashlib
import os
from pathlib import Path

import msgspec

import passalong
from passalong.base.clock import iso_of
from passalong.engine.copying import Progress, copy_in, copy_out, is_sqlite

MANIFEST = "manifest.json"
KEPT_DAYS = 35
NOTE = """\
keys.json      the keys of this installation. Without it no code, link or name of the backup
               works. Keep it in a safe place, apart from the data.
subject_keys   a key for every person. Delete this file after at most {days} days: who asked to
               be forgotten in the meantime must not come back with an old backup.

Whoever has this folder and the data can read every name and number. Never keep both together.
"""


class BackupBroken(Exception):
    """The folder is no backup, or a file in it is not what the manifest says."""


class Kept(msgspec.Struct, frozen=True):
    """A file of the backup."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds; `journal` is how far the history of each merchant goes."""

    made_at: str
    version: str
    revision: str
    dialect: str
    journal: dict[str, int]
    files: list[Kept]


def back_up(
    url: str,
    keys_path: Path,
    folder: Path,
    revision: str,
    now: int,
    told: Progress = lambda at, total: None,
) -> Manifest:
    """Copy a living installation into an empty folder. Raises FileExistsError, CopyFailed, NoTool.

    The manifest is written last: a folder without one is a backup that was broken off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(str(folder))
    data, keys = folder / "data", folder / "keys"
    data.mkdir(mode=0o700)
    keys.mkdir(mode=0o700)
    dialect = "sqlite" if is_sqlite(url) else "postgresql"
    content = data / ("passalong.sqlite" if dialect == "sqlite" else "passalong.dump")
    (keys / "READ-ME.txt").write_text(NOTE.format(days=KEPT_DAYS))
    heads = copy_out(url, content, keys / "subject_keys", told)
    _write_closed(keys / "keys.json", keys_path.read_bytes())
    (keys / "subject_keys").chmod(0o600)
    files = [_kept(folder, path) for path in (content, keys / "keys.json", keys / "subject_keys")]
    manifest = Manifest(iso_of(now), passalong.__version__, revision, dialect, heads, files)
    _write_manifest(folder, manifest)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest, if every file is there as it says; people's keys may be gone by now.

    Raises BackupBroken.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise BackupBroken(f"there is no {MANIFEST} in {folder}") from error
    except msgspec.DecodeError as error:
        raise BackupBroken(f"{MANIFEST} can't be read: {error}") from error
    for kept in manifest.files:
        path = folder / kept.path
        if not path.exists() and kept.path.startswith("keys/"):
            continue
        if not path.exists() or _kept(folder, path) != kept:
            raise BackupBroken(f"{kept.path} is not the file that was backed up")
    return manifest


def bring_back(folder: Path, manifest: Manifest, url: str, keys_path: Path) -> None:
    """Fill an empty place from a backup. Raises PlaceTaken, BackupBroken, NoTool, CopyFailed."""
    if (manifest.dialect == "sqlite") != is_sqlite(url):
        raise BackupBroken(f"it is a backup of {manifest.dialect}; the place is not")
    data = next(folder / kept.path for kept in manifest.files if kept.path.startswith("data/"))
    subject_keys, kept_keys = folder / "keys" / "subject_keys", folder / "keys" / "keys.json"
    _put_keys(kept_keys, keys_path)
    copy_in(url, data, subject_keys if subject_keys.exists() else None)


def _put_keys(kept: Path, place: Path) -> None:
    """Keys that are there already must be the same ones: others would open nothing."""
    if place.exists():
        if kept.exists() and kept.read_bytes() != place.read_bytes():
            raise BackupBroken(f"the keys at {place} are not those of the backup")
        return
    if not kept.exists():
        raise BackupBroken(f"keys/keys.json is not in the backup; put it at {place} first")
    place.parent.mkdir(parents=True, exist_ok=True)
    _write_closed(place, kept.read_bytes())


def _write_closed(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _kept(folder: Path, path: Path) -> Kept:
    """What a file is; on the way it is made sure that it is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Kept(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    draft = folder / f"{MANIFEST}.draft"
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / MANIFEST)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
