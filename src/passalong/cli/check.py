"""`audit`: every invariant of the rows; status 1 and the rows if one is broken.

The invariants are in `insights/audit/`.
"""

from typing import Any

import click
import msgspec

from passalong.base.clock import SystemClock
from passalong.cli.answers import NotChecked, Stop, bar, json_option, note, told
from passalong.cli.opening import opened_database
from passalong.engine.database import Database
from passalong.engine.snapshot import snapshot
from passalong.insights.audit import INVARIANTS, Finding, audit
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


COMMANDS = {"audit": audit_command}
