# SPDX-License-Identifier: GPL-3.0-or-later
"""State on disk and networks: one lab per directory, one network per lab."""

import pytest
from mivoice_lab.servers import addresses
from mivoice_lab.servers.addresses import AddressError, claim_network
from mivoice_lab.servers.workdir import Workdir, WorkdirError


def test_a_directory_belongs_to_one_lab_at_a_time(tmp_path):
    first = Workdir(tmp_path / "lab")
    first.claim()
    assert first.running()
    with pytest.raises(WorkdirError, match="is running"):
        Workdir(tmp_path / "lab").claim()
    first.leave()
    assert not (tmp_path / "lab").exists()


def test_a_stale_pid_file_does_not_count_as_running(tmp_path):
    (tmp_path / "lab.pid").write_text("1\n")
    workdir = Workdir(tmp_path)
    assert not workdir.running()
    workdir.claim()
    workdir.leave()


def test_leaving_keeps_what_the_lab_did_not_write(tmp_path):
    (tmp_path / "mine").write_text("")
    workdir = Workdir(tmp_path)
    workdir.claim()
    workdir.leave()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_directory_behind_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(WorkdirError, match="--workdir"):
        Workdir(tmp_path / "link").prepare()


def test_two_labs_of_one_seed_get_two_networks():
    first, first_socket = claim_network(7)
    second, second_socket = claim_network(7)
    with first_socket, second_socket:
        assert first != second


def test_no_free_network_is_a_clear_refusal(monkeypatch):
    monkeypatch.setattr(addresses, "LAST_NETWORK", addresses.FIRST_NETWORK)
    _network, held = claim_network(1)
    with held, pytest.raises(AddressError, match="no free network.*mivoice-lab down"):
        claim_network(1)
