"""Backups: a folder with the data, the keys apart, and a manifest; restored only if it is whole.

How a database is copied is `engine/copying.py`; what came after a copy, `engine/sequel.py`.

The keys lie in a folder of their own because they live differently. `keys.json` opens codes and
names of this installation and must not get lost. The keys of people must get lost: after at
most 35 days, so that whoever was forgotten in the meantime can't be read in an old backup.
A younger backup is met by `erased.json`: every backup and sequel says who was forgotten by then
(ids only), and an older one that is restored forgets them again.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

import passalong
from passalong.base.clock import DAY, iso_of, moment_of_text
from passalong.engine.copying import Copied, Heads, Progress, copy_in, copy_out, is_sqlite
from passalong.engine.database import Database
from passalong.engine.feature import Registry
from passalong.engine.sequel import SequelBroken, apply_sequel, write_sequel
from passalong.engine.snapshot import snapshot

MANIFEST = "manifest.json"
ERASED = "erased.json"
JOURNAL, PRIVATE, SEQUEL_KEYS = "data/journal.gz", "data/private.gz", "keys/subject_keys.gz"
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
    """What a backup holds; `journal` is how far the history of each merchant goes.

    `follows` is how far it went in the backup that this one is the sequel of; a whole backup
    follows nothing.
    """

    made_at: str
    version: str
    revision: str
    dialect: str
    journal: Heads
    files: list[Kept]
    follows: Heads | None = None


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
    with _new(folder):
        return _whole(url, keys_path, folder, revision, now, told)


def _whole(
    url: str, keys_path: Path, folder: Path, revision: str, now: int, told: Progress
) -> Manifest:
    content = "data/passalong.sqlite" if is_sqlite(url) else "data/passalong.dump"
    copied = copy_out(url, folder / content, folder / "keys/subject_keys", told)
    _write_closed(folder / "keys/keys.json", keys_path.read_bytes())
    files = [content, "keys/keys.json", "keys/subject_keys"]
    return _finish(folder, url, revision, now, copied, files, None)


def back_up_sequel(
    database: Database, earlier: Manifest, folder: Path, revision: str, now: int
) -> Manifest:
    """Write what came after an earlier backup (or sequel) into an empty folder.

    Raises FileExistsError, BackupBroken.
    """
    if (earlier.dialect == "sqlite") != is_sqlite(database.url):
        raise BackupBroken(f"the earlier one is of {earlier.dialect}; the database is not")
    files = [JOURNAL, PRIVATE, SEQUEL_KEYS]
    with _new(folder):
        with snapshot(database) as picture:
            paths = [folder / name for name in files]
            copied = write_sequel(picture, database, earlier.journal, *paths)
        if any(copied.heads.get(one, 0) < seq for one, seq in earlier.journal.items()):
            raise BackupBroken("the earlier one is of another history: it goes further than this")
        return _finish(folder, database.url, revision, now, copied, files, earlier.journal)


@contextmanager
def _new(folder: Path) -> Iterator[None]:
    """An empty folder to fill; emptied again when that fails. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(str(folder))
    try:
        for name in ("data", "keys"):
            (folder / name).mkdir(mode=0o700)
        (folder / "keys" / "READ-ME.txt").write_text(NOTE.format(days=KEPT_DAYS))
        yield
    except BaseException:
        for left in folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
        raise


def _finish(
    folder: Path,
    url: str,
    revision: str,
    now: int,
    copied: Copied,
    names: Sequence[str],
    follows: Heads | None,
) -> Manifest:
    """Whoever was forgotten, then the manifest, last of all."""
    for name in names:
        if name.startswith("keys/"):
            (folder / name).chmod(0o600)
    (folder / ERASED).write_bytes(msgspec.json.encode(copied.erased))
    files = [_kept(folder, folder / name) for name in (*names, ERASED)]
    dialect = "sqlite" if is_sqlite(url) else "postgresql"
    manifest = Manifest(
        iso_of(now), passalong.__version__, revision, dialect, copied.heads, files, follows
    )
    _write_manifest(folder, manifest)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest, if every file is there as it says; people's keys may be gone by now.

    Raises BackupBroken.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise BackupBroken(f"there is no {MANIFEST} in {folder}: it was broken off") from error
    except msgspec.DecodeError as error:
        raise BackupBroken(f"{MANIFEST} can't be read: {error}") from error
    for kept in manifest.files:
        path = folder / kept.path
        if not path.exists() and kept.path.startswith("keys/"):
            continue
        if not path.exists() or _kept(folder, path) != kept:
            raise BackupBroken(f"{kept.path} is not the file that was backed up")
    return manifest


def check_row(manifests: Sequence[Manifest]) -> None:
    """Whether these are one whole backup and its sequels, each beginning where one before ends.

    Raises BackupBroken.
    """
    whole, *sequels = manifests
    if whole.follows is not None:
        raise BackupBroken("the first folder is a sequel; name the whole backup before it")
    heads = whole.journal
    for sequel in sequels:
        if sequel.follows is None:
            raise BackupBroken("there are two whole backups; name one, then its sequels")
        if (sequel.dialect, sequel.revision) != (whole.dialect, sequels[-1].revision):
            raise BackupBroken("a sequel is of another database or version than the rest")
        for merchant_id, seq in sequel.follows.items():
            if seq > heads.get(merchant_id, 0):
                raise BackupBroken(
                    f"a piece is missing: the sequel begins after line {seq} of {merchant_id}, "
                    f"and what is before it ends at {heads.get(merchant_id, 0)}"
                )
        if any(sequel.journal.get(one, 0) < seq for one, seq in heads.items()):
            raise BackupBroken("the sequels are not in the order in which they were made")
        heads = sequel.journal


def bring_back(folder: Path, manifest: Manifest, url: str, keys_path: Path, now: int) -> None:
    """Fill an empty place from a backup. Raises PlaceTaken, BackupBroken, NoTool, CopyFailed."""
    if (manifest.dialect == "sqlite") != is_sqlite(url):
        raise BackupBroken(f"it is a backup of {manifest.dialect}; the place is not")
    data = next(folder / kept.path for kept in manifest.files if kept.path.startswith("data/"))
    subject_keys = folder / "keys" / "subject_keys"
    if subject_keys.exists() and is_past(manifest, now):
        raise BackupBroken(
            f"keys/subject_keys is older than {KEPT_DAYS} days and must be gone by now; delete it, "
            "and the backup can be restored with everybody nameless"
        )
    _put_keys(folder / "keys" / "keys.json", keys_path)
    copy_in(url, data, subject_keys if subject_keys.exists() else None)


def go_on(database: Database, registry: Registry, folder: Path) -> int:
    """Play a sequel over what was restored; how many lines. Raises BackupBroken."""
    keys = folder / SEQUEL_KEYS
    try:
        return apply_sequel(
            database,
            registry,
            folder / JOURNAL,
            folder / PRIVATE,
            keys if keys.exists() else None,
        )
    except SequelBroken as error:
        raise BackupBroken(f"{folder.name}: {error}") from error


def erased_since(folder: Path, manifest: Manifest, others: Sequence[Path]) -> set[tuple[str, str]]:
    """Merchant and person of everybody who was forgotten after this backup was made.

    Newer backups that lie beside it tell, and `others`, wherever they lie. Raises BackupBroken.
    """
    known = set(_erased_by(folder))
    found: set[tuple[str, str]] = set()
    for other in others:
        read_manifest(other)
        found |= set(_erased_by(other))
    for beside in folder.absolute().parent.glob(f"*/{MANIFEST}"):
        try:
            later = read_manifest(beside.parent)
        except BackupBroken:
            continue
        if later.made_at > manifest.made_at:
            found |= set(_erased_by(beside.parent))
    return found - known


def _erased_by(folder: Path) -> list[tuple[str, str]]:
    path = folder / ERASED
    if not path.exists():
        return []
    return msgspec.json.decode(path.read_bytes(), type=list[tuple[str, str]])


def is_past(manifest: Manifest, now: int) -> bool:
    """Whether the keys of people in this backup must be gone by now."""
    return now - moment_of_text(manifest.made_at) > KEPT_DAYS * DAY


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
