# SPDX-License-Identifier: GPL-3.0-or-later
"""A Gateway as the manual describes it, ready to be changed by a test."""

from __future__ import annotations

from typing import Any

from .fake_driver import Button, FakeSystem, Page

SECRET = "pässwörd & co"


def connection(host: str = "pbx1", **more: Any) -> dict[str, Any]:
    """Validated connection options as a door hands them on."""
    return {
        "host": host,
        "port": 443,
        "username": "admin",
        "password": SECRET,
        "ca_path": None,
        "fingerprint": None,
        "tls_legacy": [],
        "language": "auto",
        "screens": None,
        "timeout": 30,
    } | more


def gateway(host: str = "pbx1", **changes: Any) -> FakeSystem:
    """A Gateway with everything good and voice encryption off; ``changes`` go to FakeSystem."""
    system = "Telephony service>System"
    pages = {
        "W1": Page(
            f"{system}>Info>Licences",
            "2.1.3",
            values={"keycode": ""},
            tables={
                "licences": [
                    {"name": "Encryption licence", "status": "Authorised"},
                    {"name": "Voice mail", "status": "Refused"},
                ]
            },
            buttons={"validate": Button()},
        ),
        "W2": Page(
            f"{system}>Configuration>Services",
            "2.3.1",
            values={"terminal_service": "STOP", "tma_service": "START", "ftp_service": "Fault"},
        ),
        "W3": Page(
            f"{system}>Configuration>Cards",
            "2.3.4.2",
            tables={"cards": [{"name": "EIP 0-01", "state": "en service"}, {"name": "LD4", "state": "hors service"}]},
        ),
        "W4": Page(f"{system}>Configuration>Cards>IP", values={"eip_address": "127.9.0.8"}),
        "W6": Page(
            f"{system}>Configuration>Alarms",
            values={"detection_in": "", "by_group": "", "reported_to": ""},
            tables={
                "alarms": [{"name": "AlmLocPers", "state": "TRAP SNMP"}, {"name": "EN ALARME", "state": "Journal"}]
            },
            buttons={"select_item": Button("navigate")},
        ),
        "W7": Page(
            f"{system}>Supervision>Connections of tcp tunnel",
            tables={"tunnels": [{"peer": "pbx2", "status": "connected encrypted"}, {"peer": "pbx3", "status": "?"}]},
        ),
        "W8": Page(
            "Telephony service>Subscribers>Characteristics",
            "1.2.3",
            tables={
                "subscriptions": [
                    {"number": "2101", "feature_class": "Standard", "right": True},
                    {"number": "2107", "feature_class": "Standard", "right": False},
                ]
            },
            buttons={"validate": Button()},
        ),
        "W9": Page(
            "Telephony service>Subscribers>Rights>Feature classes",
            "1.4.3",
            tables={"feature_classes": [{"name": "Standard", "right": True}, {"name": "Guest", "right": False}]},
            buttons={"validate": Button()},
        ),
        "W10": Page(
            "Telephony service>Network and links>Quality of service>Encryption and IP parameters",
            "4.4.4",
            values={"voice_encryption": False, "type": "SRTP", "bothway": False, "inter_ipbx": False},
            options={"type": ["SRTP", "None"]},
            buttons={"validate": Button()},
        ),
        "W11": Page(
            "SIP service certificate",
            values={"certificate": "absent", "valid_from": "", "valid_to": ""},
        ),
    }
    return FakeSystem(host, pages, undeclared={"WREG"}, **changes)
