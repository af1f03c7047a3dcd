"""`serve`, `migrate`, `demo`: what keeps a shop running.

The pages and the API that are served are in `web/`; the demo's town is in `town/`; timers in
`outside/timers.py`.
"""

from contextlib import ExitStack, nullcontext
from pathlib import Path

import click
from msgspec.structs import replace

from passalong.cli.answers import Stop, bar, json_option, note, told
from passalong.cli.opening import AHEAD, door_of, prepare, read_settings, sentences
from passalong.engine.door import Door
from passalong.migrations import Phase
from passalong.settings import Settings

host_option = click.option("--host", help="Where to listen; else PASSALONG_HOST, else 127.0.0.1.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help="Which port; else 8000. 0: any that is free."
)


@click.command()
@host_option
@port_option
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help="Certificate, PEM.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help="Its key, PEM.")
def serve(
    host: str | None,
    port: int | None,
    processes: int,
    tls_cert: str | None,
    tls_key: str | None,
) -> None:
    """Serve pages and API until Ctrl-C; links return and vouchers expire meanwhile."""
    from passalong.outside.timers import Timers
    from passalong.web import serve as serving

    given = read_settings()
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together")
    if processes > 1 and given.database_url.startswith("sqlite:"):
        raise click.UsageError("one SQLite file is served by one process; several need PostgreSQL")
    tls = (tls_cert, tls_key) if tls_cert and tls_key else None
    settings = _listening(given, host, port, is_https=tls is not None)
    prepare(settings)
    with sentences(settings):
        serving.serve(
            lambda: door_of(settings),
            settings,
            processes=processes,
            background_of=lambda door: (Timers(door),),
            tls=tls,
            ready=lambda address: note(f"Open {address} · stop with Ctrl-C"),
        )


def _listening(
    settings: Settings, host: str | None, port: int | None, *, is_https: bool = False
) -> Settings:
    """The settings with the address given here; a public address that was set stays."""
    usual = f"http://{settings.host}:{settings.port}"
    here = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    if settings.public_url != usual:
        return here
    scheme = "https" if is_https else "http"
    return replace(here, public_url=f"{scheme}://{here.host}:{here.port}")


@click.command()
@click.option("--pre", "phase", flag_value="pre", help="Only what adds; the old version may serve.")
@click.option("--post", "phase", flag_value="post", help="The rest, once no old version serves.")
@json_option
def migrate(phase: Phase | None, as_json: bool) -> None:
    """Bring the database to the tables of this version; safe to repeat.

    Without an option it takes all steps at once: for that no server may run.
    """
    from passalong.migrations import MadeByNewer, OutOfTurn
    from passalong.migrations import migrate as take_steps

    settings = read_settings()
    with sentences(settings):
        try:
            before, after = take_steps(settings.database_url, phase)
        except MadeByNewer as error:
            raise Stop(AHEAD) from error
        except OutOfTurn as error:
            raise Stop(f"Not now: {error}") from error
    told({"before": before, "after": after, "changed": before != after}, as_json=as_json)


@click.command()
@host_option
@port_option
@click.option("--seed", default="1", show_default=True, help="The same seed, the same town.")
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True)
@click.option("--people", type=click.IntRange(50, 20_000), default=1200, show_default=True)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep it here.")
@click.option("--go-on/--no-go-on", default=True, show_default=True, help="The town lives on.")
def demo(
    host: str | None,
    port: int | None,
    seed: str,
    days: int,
    people: int,
    keep: Path | None,
    go_on: bool,
) -> None:
    """A living shop: a town buys, gives, tries and buys again, and goes on while you look."""
    from passalong.town.demo import FolderTaken, live
    from passalong.town.loading import Plan
    from passalong.web import serve as serving

    settings = _listening(read_settings(), host, port)

    def serve_town(door: Door, here: Settings) -> None:
        serving.serve(lambda: nullcontext(door), here)

    with sentences(settings), ExitStack() as loading:
        line = loading.enter_context(bar("The town lives"))

        def say(text: str) -> None:
            loading.close()  # it is loaded: from here on the terminal belongs to the words
            click.echo(text)

        try:
            live(
                settings,
                serve_town,
                plan=Plan(people, days, seed),
                folder=keep,
                goes_on=go_on,
                say=say,
                progress=lambda day, total: line.move(day, total, f"day {day} of {total}"),
            )
        except FolderTaken as error:
            raise Stop(f"{error} holds a database that is no town; choose another.") from error


COMMANDS = {"serve": serve, "migrate": migrate, "demo": demo}
