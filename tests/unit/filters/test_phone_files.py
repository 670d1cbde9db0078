# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits of download servers tell together: what differs, whether that is drift at all, and who puts it right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _file_audits, _phone_files, _server_files

MAC, OTHER, FIVE = "00085D000001", "00085D000002", "08000F000001"
SCOPE = {"name": "mgr/North", "region": None, "multisite": "North", "members": ["a", "b"]}
FILES = {"protocol": "http", "host": "192.0.2.1"}
FORM = {"file_pattern": "MV5300_{mac}.cfg", "delimiter": "="}


def vars_of(**more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Two systems, of which the second has two servers."""
    hosts: dict[str, dict[str, Any]] = {
        "a": {"mivoice_download_servers": ["dl1"], "mivoice_site_name": "Main"},
        "b": {"mivoice_download_servers": ["dl1", "dl2"]},
        "dl1": {"mivoice_files": FILES, "mivoice_file_rules": {"site_format": FORM}},
        "dl2": {"mivoice_files": FILES},
    }
    return {name: variables | more.get(name, {}) for name, variables in hosts.items()}


def phone(mac: str = MAC, inventory: str = "srtp_tls", site: str | None = "Main") -> dict[str, Any]:
    family = "mivoice5300" if mac == FIVE else "mitel6000"
    return {"mac": mac, "family": family, "model": "6867i", "inventory": inventory, "site": site}


def action(mode: str = "self_signed", family: str = "mitel6000", state: str = "finished") -> dict[str, Any]:
    work = _actions.Work.of(family, mode, (None, "North"), "6.3", "All", {"a": "1"})
    return {"name": _actions.stamped(work.start, datetime(2026, 3, 2, tzinfo=UTC)), "state": state, "raw": ""}


def finding(id_: str = "value_wrong", **more: Any) -> dict[str, Any]:
    told = {"id": id_, "severity": "error", "text": "sip srtp mode is wrong", "parameters": ["sip srtp mode"]}
    return told | {"file": f"{MAC}.cfg", "line": 7, "found": "0", "wanted": "1"} | more


def audit(*terminals: tuple[str, dict[str, Any]], server: str = "dl1", family: str = "mitel6000", **more: Any) -> Any:
    found = [{"mac": mac, "family": family, "status": "wrong", "findings": [one]} for mac, one in terminals]
    return {"item": {"server": server, "family": family}, "terminals": found, "findings": []} | more


def report(*audits: Any, hosts: Any = None, phones: Any = None, actions: Any = None, **more: Any) -> dict[str, Any]:
    options = {"mode": "self_signed"} | more
    return _phone_files.file_report(
        audits,
        hosts or vars_of(),
        SCOPE,
        [phone(), phone(OTHER)] if phones is None else phones,
        [action()] if actions is None else actions,
        **options,
    )


def test_a_difference_is_named_to_server_file_and_line_and_left_to_tma() -> None:
    told = report(audit((MAC, finding())))
    (entry,) = told["drift"]
    assert (entry["server"], entry["file"], entry["line"], entry["phones"]) == ("dl1", f"{MAC}.cfg", 7, [MAC])
    assert (told["verdict"], told["open"]) == ("drift", [])
    assert told["redistribute"] == {"mitel6000": [MAC], "mivoice5300": []}
    assert told["correctable"] == [entry["text"]]
    assert "found '0'; wanted '1'" in entry["text"]
    assert "Files of the 6000 on dl1: 1 of 2 phones find there what mode self_signed demands." in told["text"]


def missing(name: str, mac: str) -> dict[str, Any]:
    text = f"sips private key names a file that is not in the folder ({mac}.cfg line 9) - {name}"
    return finding("certificate_file_absent", severity="warning", text=text, file=f"{mac}.cfg", line=9)


def test_a_file_of_certificates_that_phones_name_and_that_lies_nowhere_is_never_told_as_right() -> None:
    both = (MAC, missing("phone.key", MAC)), (OTHER, missing("phone.key", OTHER))
    told = report(audit(*both), mode="bothway", actions=[action("bothway")])
    (line,) = told["absent"]
    assert line == f"dl1: phone.key is not there: phones {MAC}, {OTHER} lack it from their next start on"
    assert f"MISSING, {line}." in told["text"]
    assert (told["drift"], told["redistribute"]) == ([], {"mitel6000": [], "mivoice5300": []})  # not TMA's action
    off = report(audit(*both), mode="self_signed")
    assert off["absent"] == []


def test_keys_that_nobody_looked_for_are_not_told_as_found() -> None:
    unlisted = [{"what": "no other file matters", "certainty": "", "option": "terminals"}]
    told = report(audit(unverified=unlisted), mode="bothway", actions=[action("bothway")])
    assert "Not looked for on dl1: the keys of the 6000, for it does not list its files." in told["text"]


def test_the_same_cause_is_known_again_and_another_one_is_not() -> None:
    first, again, other = (report(audit((MAC, finding(found=found)))) for found in ("0", "0", "2"))
    assert first["because"] == again["because"] != other["because"]


def test_of_thousands_of_differences_a_person_is_shown_some_and_told_how_many_there_are() -> None:
    macs = [f"00085D00{number:04X}" for number in range(_phone_files.SHOWN + 7)]
    told = report(audit(*((mac, finding(file=f"{mac}.cfg")) for mac in macs)), phones=[phone(mac) for mac in macs])
    assert len(told["drift"]) == len(macs)
    assert "DRIFT, 7 more." in told["text"]
    assert len(told["text"]) == _phone_files.SHOWN + 2


def test_one_line_of_a_shared_file_is_one_difference_of_many_phones() -> None:
    line = finding(file="6867i.cfg", parameters=["sip line1 transport protocol"])
    told = report(audit((MAC, line), (OTHER, line)))
    assert [entry["phones"] for entry in told["drift"]] == [[MAC, OTHER]]
    assert told["redistribute"]["mitel6000"] == [MAC, OTHER]


def test_files_that_are_right_are_reported_right() -> None:
    told = report(audit())
    assert (told["verdict"], told["drift"], told["open"]) == ("right", [], [])


@pytest.mark.parametrize(
    ("why", "more"),
    [
        ("TMA itself holds other values", {"phones": [phone(inventory="none")]}),
        ("the last action was for another mode", {"actions": [action("disabled")]}),
        ("an action is under way", {"actions": [action(state="running")]}),
        ("this run would write them first", {"planned": ["mitel6000"]}),
        ("never written, and off", {"actions": [], "mode": "disabled", "phones": [phone(inventory="none")]}),
    ],
)
def test_what_is_not_rolled_out_is_no_drift(why: str, more: dict[str, Any]) -> None:
    told = report(audit((MAC, finding())), **more)
    assert (told["verdict"], told["drift"]) == ("not_looked", []), why
    assert list(told["not_judged"]) == ["mitel6000"]
    assert any("not judged" in line for line in told["text"])


def test_a_phone_that_tma_has_not_written_yet_is_left_out_alone() -> None:
    told = report(audit((MAC, finding()), (OTHER, finding())), phones=[phone(), phone(OTHER, inventory="none")])
    assert told["redistribute"]["mitel6000"] == [MAC]


def test_phones_of_others_in_the_same_folder_are_left_out() -> None:
    assert report(audit(("00085DFFFFFF", finding())))["verdict"] == "right"


def test_a_phone_has_to_find_its_file_on_every_server_of_its_system() -> None:
    hosts, phones = vars_of(), [phone(), phone(OTHER, site="b"), phone("00085D000003", site=None)]
    listed = {
        server: [one["mac"] for one in _file_audits.phones_of_server(phones, hosts, ["a", "b"], server, "mitel6000")]
        for server in ("dl1", "dl2")
    }
    assert listed == {"dl1": [MAC, OTHER, "00085D000003"], "dl2": [OTHER, "00085D000003"]}


@pytest.mark.parametrize("id_", sorted(_phone_files.BLIND))
@pytest.mark.parametrize("shared", [False, True], ids=["own file", "shared file"])
def test_what_cannot_be_read_is_never_good(id_: str, shared: bool) -> None:
    blind = finding(id_, parameters=[], text=f"x {id_}")
    told = report(audit(findings=[blind]) if shared else audit((MAC, blind)))
    assert (told["verdict"], told["open"]) == ("unknown", [f"dl1: x {id_}"])
    assert told["redistribute"]["mitel6000"] == []


def test_a_damaged_file_is_not_the_one_that_tma_wrote() -> None:
    told = report(audit((MAC, finding("file_damaged", parameters=[], line=0))))
    assert (told["verdict"], told["redistribute"]["mitel6000"]) == ("drift", [MAC])


def test_a_damaged_file_that_phones_share_is_that_of_each_of_them() -> None:
    told = report(audit(findings=[finding("file_damaged", parameters=[], file="6867i.cfg", line=0)]))
    assert (told["verdict"], told["redistribute"]["mitel6000"]) == ("drift", [MAC, OTHER])


def test_a_server_that_cannot_be_read_is_never_good() -> None:
    failed = {"item": {"server": "dl2", "family": "mitel6000"}, "failed": False, "msg": "530 log-in refused\nmore"}
    told = report(audit(), failed)
    assert (told["verdict"], told["open"]) == ("unknown", ["dl2: 530 log-in refused"])


@pytest.mark.parametrize(
    ("family", "found", "words"),
    [
        ("mitel6000", finding(), f'change line 7 of {MAC}.cfg to "sip srtp mode: 1"'),
        ("mitel6000", finding("value_missing", line=0, file="", found=None), 'add the line "sip srtp mode: 1"'),
        ("mitel6000", finding("file_missing", parameters=[], wanted=None), f"put {MAC}.cfg right by hand"),
        (
            "mivoice5300",
            finding(parameters=["TRUSTED_CERTS"], found="ca.crt", wanted="", line=2),
            f'change line 2 of {MAC}.cfg to "TRUSTED_CERTS="',
        ),
    ],
)
def test_on_a_hand_managed_server_a_person_is_given_the_line_to_write(
    family: str, found: dict[str, Any], words: str
) -> None:
    mac = FIVE if family == "mivoice5300" else MAC
    hosts = vars_of(dl1={"mivoice_hand_managed": True})
    told = report(audit((mac, found), family=family), hosts=hosts, phones=[phone(mac)], actions=[action(family=family)])
    assert [entry["remedy"] for entry in told["drift"]] == ["hand"]
    assert words in told["open"][0]
    assert told["redistribute"] == {"mitel6000": [], "mivoice5300": []}


def test_a_global_value_is_left_to_the_operator_step_that_writes_it() -> None:
    common = finding(file="startup.cfg", parameters=["time server1"])
    own = finding(parameters=["time server1"])
    told = report(audit((MAC, common), (OTHER, own)))
    assert [entry["remedy"] for entry in told["drift"]] == ["step", "tma"]
    assert "operator step T60-5" in told["open"][0]
    shared = finding("global_value_wrong", parameters=["SIP_PORT_PBX"], file="MV5300.cfg")
    five = audit(family="mivoice5300", findings=[shared])
    told = report(five, phones=[phone(FIVE)], actions=[action(family="mivoice5300")])
    assert "operator step T53-7" in told["open"][0]


def test_what_tma_has_just_written_itself_is_not_sent_again() -> None:
    told = report(audit((MAC, finding())), written=["mitel6000"])
    assert [entry["remedy"] for entry in told["drift"]] == ["person"]
    assert "correct it in TMA" in told["open"][0]


def test_warnings_are_no_drift() -> None:
    assert report(audit((MAC, finding("misspelt", severity="warning"))))["verdict"] == "right"


def test_servers_that_nobody_said_how_to_read_are_named() -> None:
    hosts = vars_of(dl2={"mivoice_files": None}, b={"mivoice_download_servers": ["dl1", "dl2", "elsewhere"]})
    assert _server_files.readable_servers(hosts, ["b", "a"]) == ["dl1"]
    assert _file_audits.file_audits(hosts, ["a", "b"], ["mivoice5300", "mitel6000"]) == [
        {"server": "dl1", "family": "mitel6000"},
        {"server": "dl1", "family": "mivoice5300"},
    ]
    told = report(audit(), hosts=hosts)
    assert [one["server"] for one in told["not_looked_at"]] == ["dl2", "elsewhere"]
    assert any(line.startswith("Not looked at: dl2") for line in told["text"])
    hosts["dl1"]["mivoice_file_rules"] = {}
    told = report(audit(), hosts=hosts, phones=[phone(), phone(FIVE)])
    assert "site_format" in told["not_looked_at"][-1]["why"]


KNOWN = {"what": "phone_files", "files": [], "systems": [], "owner": "Ada", "over": False, "id": "known"}
KNOWN |= {"phones": [MAC], "words": "declared by Ada until 2026-04-10 (12 days left): tries a codec"}
OVER = KNOWN | {"over": True, "words": "declared by Ada until 2026-04-10, over since 3 days"}


def test_declared_drift_is_left_alone_and_shown() -> None:
    told = report(audit((MAC, finding())), declared=[KNOWN])
    assert (told["verdict"], told["drift"], told["open"], told["correctable"]) == ("declared", [], [], [])
    assert told["redistribute"]["mitel6000"] == []
    (line,) = [line for line in told["text"] if line.startswith("LEFT ALONE")]
    assert line == f"LEFT ALONE, {told['left'][0]['found_there']} ({KNOWN['words']})."
    assert "1 of 2 phones find there what mode self_signed demands" in told["text"][0]


def test_from_its_day_on_it_is_drift_again_and_days_that_pass_are_no_new_cause() -> None:
    told = report(audit((MAC, finding())), declared=[OVER])
    assert (told["verdict"], told["left"], told["redistribute"]["mitel6000"]) == ("drift", [], [MAC])
    assert told["correctable"][0].endswith("(declared by Ada until 2026-04-10, over since 3 days)")
    assert told["because"] == report(audit((MAC, finding())))["because"]


def test_what_tma_could_only_write_together_with_declared_files_is_not_sent_but_told() -> None:
    told = report(audit((MAC, finding()), (OTHER, finding(file=f"{OTHER}.cfg"))), declared=[KNOWN])
    assert [entry["phones"] for entry in told["left"]] == [[MAC]]
    assert (told["redistribute"]["mitel6000"], told["drift"][0]["remedy"]) == ([], "held")
    assert "declared by Ada until 2026-04-10" in told["open"][0]
    assert told["open"][0].endswith("not sent")


def test_the_other_family_is_corrected_all_the_same() -> None:
    five = finding(parameters=["SIP_TRANS_PROTO"], file="MV5300.cfg")
    told = report(
        audit((MAC, finding())),
        audit((FIVE, five), family="mivoice5300"),
        phones=[phone(), phone(FIVE)],
        actions=[action(), action(family="mivoice5300")],
        declared=[KNOWN],
    )
    assert told["redistribute"] == {"mitel6000": [], "mivoice5300": [FIVE]}


def test_what_is_declared_on_a_hand_managed_server_holds_nothing_of_tma_back() -> None:
    hosts = vars_of(dl2={"mivoice_hand_managed": True}, a={"mivoice_download_servers": ["dl1", "dl2"]})
    told = report(
        audit((MAC, finding()), server="dl2"),
        audit((OTHER, finding(file=f"{OTHER}.cfg"))),
        hosts=hosts,
        declared=[KNOWN],
    )
    assert told["redistribute"]["mitel6000"] == [OTHER]
    assert [entry["server"] for entry in told["left"]] == ["dl2"]


@pytest.mark.parametrize("id_", sorted(_phone_files.BLIND))
def test_what_cannot_be_read_is_not_what_was_declared(id_: str) -> None:
    told = report(audit((MAC, finding(id_, parameters=[], text=f"x {id_}"))), declared=[KNOWN])
    assert (told["verdict"], told["open"], told["left"]) == ("unknown", [f"dl1: x {id_}"], [])
