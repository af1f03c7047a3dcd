"""`audit` and `doctor`: is what is written right, and can this installation be trusted?

The invariants are in `insights/audit/`, the doctor's checks in `outside/doctor.py`.
"""

from typing import Any

import click
import msgspec

from passalong.base.clock import SystemClock
from passalong.cli.answers import NotChecked, Stop, bar, json_option, note, told
from passalong.cli.opening import opened_database, read_settings, sqlite_file
from passalong.engine.database import Database, DatabaseUnavailable
from passalong.engine.opening import open_database
from passalong.engine.sealing import Keys
from passalong.engine.snapshot import snapshot
from passalong.insights.audit import INVARIANTS, Finding, audit
from passalong.migrations import revision_of
from passalong.outside.doctor import CHECKS, examine
from passalong.wiring import registry


def findings_of(database: Database) -> list[Finding]:
    """Check everything, with a bar where somebody looks."""
    found: list[Finding] = []
    with bar("Audit") as line, snapshot(database) as picture:
        for finding in audit(picture, registry().event_types, SystemClock().now()):
            found.append(finding)
            line.move(len(found), len(INVARIANTS), finding.name[:50])
    return found


def answer_of(found: list[Finding]) -> dict[str, Any]:
    """The fixed answer."""
    return {
        "ok": all(finding.violations == 0 for finding in found),
        "invariants": [msgspec.to_builtins(finding) for finding in found],
    }


@click.command("audit")
@json_option
def audit_command(as_json: bool) -> None:
    """Check every invariant on one picture of the database; finds, never repairs.

    Status 0: all hold. 1: one does not. 2: it could not be checked.
    """
    try:
        with opened_database() as database:
            found = findings_of(database)
    except Stop as stop:
        raise NotChecked(stop.message) from stop
    answer = answer_of(found)
    if as_json:
        told(answer, as_json=True)
    else:
        _print(found)
    raise SystemExit(0 if answer["ok"] else 1)


def _print(found: list[Finding]) -> None:
    for finding in found:
        if not finding.applies:
            click.echo(f"   –  {finding.name}: {finding.reason}")
            continue
        sign = "good" if finding.violations == 0 else " BAD"
        click.echo(f"{sign}  {finding.name} ({finding.checked:,} checked)")
        for row in finding.rows:
            note(f"      {'  '.join(row)}")
        if finding.violations > len(finding.rows):
            note(f"      and {finding.violations - len(finding.rows):,} more")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check database, disk, clock, keys and backups; each fault comes with what to do.

    Status 0: all is well. 1: something is not. 2: it could not be checked.
    """
    settings = read_settings()
    path = sqlite_file(settings)
    if path is not None and not path.exists():
        raise NotChecked(f"There is no database at {path}.")
    verdicts = []
    # Only to look: nothing is opened or sealed with these keys.
    database = open_database(settings.database_url, Keys(Keys.fresh()), ())
    try:
        if path is None:
            revision_of(database.engine)
        with bar("Doctor") as line:
            for verdict in examine(settings, database):
                verdicts.append(verdict)
                line.move(len(verdicts), len(CHECKS), verdict.name)
    except DatabaseUnavailable as error:
        raise NotChecked("The database does not answer.") from error
    finally:
        database.close()
    is_well = all(verdict.ok is not False for verdict in verdicts)
    if as_json:
        told({"ok": is_well, "checks": msgspec.to_builtins(verdicts)}, as_json=True)
    else:
        for verdict in verdicts:
            sign = {True: "good", False: " BAD", None: "   –"}[verdict.ok]
            click.echo(f"{sign}  {verdict.name}: {verdict.found}")
            if verdict.advice:
                note(f"      {verdict.advice}")
    raise SystemExit(0 if is_well else 1)


COMMANDS = {"audit": audit_command, "doctor": doctor}
