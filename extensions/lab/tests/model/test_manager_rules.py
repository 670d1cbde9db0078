# SPDX-License-Identifier: GPL-3.0-or-later
"""Manager: multi-site encryption, generation, operations log, feature classes."""

from __future__ import annotations

import pytest
from mivoice_lab.model.refusal import LabRefusal


def prepare(manager):
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="self_signed")
    manager.apply("t", "Hospital")
    manager.ok("t", "Hospital")


def test_generation_is_greyed_until_apply_and_then_ok(lab):
    manager = lab("small").world.managers["mgr1"]
    site = manager.multisites["Hospital"]
    enabled = [site.generate_enabled]
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="self_signed")
    enabled.append(site.generate_enabled)
    manager.ok("t", "Hospital")
    enabled.append(site.generate_enabled)
    manager.apply("t", "Hospital")
    enabled.append(site.generate_enabled)
    manager.ok("t", "Hospital")
    enabled.append(site.generate_enabled)
    assert enabled == [False, False, False, False, True]  # SCR-M3.10


def test_a_change_greys_it_again_and_the_same_values_do_not(lab):
    manager = lab("small").world.managers["mgr1"]
    prepare(manager)
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="self_signed")
    assert manager.multisites["Hospital"].generate_enabled
    manager.set_multisite("t", "Hospital", encryption_type="import")
    assert not manager.multisites["Hospital"].generate_enabled


def test_a_greyed_generation_is_refused(lab):
    small = lab("small")
    with pytest.raises(LabRefusal):
        small.world.managers["mgr1"].generate_certificates("t", "Hospital")
    small.run(60)
    assert {s.mode() for s in small.world.systems.values()} == {"no_tls"}


def test_generation_reaches_every_system_after_a_while_and_is_logged(lab):
    fleet = lab("with_manager")
    manager = fleet.world.managers["mgr1"]
    prepare(manager)
    writes = len(fleet.events("write"))
    manager.generate_certificates("t", "Hospital", "all")
    assert manager.operations == [] and fleet.events("sip_restart") == []
    fleet.run(11)
    assert [(o.target, o.ok) for o in manager.operations] == [(n, True) for n in ("pbx1", "pbx2", "pbx3", "Hospital")]
    assert [e["target"] for e in fleet.events("sip_restart")] == ["pbx1", "pbx2", "pbx3"]
    assert len(fleet.events("write")) == writes + 1
    pems = {s.certificate.cert_pem for s in fleet.world.systems.values()}
    assert len(pems) == 3  # CERT-6


def test_one_system_without_licence_fails_the_operation_and_gets_no_certificate(lab):
    fleet = lab("with_manager")
    fleet.system("pbx3").licence = "refused"
    manager = fleet.world.managers["mgr1"]
    prepare(manager)
    manager.generate_certificates("t", "Hospital", "all")
    fleet.run(11)
    assert [(o.target, o.ok) for o in manager.operations][-2:] == [("pbx3", False), ("Hospital", False)]
    assert manager.operations[2].message == "FONCTION INACTIVE: Fonction chiffrement non déverrouillée."
    assert [s.mode() for s in fleet.world.systems.values()] == ["pbx_cert_self_signed"] * 2 + ["no_tls"]


def test_type_import_without_a_file_is_refused_with_the_products_words(lab):
    manager = lab("small").world.managers["mgr1"]
    manager.set_multisite("t", "Hospital", encryption=True, encryption_type="import")
    manager.apply("t", "Hospital")
    manager.ok("t", "Hospital")
    with pytest.raises(LabRefusal) as caught:
        manager.generate_certificates("t", "Hospital")
    assert (caught.value.title, caught.value.detail) == ("CONTROLE ERRONE", "Fichier PKCS12 introuvable.")  # ERR-1


def test_a_feature_class_of_manager_applies_to_all_its_systems(lab):
    demo = lab("demo")
    demo.world.managers["mgr1"].set_feature_class_right("t", "Care", False)
    assert [s.feature_classes.get("Care") for s in demo.world.systems.values()] == [False, False, False, None]
    assert not demo.system("central").has_right("2111") and demo.system("central").has_right("2101")
