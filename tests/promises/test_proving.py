"""`passalong prove` collects the proofs, runs what is asked for, and says what it found."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from passalong.cli import main, proving
from passalong.cli.proving import CHECKOUT, proofs


def run(*words):
    result = CliRunner().invoke(main, ["prove", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_every_proof_says_what_it_promises_and_which_faults_it_finds():
    known = proofs(CHECKOUT)
    told = json.loads(run("--list", "--json").stdout)["proofs"]
    assert [proof["name"] for proof in told] == list(known)
    for proof in told:
        assert proof["promise"].endswith("."), proof["name"]
        assert proof["planted"], proof["name"]
        assert proof["rounds"] >= 50, proof["name"]
    listed = run("--list").stdout
    assert all(f"{name} (" in listed for name in known)
    manual = (CHECKOUT / "docs" / "operate" / "proofs.md").read_text()
    assert [name for name in known if f"`{name}`" not in manual] == []


def test_a_kept_promise_is_told_with_its_limit_and_seed():
    told = run("power", "--rounds", "50", "--seed", "7", "--json")
    assert told.exit_code == 0
    answer = json.loads(told.stdout)["proofs"][0]
    assert (answer["rounds"], answer["broken"], answer["seed"]) == (50, 0, 7)
    assert answer["upper_limit"] == pytest.approx(1 - 0.05 ** (1 / 50))
    assert "power: 50 rounds, seed 7" in told.stderr


def test_a_share_of_the_full_volume_and_words_for_people():
    told = run("power", "--share", "0.005", "--seed", "7")
    assert told.exit_code == 0
    assert "power: kept. After a power cut" in told.stdout
    assert "0 in 50, at most 5.82% (95 %)" in told.stdout
    assert "seed 7" in told.stdout
    assert "Not covered: " in told.stdout


def test_a_fault_ends_with_status_one_and_examples():
    told = run("power", "--rounds", "50", "--seed", "7", "--planted", "synchronous_off")
    assert told.exit_code == 1
    assert "power: BROKEN" in told.stdout
    assert "    ! " in told.stdout


def test_a_proof_that_stops_has_not_proved_anything(monkeypatch):
    class Stopping:
        name, promise, rounds, planted, not_covered = "power", "All is well.", 100, (), ""

        @staticmethod
        def prove(rounds, seed, *, say, planted):
            raise RuntimeError("no room")

    monkeypatch.setattr(proving, "proofs", lambda checkout: {"power": Stopping})
    told = run("--json")
    answer = json.loads(told.stdout)["proofs"][0]
    assert (told.exit_code, answer["rounds"], answer["upper_limit"]) == (1, 0, 1.0)
    assert answer["examples"] == ["it stopped: RuntimeError: no room"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nothing",), "There is no proof 'nothing'; there are: "),
        (("power", "--planted", "nothing"), "None of them has a fault 'nothing'"),
        (("--share", "0"), "--share"),
        (("--rounds", "0"), "--rounds"),
    ],
)
def test_a_wrong_wish_is_explained(words, sentence):
    told = run(*words)
    assert told.exit_code == 2
    assert sentence in told.stderr


def test_an_installation_without_the_folder_says_where_proofs_are(monkeypatch, tmp_path):
    monkeypatch.setattr(proving, "CHECKOUT", tmp_path)
    told = run("--list")
    assert told.exit_code == 1
    assert "./run passalong prove" in told.stderr


def of_session(leader):
    """The processes of a session that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def test_who_is_told_to_end_leaves_no_server_behind():
    proving_tills = subprocess.Popen(
        [sys.executable, "-m", "passalong", "prove", "tills", "--rounds", "100"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    with proving_tills:
        assert proving_tills.stderr is not None
        next(line for line in proving_tills.stderr if "10 of 100 rounds" in line)
        assert len(of_session(proving_tills.pid)) > 3
        proving_tills.send_signal(signal.SIGTERM)
        proving_tills.stderr.read()
    assert proving_tills.returncode == 128 + signal.SIGTERM
    assert of_session(proving_tills.pid) == []
