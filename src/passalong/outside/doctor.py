"""Is this installation fit to be trusted? Every check says what it found and what to do.

The invariants of the rows are the audit's (`insights/audit/`). What the machine is like is found
in `outside/surroundings.py`.

A check answers good, bad, or that it does not apply here; one that fails itself is bad. Nothing
is changed or repaired.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import msgspec

from passalong.base.clock import DAY, HOUR, SECOND, moment_of_text
from passalong.engine.database import Database, DatabaseInUse
from passalong.engine.snapshot import Snapshot, snapshot
from passalong.engine.sqlite import connect_writer, hold
from passalong.migrations import state
from passalong.outside.backup_diary import backups_made, trial_of
from passalong.outside.backups import KEPT_DAYS
from passalong.outside.surroundings import Surroundings
from passalong.settings import Settings

APART_MAX = 2 * SECOND
FREE_MIN = 0.15
BACKUP_MAX = 26 * HOUR
TRIAL_MAX = 35 * DAY
WAL_RESET_FIXED = (3, 51, 3)  # before: two that write or check-point at once can corrupt a WAL
OF_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs")
COMMON = {"", "postgres", "password", "passalong", "secret", "changeme", "admin", "123456"}


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came out of one check. `ok` None: it does not apply here."""

    name: str
    ok: bool | None
    found: str
    advice: str = ""


class Patient:
    """What a check may look at."""

    def __init__(
        self, settings: Settings, database: Database, picture: Snapshot, around: Surroundings
    ) -> None:
        self.settings = settings
        self.database = database
        self.picture = picture
        self.around = around
        self.now = around.clock.now()
        self.dialect = database.dialect
        self.path = Path(settings.database_url.removeprefix("sqlite:///")).absolute()


Answer = tuple[bool | None, str, str]
Check = Callable[[Patient], Answer]
NOT_HERE: Answer = (None, "does not apply to this database", "")


def schema(patient: Patient) -> Answer:
    """Tables and program belong together."""
    found = state(patient.database.engine)
    advice = {"behind": "Run: passalong migrate.", "ahead": "Install the version that made it."}
    return found == "fits", f"the schema {found}", advice.get(found, "")


def sqlite_writers(patient: Patient) -> Answer:
    """Nobody but the one server writes the file."""
    if patient.dialect != "sqlite":
        return NOT_HERE
    version = str(patient.picture.value("SELECT sqlite_version()"))
    is_affected = tuple(map(int, version.split("."))) < WAL_RESET_FIXED
    others = patient.around.writers_of(patient.path) - {_holder(patient.path)}
    bug = "has the WAL-reset bug, which one writer never meets" if is_affected else "is sound"
    if not others:
        return True, f"SQLite {version} {bug}; nobody else has the file open for writing", ""
    who = ", ".join(map(str, sorted(others)))
    danger = f" On SQLite {version} that can corrupt the file." if is_affected else ""
    return False, f"process {who} has the file open for writing", f"End it.{danger}"


def _holder(path: Path) -> int:
    """The process that may write: whoever holds the lock; 0 for none."""
    try:
        hold(path).close()
    except DatabaseInUse:
        return int(Path(f"{path}.lock").read_text() or 0)
    return 0


def sqlite_durability(patient: Patient) -> Answer:
    """A commit is on the disk before it is answered."""
    if patient.dialect != "sqlite":
        return NOT_HERE
    with TemporaryDirectory() as folder:
        writer = connect_writer(Path(folder) / "trial.sqlite")
        synchronous = writer.execute("PRAGMA synchronous").fetchone()[0]
        mode = writer.execute("PRAGMA journal_mode").fetchone()[0]
        writer.close()
    said = f"the writer has synchronous={synchronous}, journal_mode={mode}"
    advice = "This SQLite does not keep what was answered (2 = FULL is needed); use another build."
    is_good = synchronous >= 2 and mode == "wal"
    return is_good, said, "" if is_good else advice


def sqlite_integrity(patient: Patient) -> Answer:
    """The file is whole."""
    if patient.dialect != "sqlite":
        return NOT_HERE
    said = [str(line[0]) for line in patient.picture.lines("PRAGMA integrity_check(5)")]
    if said == ["ok"]:
        return True, "integrity_check finds nothing", ""
    return False, f"integrity_check: {said[0]}", "Restore the last backup; keep the file aside."


def sqlite_place(patient: Patient) -> Answer:
    """The file lies on a disk of this machine: locks over a network don't hold."""
    if patient.dialect != "sqlite":
        return NOT_HERE
    kind = patient.around.file_system(patient.path)
    if kind in OF_A_NETWORK:
        return False, f"the file lies on {kind}", "Move PASSALONG_HOME to a disk of this machine."
    return True, f"the file lies on {kind or 'a file system that nobody names'}", ""


def _setting(name: str, wanted: str, advice: str) -> Check:
    def check(patient: Patient) -> Answer:
        if patient.dialect != "postgresql":
            return NOT_HERE
        found = str(patient.picture.value("SELECT current_setting(:name)", name=name))
        return found == wanted, f"{name} is {found}", "" if found == wanted else advice

    return check


def postgres_role(patient: Patient) -> Answer:
    """The program may not do more than it needs."""
    if patient.dialect != "postgresql":
        return NOT_HERE
    asked = "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
    name, is_super = next(iter(patient.picture.lines(asked)))
    advice = "Give the database to a role of its own, and name that in PASSALONG_DATABASE_URL."
    said = f"the role {name} is {'' if is_super else 'not '}a superuser"
    return not is_super, said, advice if is_super else ""


def clock(patient: Patient) -> Answer:
    """Program and database agree on what time it is."""
    if patient.dialect == "postgresql":
        asked = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
        apart = patient.around.clock.now() - int(patient.picture.value(asked))
        said = f"program and database are {abs(apart) / 1000:.1f} s apart"
        is_good = abs(apart) <= APART_MAX
    else:
        ahead = int(patient.picture.value("SELECT max(at) FROM journal") or 0) - patient.now
        said = f"the journal's last line is {max(0, ahead) / 1000:.1f} s in the future"
        is_good = ahead <= APART_MAX
    return is_good, said, "" if is_good else "Set the clock by NTP (timedatectl set-ntp true)."


def disk(patient: Patient) -> Answer:
    """There is room to write."""
    place = patient.path if patient.dialect == "sqlite" else patient.settings.home
    free = patient.around.free_share(place)
    advice = "Make room: with a full disk nothing can be sold."
    return free >= FREE_MIN, f"{free:.0%} of the disk is free", "" if free >= FREE_MIN else advice


def last_backup(patient: Patient) -> Answer:
    """What is lost with the machine is at most a day."""
    advice = "Run: passalong backup FOLDER, every night (docs/operate/backup.md)."
    made = backups_made(patient.settings.home)
    if not made:
        return False, "no backup was made with this PASSALONG_HOME", advice
    age = patient.now - moment_of_text(made[-1].made_at)
    said = f"the last backup is {age / HOUR:.0f} hours old"
    return age <= BACKUP_MAX, said, "" if age <= BACKUP_MAX else advice


def restore_test(patient: Patient) -> Answer:
    """A backup that was never restored is a hope."""
    trials = [trial_of(Path(made.folder)) for made in backups_made(patient.settings.home)]
    good = [moment_of_text(trial.at) for trial in trials if trial is not None and trial.ok]
    advice = "Run passalong restore FOLDER into an empty place, once a month."
    if not good:
        return False, "none of the backups was ever restored", advice
    age = patient.now - max(good)
    said = f"a backup was restored {age / DAY:.0f} days ago"
    return age <= TRIAL_MAX, said, "" if age <= TRIAL_MAX else advice


def secrets(patient: Patient) -> Answer:
    """Keys and passwords are nobody else's."""
    return secrets_of(patient.settings)


def secrets_of(settings: Settings) -> Answer:
    """The same before a database answers."""
    path = settings.keys_path
    if not path.exists():
        return False, f"there is no key file at {path}", "Put it back from a backup's keys/."
    if path.stat().st_mode & 0o077:
        return False, "others may read the key file", f"Run: chmod 600 {path}"
    keys = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    values = list(keys.values())
    if len(set(values)) < len(values) or any(len(set(one)) < 8 for one in values):
        return False, "the keys are not random", "Make a new installation; these protect nothing."
    url = urlsplit(settings.database_url)
    if url.password is not None and url.password.lower() in {*COMMON, (url.username or "").lower()}:
        return False, "the database's password is a common one", "Give the role another password."
    return True, "the key file is closed to others, its keys are random", ""


def organiser(patient: Patient) -> Answer:
    """Every merchant says who stands behind it: every page must show it."""
    asked = "SELECT merchant_id FROM merchant WHERE trim(organiser) = '' ORDER BY merchant_id"
    found = [str(line[0]) for line in patient.picture.lines(asked)]
    if not found:
        return True, "every merchant names its organiser", ""
    advice = "Write the name on the business licence under Settings, for each."
    return False, f"{len(found)} without an organiser: {', '.join(found[:5])}", advice


def forgotten(patient: Patient) -> Answer:
    """Whoever was forgotten left nothing behind here."""
    left = """
    SELECT count(*) FROM person p WHERE p.erased_at IS NOT NULL AND (
      EXISTS (SELECT 1 FROM person_detail d
              WHERE d.merchant_id = p.merchant_id AND d.person_id = p.person_id)
      OR EXISTS (SELECT 1 FROM identity i
              WHERE i.merchant_id = p.merchant_id AND i.person_id = p.person_id)
      OR EXISTS (SELECT 1 FROM subject_key k
              WHERE k.merchant_id = p.merchant_id AND k.subject_id = p.person_id))
    """
    count = int(patient.picture.value(left))
    advice = "Run passalong audit, and report this: it must not happen."
    return count == 0, f"{count} forgotten people left something", advice if count else ""


def erasure_horizon(patient: Patient) -> Answer:
    """No backup still has keys of people that must be gone by now."""
    late = []
    for made in backups_made(patient.settings.home):
        keys = sorted(Path(made.folder).glob("keys/subject_keys*"))
        if keys and patient.now - moment_of_text(made.made_at) > KEPT_DAYS * DAY:
            late.append(str(keys[0]))
    if not late:
        return True, f"no backup that was made here has keys older than {KEPT_DAYS} days", ""
    return False, f"{len(late)} backups have keys that are too old", f"Delete {', '.join(late[:3])}"


def public_address(patient: Patient) -> Answer:
    """Links lead over TLS wherever they lead to other machines."""
    url = urlsplit(patient.settings.public_url)
    is_good = url.scheme == "https" or url.hostname in ("localhost", "127.0.0.1", "::1")
    advice = "Set PASSALONG_PUBLIC_URL=https://… (cookies and the till's camera need it)."
    return is_good, f"links begin with {url.scheme}://{url.hostname}", "" if is_good else advice


CHECKS: Sequence[tuple[str, Check]] = (
    ("schema", schema),
    ("sqlite_writers", sqlite_writers),
    ("sqlite_durability", sqlite_durability),
    ("sqlite_integrity", sqlite_integrity),
    ("sqlite_place", sqlite_place),
    ("postgres_fsync", _setting("fsync", "on", "Turn it on: without it a power cut loses sales.")),
    (
        "postgres_full_page_writes",
        _setting("full_page_writes", "on", "Turn it on: without it a power cut can corrupt pages."),
    ),
    (
        "postgres_synchronous_commit",
        _setting("synchronous_commit", "on", "Turn it on: other programs here lose commits."),
    ),
    (
        "postgres_data_checksums",
        _setting("data_checksums", "on", "Stop it and run pg_checksums --enable."),
    ),
    ("postgres_role", postgres_role),
    ("clock", clock),
    ("disk", disk),
    ("last_backup", last_backup),
    ("restore_test", restore_test),
    ("secrets", secrets),
    ("organiser", organiser),
    ("forgotten", forgotten),
    ("erasure_horizon", erasure_horizon),
    ("public_address", public_address),
)


def examine(
    settings: Settings, database: Database, around: Surroundings | None = None
) -> Iterator[Verdict]:
    """Every check, in order. One that can't be made is bad, and says why."""
    for name, check in CHECKS:
        try:
            with snapshot(database) as picture:
                patient = Patient(settings, database, picture, around or Surroundings())
                verdict = Verdict(name, *check(patient))
        except Exception as error:
            found = f"could not be checked: {type(error).__name__}"
            verdict = Verdict(name, False, found, "If others are bad too, mend those first.")
        yield verdict
