"""The examples for systemd and nginx name what there is: commands, options, settings, addresses.

How a server starts and ends is in tests/stories/test_serving.py.
"""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from passalong.cli import main
from passalong.web.app import BODY_MAX
from passalong.web.health import ROUTES
from passalong.web.serve import GRACE_SECONDS, LEAVING_SECONDS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "operate" / "deploy"
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix != ".conf")
NAME = re.compile(r"PASSALONG_[A-Z]+(?:_[A-Z]+)*")
OF_TESTS = {"PASSALONG_CHROMIUM", "PASSALONG_TEST_RUN"}


def unit_of(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Sections of a unit with their settings, of which some may stand several times."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            found[line.strip("[]")] = settings = []
            continue
        name, sign, value = line.partition("=")
        assert sign, line
        settings.append((name, value))
    return found


def wrong_words(words: list[str]) -> list[str]:
    """What a call of the command line says that it does not know."""
    command = main.get_command(click.Context(main), words[0])
    if command is None:
        return [words[0]]
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    return [word for word in words[1:] if word.startswith("--") and word not in known]


def calls_of(path: Path) -> list[list[str]]:
    """How the units call us, `sh -c` opened."""
    calls = []
    for name, value in unit_of(path).get("Service", ()):
        if name.startswith("Exec") and "passalong/bin/passalong" in value:
            inside = re.search(r"/opt/passalong/bin/passalong ([^']*)", value)
            assert inside is not None
            calls.append(shlex.split(inside[1]))
    return calls


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_name_commands_options_and_settings_that_there_are(path: Path) -> None:
    unit = unit_of(path)
    assert "Unit" in unit
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(path.read_text())
    assert parser.sections() == list(unit)
    for words in calls_of(path):
        assert wrong_words(words) == []
    assert set(NAME.findall(path.read_text())) <= names_in_code()
    if "ExecStart=/opt/passalong/bin/passalong serve" in path.read_text():
        given = dict(unit["Service"])
        assert int(given["TimeoutStopSec"]) > GRACE_SECONDS + LEAVING_SECONDS + 5
        assert given["UMask"] == "0077"


def test_a_unit_that_names_what_there_is_not_is_found() -> None:
    assert wrong_words(["serve", "--processes", "2"]) == []
    assert wrong_words(["serve", "--workers", "2"]) == ["--workers"]
    assert wrong_words(["run"]) == ["run"]
    assert sum(len(calls_of(path)) for path in UNITS) == 4


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_itself_finds_no_fault_in_them(path: Path, tmp_path: Path) -> None:
    for unit in UNITS:
        name = unit.name.replace("@", "@8001")
        (tmp_path / name).write_text(unit.read_text())
    name = path.name.replace("@", "@8001")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    ours = [line for line in told.splitlines() if "passalong" in line]
    assert [line for line in ours if "is not executable" not in line] == []


def directives(text: str) -> list[tuple[str, ...]]:
    """The directives of an nginx file, each with the blocks it stands in; refused if unbalanced."""
    plain = re.sub(r"#[^\n]*", "", text)
    found: list[tuple[str, ...]] = []
    blocks: list[str] = []
    words = ""
    for piece in re.split(r"([;{}])", plain):
        if piece == ";":
            found.append((*blocks, " ".join(words.split())))
        elif piece == "{":
            blocks.append(" ".join(words.split()))
        elif piece == "}":
            assert not words.strip(), words
            blocks.pop()
        words = "" if piece in ";{}" else piece
    assert not blocks
    assert not words.strip(), words
    return found


def test_the_proxy_says_who_asks_and_hides_what_is_for_operators() -> None:
    told = directives((DEPLOY / "nginx.conf").read_text())
    inside = [one for one in told if one[:2] == ("server", "location /")]
    said = {one[-1] for one in inside}
    assert "proxy_set_header Host $host" in said
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for" in said
    assert "proxy_pass http://passalong" in said
    assert ("server", "location = /metrics", "deny all") in told
    addresses = {path for route in ROUTES for path in route.paths}
    hidden = {one[1].removeprefix("location = ") for one in told if one[-1] == "deny all"}
    assert hidden < addresses
    assert ("server", "access_log off") in told
    assert BODY_MAX == 1 << 20
    assert ("server", "client_max_body_size 11m") in told
    listening = dict(unit_of(DEPLOY / "passalong.socket")["Socket"])["ListenStream"]
    assert ("upstream passalong", f"server {listening}") in told


def test_an_nginx_file_that_is_not_whole_is_found() -> None:
    with pytest.raises(AssertionError):
        directives("server { listen 80; ")
    with pytest.raises(AssertionError):
        directives("server { listen 80 }")


def names_in_code() -> set[str]:
    """Every environment variable that the program reads."""
    sources = (ROOT / "src").rglob("*.py")
    return {name for path in sources for name in NAME.findall(path.read_text(encoding="utf-8"))}


def names_in_docs() -> set[str]:
    """Every variable that the settings page explains in its table."""
    lines = (ROOT / "docs" / "operate" / "settings.md").read_text().splitlines()
    return {name for line in lines if line.startswith("|") for name in NAME.findall(line)}


def test_every_setting_is_explained_and_none_is_invented() -> None:
    assert names_in_code() - OF_TESTS == names_in_docs()
