# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: a lab comes up detached, is asked and told things, and goes without a trace."""

import json
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from .wire import FLEETS, wait_until

PACKAGE = Path(__file__).parents[2]


def lab(*arguments):
    """Run `mivoice-lab`: (exit code, standard output, standard error)."""
    command = [sys.executable, "-m", "mivoice_lab", *map(str, arguments)]
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    workdir = tmp_path_factory.mktemp("lab") / "work"
    code, output, errors = lab(
        "up", "--fleet", FLEETS / "small.yml", "--speed", 300, "--seed", 5, "--workdir", workdir, "--detach"
    )
    assert code == 0, errors
    yield workdir, json.loads(output)
    code, output, _errors = lab("down", "--workdir", workdir)
    assert (code, json.loads(output)) == (0, {"stopped": True})
    assert not workdir.exists()
    assert lab("status", "--workdir", workdir)[0] == 3


def get(ready, path):
    with urllib.request.urlopen(ready["control"] + path, timeout=30) as answer:
        return json.load(answer)


def post(ready, path, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    with urllib.request.urlopen(ready["control"] + path, data, timeout=30) as answer:
        return json.load(answer)


def test_up_prints_one_line_when_all_phones_have_registered(running):
    workdir, ready = running
    assert (ready["ready"], ready["seed"]) == (True, 5)
    state = get(ready, "/state")
    assert state["counts"]["by_family"] == {"mitel6000": {"udp": 3}, "mivoice5300": {"udp": 3}}
    assert (state["held"], state["sessions"], state["service_loss"]) == ([], [], [])
    assert json.loads(lab("status", "--workdir", workdir)[1]) == {"running": True, **ready}


def test_a_second_lab_in_the_same_directory_is_refused_and_the_first_goes_on(running):
    workdir, ready = running
    for more in ([], ["--detach"]):
        code, output, errors = lab("up", "--fleet", FLEETS / "small.yml", "--workdir", workdir, *more)
        assert (code, output) == (1, "")
        assert f"pid {ready['pid']}" in errors and "mivoice-lab down" in errors
    assert get(ready, "/state")["seed"] == 5


def test_the_inventory_keeps_secrets_apart_and_private(running):
    _workdir, ready = running
    inventory = Path(ready["inventory"])
    secrets = inventory / "group_vars" / "all" / "secrets.yml"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    passwords = {
        value for host in yaml.safe_load(secrets.read_text())["lab_secrets"].values() for value in host.values()
    }
    others = [path for path in inventory.rglob("*.yml") if path != secrets]
    assert passwords and not [path for path in others if any(word in path.read_text() for word in passwords)]


def test_the_inventory_names_groups_pins_certificates_and_points_to_screens(running):
    _workdir, ready = running
    groups = yaml.safe_load((Path(ready["inventory"]) / "hosts.yml").read_text())["all"]["children"]
    assert {name: sorted(group["hosts"]) for name, group in groups.items()} == {
        "pbx": ["pbx1", "pbx2"],
        "managers": ["mgr1"],
        "download_servers": ["dl1"],
        "omm": [],
    }
    for host in {**groups["pbx"]["hosts"], **groups["managers"]["hosts"]}.values():
        assert len(host["mivoice_fingerprint"].split(":")) == 32
        assert "screens" in yaml.safe_load(Path(host["mivoice_screens"]).read_text())
    pbx1 = groups["pbx"]["hosts"]["pbx1"]
    assert (pbx1["mivoice_role"], pbx1["mivoice_backup"], pbx1["mivoice_manager"]) == ("cluster_server", "pbx2", "mgr1")
    assert "mivoice_tma_username" in groups["managers"]["hosts"]["mgr1"] and "mivoice_tma_username" not in pbx1


def test_the_operator_s_hand_is_logged_and_shown_by_the_model(running):
    _workdir, ready = running
    assert post(ready, "/operator", {"step": "regenerate", "target": "pbx2"})["done"] == "regenerate"
    kinds = [event["kind"] for event in get(ready, "/events") if event["target"] == "pbx2"]
    assert kinds == ["write", "sip_restart", "operator"]
    assert get(ready, "/state")["systems"]["pbx2"]["mode"] == "pbx_cert_self_signed"
    post(ready, "/operator", {"step": "T53-7", "target": "mgr1", "site": "Hospital"})
    last = [event for event in get(ready, "/events") if event["kind"] == "operator"][-1]
    assert (last["step"], last["value"]) == ("T53-7", "5061")


def test_phones_are_switched_off_and_on_and_events_can_be_followed(running):
    _workdir, ready = running
    seen = len(get(ready, "/events"))
    post(ready, "/fault", {"kind": "power_off", "phones": ["2101"]})
    post(ready, "/fault", {"kind": "power_on", "phones": ["2101"]})
    kinds = wait_until(lambda: _kinds_until(ready, seen, "phone_restart"), "restart of the phone")
    assert kinds[:4] == ["power", "fault", "power", "fault"]


def _kinds_until(ready, since, wanted):
    kinds = [event["kind"] for event in get(ready, f"/events?since={since}")]
    return kinds if wanted in kinds else None


def test_faults_of_the_world_show_in_its_state(running):
    _workdir, ready = running
    post(ready, "/fault", {"kind": "disk_full", "target": "dl1"})
    post(ready, "/fault", {"kind": "clock_skew", "target": "pbx1", "seconds": 900})
    state = get(ready, "/state")
    assert state["download_servers"]["dl1"]["disk_full"] and state["systems"]["pbx1"]["clock_skew"] == 900
    post(ready, "/fault", {"kind": "disk_full", "target": "dl1", "on": False})
    post(ready, "/fault", {"kind": "clock_skew", "target": "pbx1", "seconds": 0})


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/fault", {"kind": "explode"}, "unknown kind"),
        ("/fault", {"kind": ["refuse"]}, "text"),
        ("/fault", {"kind": "error500", "target": "pbx9"}, "pbx9"),
        ("/fault", {"kind": "power_off", "phones": ["9999"]}, "9999"),
        ("/fault", b"kind=refuse", "JSON"),
        ("/operator", {"step": "T60-5", "target": "mgr1"}, "needs a value"),
        ("/operator", {"step": "T60-5", "target": "pbx1", "value": "127.0.0.1"}, "carries no TMA"),
        ("/operator", {"step": "T53-7", "target": "mgr1", "site": "Elsewhere"}, "Elsewhere"),
        ("/operator", {"step": "T9"}, "unknown step"),
    ],
)
def test_what_makes_no_sense_is_answered_with_400_and_a_reason(running, path, body, message):
    _workdir, ready = running
    with pytest.raises(urllib.error.HTTPError) as problem:
        post(ready, path, body)
    assert problem.value.code == 400 and message in json.load(problem.value)["error"]


@pytest.mark.parametrize("detach", [[], ["--detach"]])
def test_a_bad_fleet_file_is_refused_with_file_line_and_key_and_leaves_nothing(tmp_path, detach):
    fleet = tmp_path / "fleet.yml"
    fleet.write_text("systems:\n  pbx1:\n    rool: standalone\n")
    code, output, errors = lab("up", "--fleet", fleet, "--workdir", tmp_path / "work", *detach)
    assert (code, output) == (1, "")
    assert f"{fleet}" in errors and "3" in errors and "rool" in errors and "Traceback" not in errors
    assert not (tmp_path / "work").exists()


def test_a_fleet_file_that_is_not_there_is_refused(tmp_path):
    code, _output, errors = lab("up", "--fleet", tmp_path / "none.yml", "--workdir", tmp_path / "work")
    assert code == 1 and "No such file" in errors and "Traceback" not in errors


def test_stopping_by_the_control_address_leaves_nothing_either(tmp_path):
    workdir = tmp_path / "work"
    code, output, errors = lab("up", "--fleet", FLEETS / "small.yml", "--speed", 300, "--workdir", workdir, "--detach")
    assert code == 0, errors
    post(json.loads(output), "/stop", {})
    wait_until(lambda: not workdir.exists(), "the end of the lab")
