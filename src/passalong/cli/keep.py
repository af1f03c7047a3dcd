"""`backup DIR` and `restore DIR`: a living installation out, and in again, checked.

What a backup consists of is `outside/backups.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from passalong.base.clock import SystemClock
from passalong.base.messages import Actor, Refusal
from passalong.cli.answers import Stop, bar, json_option, note, told
from passalong.cli.check import answer_of, findings_of
from passalong.cli.opening import (
    door_of,
    opened_database,
    read_settings,
    sentences,
    sqlite_file,
)
from passalong.engine.copying import CopyFailed, NoTool, PlaceTaken
from passalong.engine.database import Database
from passalong.engine.door import Wish
from passalong.engine.history import forgotten_or_changed
from passalong.engine.snapshot import snapshot
from passalong.migrations import migrate, newest, revision_of, revisions
from passalong.outside.backup_diary import note_backup, note_trial
from passalong.outside.backups import (
    KEPT_DAYS,
    BackupBroken,
    Manifest,
    back_up,
    back_up_sequel,
    bring_back,
    check_row,
    erased_since,
    go_on,
    read_manifest,
)
from passalong.people.model import ErasePerson
from passalong.settings import Settings
from passalong.wiring import registry

NOT_EMPTY = (
    "{folder} is not empty; a backup needs a folder of its own. (One without manifest.json was "
    "broken off and may be deleted.)"
)
RESTORING = Actor(kind="system", id="restore", role="owner")
folder_type = click.Path(file_okay=False, path_type=Path)
earlier_option = click.option(
    "--after",
    "earlier",
    type=folder_type,
    help="Only what came after this backup or sequel.",
)


@click.command()
@click.argument("folder", type=folder_type)
@earlier_option
@json_option
def backup(folder: Path, earlier: Path | None, as_json: bool) -> None:
    """Copy the installation into an empty FOLDER while it lives; keys lie apart in it."""
    settings = read_settings()
    try:
        manifest = _made(settings, folder, earlier)
    except FileExistsError as error:
        raise Stop(NOT_EMPTY.format(folder=folder)) from error
    except (BackupBroken, NoTool, CopyFailed) as error:
        raise Stop(f"The backup was not made: {error}") from error
    note_backup(settings.home, folder, manifest)
    note(f"Keep keys/ apart from data/, and keys/subject_keys no longer than {KEPT_DAYS} days.")
    told(
        {
            "folder": str(folder),
            "made_at": manifest.made_at,
            "merchants": len(manifest.journal),
            "journal_lines": sum(manifest.journal.values())
            - sum((manifest.follows or {}).values()),
            "bytes": sum(kept.size for kept in manifest.files),
        },
        as_json=as_json,
    )


def _made(settings: Settings, folder: Path, earlier: Path | None) -> Manifest:
    now = SystemClock().now()
    with opened_database() as database, sentences(settings), bar("Backup") as line:
        revision = revision_of(database.engine)
        if earlier is not None:
            return back_up_sequel(database, read_manifest(earlier), folder, revision, now)
        return back_up(
            settings.database_url,
            settings.keys_path,
            folder,
            revision,
            now,
            lambda at, total: line.move(at, total, f"{at} of {total}"),
        )


@click.command()
@click.argument("folders", type=folder_type, nargs=-1, required=True, metavar="FOLDER [SEQUEL]...")
@click.option(
    "--erased",
    "others",
    type=folder_type,
    multiple=True,
    help="A newer backup: whoever was forgotten by then is forgotten again.",
)
@click.option("--quick", is_flag=True, help="Check by the audit only, not by replaying history.")
@json_option
def restore(
    folders: tuple[Path, ...], others: tuple[Path, ...], quick: bool, as_json: bool
) -> None:
    """Fill an empty place from a backup and its sequels, then check it.

    Checked are files, journal, audit and history. Status 1 if anything is not as it was; the
    audit's rows are told by `passalong audit`.
    """
    settings = read_settings()
    now = SystemClock().now()
    with sentences(settings):
        try:
            manifests = [read_manifest(folder) for folder in folders]
            check_row(manifests)
            _check_versions(manifests)
            forgotten = erased_since(folders[-1], manifests[-1], others)
            bring_back(folders[0], manifests[0], settings.database_url, settings.keys_path, now)
            if manifests[0].revision != newest():
                migrate(settings.database_url)
            _play(folders[1:])
        except PlaceTaken as error:
            place = sqlite_file(settings) or "the database"
            raise Stop(f"There is something at {place}; restore into an empty place.") from error
        except (BackupBroken, NoTool, CopyFailed) as error:
            raise Stop(f"Not restored: {error}") from error
        with opened_database() as database:
            is_whole = _heads(database) == manifests[-1].journal
        again = _forget_again(settings, forgotten)
        with opened_database() as database:
            answer = _checked(database, is_whole=is_whole, with_history=not quick)
    answer |= {"sequels": len(folders) - 1, "forgotten_again": again}
    for folder in folders:
        note_trial(folder, now, is_good=answer["ok"])
    told(answer, as_json=as_json)
    raise SystemExit(0 if answer["ok"] else 1)


def _play(sequels: Sequence[Path]) -> None:
    """Play the sequels over what is there. Stops where one does not continue it."""
    with opened_database() as database:
        for folder in sequels:
            try:
                go_on(database, registry(), folder)
            except BackupBroken as error:
                raise Stop(
                    f"Not restored: {error}. The place holds what came before; empty it first."
                ) from error


def _check_versions(manifests: Sequence[Manifest]) -> None:
    """An older backup is brought up to date; a newer one, or a sequel of another, can't be."""
    if any(manifest.revision not in revisions() for manifest in manifests):
        raise Stop("The backup was made by a newer version of this program.")
    if any(manifest.revision != newest() for manifest in manifests[1:]):
        raise Stop("A sequel is played by the version that made it; upgrade afterwards.")


def _forget_again(settings: Settings, forgotten: set[tuple[str, str]]) -> int:
    """Whoever was forgotten after the backup is forgotten again; how many there were."""
    if not forgotten:
        return 0
    count = 0
    with door_of(settings) as door:
        for merchant_id, person_id in sorted(forgotten):
            try:
                door.run(Wish(merchant_id, RESTORING), ErasePerson(person_id))
                count += 1
            except Refusal:
                continue  # she came after the backup
    return count


def _checked(database: Database, *, is_whole: bool, with_history: bool) -> dict[str, Any]:
    """Whether what is there now is what was backed up."""
    audited = answer_of(findings_of(database))
    broken = [one["name"] for one in audited["invariants"] if one["violations"]]
    heads = _heads(database)
    differing = 0
    if with_history:
        with bar("History") as line:
            for number, merchant_id in enumerate(heads, 1):
                line.move(number, len(heads), merchant_id)
                differing += sum(1 for _ in forgotten_or_changed(database, registry(), merchant_id))
    return {
        "ok": is_whole and not broken and not differing,
        "merchants": len(heads),
        "journal_lines": sum(heads.values()),
        "is_journal_whole": is_whole,
        "broken_invariants": broken,
        "rows_unlike_history": differing if with_history else None,
    }


def _heads(database: Database) -> dict[str, int]:
    with snapshot(database) as picture:
        lines = picture.lines("SELECT merchant_id, seq FROM journal_head")
        return {str(merchant_id): int(seq) for merchant_id, seq in lines}


COMMANDS = {"backup": backup, "restore": restore}
