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
from mivoice_lab.model.pkcs12 import open_file
from mivoice_lab.model.trust import load

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


def test_the_inventory_names_certificates_and_access_logs_as_a_site_would(running):
    workdir, ready = running
    inventory = Path(ready["inventory"])
    children = yaml.safe_load((inventory / "hosts.yml").read_text())["all"]["children"]
    common = yaml.safe_load((inventory / "group_vars" / "all" / "vars.yml").read_text())
    passwords = yaml.safe_load((inventory / "group_vars" / "all" / "secrets.yml").read_text())["lab_secrets"]
    pki = workdir / "pki"
    assert ready["pki"] == str(pki)
    assert common["mivoice_ca"] == {"src": str(pki / "ca.crt"), "name": "ca.crt"}
    assert "mivoice_ca_next" not in common
    declared = {"src": str(pki / "mgr1.p12"), "password": "{{ lab_secrets['mgr1'].pkcs12_password }}"}
    for host in (children["pbx"]["hosts"]["pbx1"], children["managers"]["hosts"]["mgr1"]):
        assert host["mivoice_manager_pkcs12"] == declared
    signing = open_file((pki / "mgr1.p12").read_bytes(), passwords["mgr1"]["pkcs12_password"])
    system = open_file((pki / "pbx1.p12").read_bytes(), passwords["pbx1"]["pkcs12_password"])
    [root] = load((pki / "ca.crt").read_text())
    assert (signing.issuers[-1], system.issuers[-1]) == (root, root)
    other = {"ca.crt", "intermediate.crt", "mgr1.p12", "pbx1.p12", "pbx2.p12"}
    assert {path.name for path in (pki / "next").iterdir()} == other
    assert {stat.S_IMODE(path.stat().st_mode) for path in pki.rglob("*.p12")} == {0o600}
    log = children["download_servers"]["hosts"]["dl1"]["mivoice_download_log"]
    assert log["format"] in ("nginx", "vsftpd", "tftpd") and Path(log["path"]).read_text().count("\n") > 0


def test_the_inventory_tells_how_to_reach_the_files_of_each_server(tmp_path):
    workdir = tmp_path / "work"
    code, output, errors = lab("up", "--fleet", FLEETS / "demo.yml", "--speed", 600, "--workdir", workdir, "--detach")
    assert code == 0, errors
    ready = json.loads(output)
    inventory, servers = Path(ready["inventory"]), get(ready, "/state")["download_servers"]
    hosts = yaml.safe_load((inventory / "hosts.yml").read_text())["all"]["children"]["download_servers"]["hosts"]
    secrets = yaml.safe_load((inventory / "group_vars" / "all" / "secrets.yml").read_text())["lab_secrets"]
    told = {name: host["mivoice_files"] for name, host in hosts.items()}
    lab("down", "--workdir", workdir)
    account = {"username": "files", "password": "{{ lab_secrets[inventory_hostname].files_password }}", "folder": ""}
    for name, protocol, port, proof in (
        ("dl1", "sftp", 2222, "host_key"),
        ("dl2", "ftps", 2121, "fingerprint"),
        ("dl3", "https", 8443, "ca_path"),
    ):
        proven = told[name].pop(proof)
        assert proven.startswith({"host_key": "SHA256:", "ca_path": ready["pki"]}.get(proof, proven[:2]))
        place = {"protocol": protocol, "host": servers[name]["address"], "port": port}
        assert told[name] == place | account and len(secrets[name]["files_password"]) >= 12


def test_the_operator_s_hand_is_logged_and_shown_by_the_model(running):
    _workdir, ready = running
    assert post(ready, "/operator", {"step": "regenerate", "target": "pbx2"})["done"] == "regenerate"
    kinds = [event["kind"] for event in get(ready, "/events") if event["target"] == "pbx2"]
    assert kinds == ["write", "sip_restart", "operator"]
    assert get(ready, "/state")["systems"]["pbx2"]["mode"] == "pbx_cert_self_signed"
    post(ready, "/operator", {"step": "T53-7", "target": "mgr1", "site": "Hospital"})
    last = [event for event in get(ready, "/events") if event["kind"] == "operator"][-1]
    assert (last["step"], last["value"]) == ("T53-7", "5061")
    post(ready, "/operator", {"step": "bothway", "target": "pbx2", "value": False})
    assert get(ready, "/events")[-1]["kind"] == "operator"
    with pytest.raises(urllib.error.HTTPError):
        post(ready, "/operator", {"step": "bothway", "target": "pbx2", "value": "no"})


def test_a_ca_file_is_loaded_by_hand_and_only_its_certificates_are_told(running):
    _workdir, ready = running
    ca = (Path(ready["pki"]) / "both.crt").read_text()
    done = post(ready, "/operator", {"step": "BWY-2", "target": "pbx2", "value": ca})  # OPEN-8
    assert done["value"] == ["Lab CA root", "Lab CA (next) root"]


def test_phones_call_each_other_and_hang_up(running):
    _workdir, ready = running
    post(ready, "/phone", {"step": "begin_call", "phones": ["2101", "2102"]})
    assert [call["numbers"] for call in get(ready, "/state")["calls"]] == [["2101", "2102"]]
    assert post(ready, "/phone", {"step": "end_call", "phones": ["2102"]})["answered"] is True
    state = get(ready, "/state")
    assert (state["calls"], state["hanging_calls"]) == ([], [])


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


def test_a_download_server_goes_down_and_comes_back(running):
    _workdir, ready = running
    for on in (True, False):
        post(ready, "/fault", {"kind": "server_down", "target": "dl1", "on": on})
        assert get(ready, "/state")["download_servers"]["dl1"]["enabled"] != on


def test_a_file_on_a_server_is_edited_and_removed_by_hand(running):
    _workdir, ready = running
    own = next(name for name in get(ready, "/state")["download_servers"]["dl1"]["files"] if name.startswith("00085D"))
    place = "http://" + get(ready, "/state")["download_servers"]["dl1"]["address"] + f":8080/{own}"
    with urllib.request.urlopen(place, timeout=30) as answer:
        before = answer.read().decode()
    edited = {"step": "edit_file", "server": "dl1", "name": own, "content": "sip line1 srtp mode: 0\n# \u00e9\n"}
    assert post(ready, "/hand", edited) == {"done": "edit_file", "server": "dl1", "name": own}
    with urllib.request.urlopen(place, timeout=30) as answer:
        assert answer.read().decode() == edited["content"]
    post(ready, "/hand", edited | {"encoding": "latin-1"})
    with urllib.request.urlopen(place, timeout=30) as answer:
        assert answer.read() == edited["content"].encode("latin-1")
    post(ready, "/hand", {"step": "remove_file", "server": "dl1", "name": own})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(place, timeout=30)
    last = get(ready, "/events")[-1]
    assert (last["kind"], last["step"], last["file"]) == ("operator", "remove_file", own)
    post(ready, "/hand", edited | {"content": before})


@pytest.mark.parametrize("kind", ["stall", "550", "refuse_login"])
def test_faults_of_a_download_server_are_switched_on_and_off(running, kind):
    _workdir, ready = running
    for on in (True, False):
        options = {} if kind == "refuse_login" else {"name": "none.cfg"}
        post(ready, "/fault", {"kind": kind, "target": "dl1", "on": on, **options})
        server = get(ready, "/state")["download_servers"]["dl1"]
        expected = [{"kind": kind, "name": "none.cfg", "remaining": None}] if on and options else []
        assert (server["refuses_login"], server["troubles"]) == (on and not options, expected)


def test_a_sip_service_is_made_to_hang_and_let_go(running):
    _workdir, ready = running
    post(ready, "/fault", {"kind": "sip_hangs", "target": "pbx1"})
    post(ready, "/operator", {"step": "regenerate", "target": "pbx1"})
    assert not get(ready, "/state")["systems"]["pbx1"]["sip_available"]
    post(ready, "/fault", {"kind": "sip_hangs", "target": "pbx1", "on": False})
    assert get(ready, "/state")["systems"]["pbx1"]["sip_available"]


def test_a_generation_is_made_to_fail(running):
    _workdir, ready = running
    post(ready, "/fault", {"kind": "generation_fails", "target": "pbx1"})
    with pytest.raises(urllib.error.HTTPError) as problem:
        post(ready, "/operator", {"step": "regenerate", "target": "pbx1"})
    assert "GENERATION" in json.load(problem.value)["error"]
    post(ready, "/fault", {"kind": "generation_fails", "target": "pbx1", "on": False})


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/fault", {"kind": "explode"}, "unknown kind"),
        ("/fault", {"kind": ["refuse"]}, "text"),
        ("/fault", {"kind": "error500", "target": "pbx9"}, "pbx9"),
        ("/fault", {"kind": "power_off", "phones": ["9999"]}, "9999"),
        ("/fault", b"kind=refuse", "JSON"),
        ("/fault", {"kind": "stall", "target": "pbx1"}, "no download server named 'pbx1'"),
        ("/fault", {"kind": "550", "target": "dl1", "count": 0}, "whole number"),
        ("/hand", {"step": "chmod", "server": "dl1", "name": "a"}, "unknown step"),
        ("/hand", {"step": "edit_file", "server": "dl9", "name": "a", "content": ""}, "dl9"),
        ("/hand", {"step": "edit_file", "server": "dl1", "name": "a"}, "needs content"),
        ("/hand", {"step": "edit_file", "server": "dl1", "name": "/", "content": ""}, "needs name"),
        (
            "/hand",
            {"step": "edit_file", "server": "dl1", "name": "a", "content": "\u20ac", "encoding": "latin-1"},
            "latin",
        ),
        ("/hand", {"step": "remove_file", "server": "dl1", "name": "none"}, "no file"),
        ("/operator", {"step": "T60-5", "target": "mgr1"}, "needs a value"),
        ("/operator", {"step": "T60-5", "target": "pbx1", "value": "127.0.0.1"}, "carries no TMA"),
        ("/operator", {"step": "T53-7", "target": "mgr1", "site": "Elsewhere"}, "Elsewhere"),
        ("/operator", {"step": "T9"}, "unknown step"),
        ("/operator", {"step": "BWY-2", "target": "pbx1", "value": "none"}, "in PEM"),
        ("/phone", {"step": "shout"}, "unknown step"),
        ("/phone", {"step": "end_call", "phones": ["2101"]}, "in no call"),
        ("/phone", {"step": "begin_call", "phones": ["2101", "2101"]}, "itself"),
        ("/phone", {"step": "begin_call", "phones": ["2101", "9999"]}, "9999"),
        ("/phone", {"step": "begin_call", "phones": ["2101"]}, "a list of 2"),
        ("/operator", {"step": "crl", "target": "pbx1", "value": "none"}, "revocation list"),
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
