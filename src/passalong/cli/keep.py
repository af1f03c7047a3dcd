"""`backup DIR` and `restore DIR`: a living installation out, and in again, checked.

What a backup consists of is `outside/backups.py`.
"""

from pathlib import Path
from typing import Any

import click

from passalong.base.clock import SystemClock
from passalong.cli.answers import Stop, bar, json_option, note, told
from passalong.cli.check import answer_of, findings_of
from passalong.cli.opening import opened_database, read_settings, sentences, sqlite_file
from passalong.engine.copying import CopyFailed, NoTool, PlaceTaken
from passalong.engine.database import Database
from passalong.engine.history import forgotten_or_changed
from passalong.engine.snapshot import snapshot
from passalong.migrations import migrate, newest, revision_of, revisions
from passalong.outside.backups import (
    KEPT_DAYS,
    BackupBroken,
    Manifest,
    back_up,
    bring_back,
    read_manifest,
)
from passalong.wiring import registry

folder_argument = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@folder_argument
@json_option
def backup(folder: Path, as_json: bool) -> None:
    """Copy the installation into an empty FOLDER while it lives; keys lie apart in it."""
    settings = read_settings()
    with opened_database() as database:
        revision = revision_of(database.engine)
    with sentences(settings), bar("Backup") as line:
        try:
            manifest = back_up(
                settings.database_url,
                settings.keys_path,
                folder,
                revision,
                SystemClock().now(),
                lambda at, total: line.move(at, total, f"{at} of {total}"),
            )
        except FileExistsError as error:
            raise Stop(f"{folder} is not empty; a backup needs a folder of its own.") from error
        except (NoTool, CopyFailed) as error:
            raise Stop(f"The backup was not made: {error}") from error
    note(f"Keep keys/ apart from data/, and keys/subject_keys no longer than {KEPT_DAYS} days.")
    told(
        {
            "folder": str(folder),
            "made_at": manifest.made_at,
            "merchants": len(manifest.journal),
            "journal_lines": sum(manifest.journal.values()),
            "bytes": sum(kept.size for kept in manifest.files),
        },
        as_json=as_json,
    )


@click.command()
@folder_argument
@click.option("--quick", is_flag=True, help="Check by the audit only, not by replaying history.")
@json_option
def restore(folder: Path, quick: bool, as_json: bool) -> None:
    """Fill an empty place from a backup, then check it: files, journal, audit, history.

    Status 1 if anything is not as it was; the audit's rows are told by `passalong audit`.
    """
    settings = read_settings()
    with sentences(settings):
        try:
            manifest = read_manifest(folder)
            if manifest.revision not in revisions():
                raise Stop("The backup was made by a newer version of this program.")
            bring_back(folder, manifest, settings.database_url, settings.keys_path)
        except PlaceTaken as error:
            place = sqlite_file(settings) or "the database"
            raise Stop(f"There is something at {place}; restore into an empty place.") from error
        except (BackupBroken, NoTool, CopyFailed) as error:
            raise Stop(f"Not restored: {error}") from error
        if manifest.revision != newest():
            migrate(settings.database_url)
    with opened_database() as database:
        answer = _checked(database, manifest, with_history=not quick)
    told(answer, as_json=as_json)
    raise SystemExit(0 if answer["ok"] else 1)


def _checked(database: Database, manifest: Manifest, *, with_history: bool) -> dict[str, Any]:
    """Whether what is there now is what was backed up."""
    audited = answer_of(findings_of(database))
    broken = [one["name"] for one in audited["invariants"] if one["violations"]]
    differing = 0
    if with_history:
        with bar("History") as line:
            for number, merchant_id in enumerate(manifest.journal, 1):
                line.move(number, len(manifest.journal), merchant_id)
                differing += sum(1 for _ in forgotten_or_changed(database, registry(), merchant_id))
    heads = _heads(database)
    return {
        "ok": not broken and not differing and heads == manifest.journal,
        "merchants": len(heads),
        "journal_lines": sum(heads.values()),
        "is_journal_whole": heads == manifest.journal,
        "broken_invariants": broken,
        "rows_unlike_history": differing if with_history else None,
    }


def _heads(database: Database) -> dict[str, int]:
    with snapshot(database) as picture:
        lines = picture.lines("SELECT merchant_id, seq FROM journal_head")
        return {str(merchant_id): int(seq) for merchant_id, seq in lines}


COMMANDS = {"backup": backup, "restore": restore}
