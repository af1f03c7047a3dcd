"""`serve`, `migrate`, `demo`: what keeps a shop running.

The pages and the API that are served are in `web/`; the demo's town is in `town/`.
"""

import click

from passalong.cli.answers import json_option, told
from passalong.cli.opening import read_settings, sentences


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database to the tables of this version; safe to repeat."""
    from passalong.migrations import migrate as take_steps

    settings = read_settings()
    with sentences(settings):
        before, after = take_steps(settings.database_url)
    told({"before": before, "after": after, "changed": before != after}, as_json=as_json)


COMMANDS = {"migrate": migrate}
