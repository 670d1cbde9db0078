# SPDX-License-Identifier: GPL-3.0-or-later
"""The Manager's screens of one multi-site: its switch, its certificates, the operations log (SCR-M3, SCR-M4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from .._errors import Appliance, ControlNotFound, UnknownValue, Where
from ._names import folded
from ._pauses import pauses
from ._pkcs12 import Pkcs12
from ._writes import place, read_back

ALL_SITES = ("generate certificates for all the sites", "generer les certificats pour l'ensemble des sites")  # M3.11
PAUSE = 5.0
"""Seconds between two looks at the operations log, at most."""
Entry = tuple[str, str, str]


def configuration(driver: Driver, multisite: str, region: str | None = None) -> Screen:
    """Settings of the multi-site; ``region`` tells two of the same name apart. Raises ControlNotFound."""
    screen = driver.open("M3")
    shown = screen.options("multisite")
    fitting = [text for text in shown if folded(text) == folded(multisite)] or [
        text for text in shown if region and folded(multisite) in folded(text) and folded(region) in folded(text)
    ]
    if len(fitting) != 1:
        raise ControlNotFound(
            problem=f"{len(fitting)} multi-sites of the list are called {multisite!r}",
            where=Where(driver.host, place(screen), "SCR-M3.1", "multisite"),
            found=", ".join(shown),
        )
    screen.stage("multisite", fitting[0])
    return screen.press("configuration")


def settings(driver: Driver, screen: Screen) -> dict[str, Any]:
    """``{encryption, type}`` as shown; ``type`` is a word of ``encryption_type``, None when it is none of them."""
    return {
        "encryption": screen.value("encryption"),
        "type": driver.canonical("encryption_type", screen.value("type")),
    }


def type_text(driver: Driver, screen: Screen, wanted: str) -> str:
    """The option of the select that means ``wanted``; raises ControlNotFound."""
    shown = screen.options("type")
    fitting = [text for text in shown if driver.canonical("encryption_type", text) == wanted]
    if len(fitting) != 1:
        raise ControlNotFound(
            problem=f"{len(fitting)} choices mean {wanted}",
            where=Where(driver.host, place(screen), "SCR-M3.4", "type"),
            found=", ".join(shown),
            remedy="Declare values.encryption_type in the screens file",
        )
    return fitting[0]


FILE_CONTROLS = ("certificate_file", "certificate_password", "certificate_confirmation", "import")


def takes_files(screen: Screen) -> bool:
    """True when the site has declared what the import of a file needs (SCR-M3.5 to M3.7)."""
    return all(screen.has(name) for name in FILE_CONTROLS)


def import_file(driver: Driver, multisite: str, region: str | None, wanted: Mapping[str, Any], file: Pkcs12) -> Screen:
    """ENM-6T: type, file, password twice, Import; the screen that follows, on which Apply is still to be pressed."""
    screen = configuration(driver, multisite, region)
    _stage(driver, screen, wanted)
    screen.stage("certificate_file", file.upload)
    screen.stage("certificate_password", file.password or "")
    screen.stage("certificate_confirmation", file.password or "")
    following = screen.press("import")
    _accepted(driver, following, following.news())
    return following if following.has("apply") else configuration(driver, multisite, region)


def _accepted(driver: Driver, screen: Screen, said: Sequence[str]) -> None:
    """Raise for words after Import that are not known to mean that the file was taken (4.7: unknown is an error)."""
    words = {text: driver.canonical("import", text) for text in said}
    where = Where(driver.host, place(screen), "SCR-M3.7", "import")
    if "refused" in words.values():
        raise Appliance(
            problem="The Manager does not take the file; nothing was generated",
            where=where,
            found=" ".join(said),
            remedy="Check the file and its password, then run again",
        )
    unknown = [text for text, word in words.items() if word != "accepted"]
    if unknown:
        raise UnknownValue(
            problem="What the Manager says about the file is not known; nothing was generated",
            where=where,
            found=" ".join(unknown),
            remedy="Add each sentence to values.import of the screens file, as accepted or as refused, then run again",
        )


def _stage(driver: Driver, screen: Screen, wanted: Mapping[str, Any]) -> None:
    screen.stage("encryption", wanted["encryption"])
    screen.stage("type", type_text(driver, screen, wanted["type"]))


def apply(
    driver: Driver, multisite: str, region: str | None, wanted: Mapping[str, Any], screen: Screen | None = None
) -> None:
    """ENM-5 to ENM-7 on the settings open in ``screen`` or opened here, read back on them opened anew (OPEN-28)."""
    screen = screen or configuration(driver, multisite, region)
    _stage(driver, screen, wanted)
    screen.press("apply").press("ok")
    screen = configuration(driver, multisite, region)
    read_back(screen, driver.host, wanted, settings(driver, screen))


def may_generate(screen: Screen) -> bool:
    """SCR-M3.10: greyed until Apply and OK were pressed."""
    return screen.has("generate") and screen.enabled("generate")


def generate(driver: Driver, multisite: str, region: str | None) -> None:
    """ENM-8: one click for all sites. Raises ControlNotFound, with nothing sent, while the button is greyed."""
    screen = configuration(driver, multisite, region)
    if not may_generate(screen):
        raise ControlNotFound(
            problem="The button stays greyed although the settings were applied",
            where=Where(driver.host, place(screen), "SCR-M3.10", "generate"),
            remedy="Look at the settings of the multi-site: something on them was not accepted",
        )
    dialog = screen.press("generate")
    shown = dialog.options("scope")
    fitting = [text for text in shown if folded(text).startswith(ALL_SITES)]
    if len(fitting) != 1:
        raise ControlNotFound(
            problem="The choice for all sites of the multi-site is not there",
            where=Where(driver.host, place(dialog), "SCR-M3.11", "scope"),
            found=", ".join(shown),
        )
    dialog.stage("scope", fitting[0])
    dialog.press("confirm")


def operations(driver: Driver) -> list[Entry] | None:
    """Lines of the operations log as (date, operation, message); None when the site has not declared where it is."""
    if not driver.declared("M4"):
        return None
    table = driver.open("M4").table("operations")
    dated = table.has("date")
    return [(row.text("date") if dated else "", row.text("operation"), row.text("message")) for row in table.rows]


def outcome(
    driver: Driver, before: Sequence[Entry], names: Sequence[str], deadline: datetime, context: Context
) -> list[Entry]:
    """ENM-9: the lines made since ``before`` that speak of ``names`` (or, if none does, all new ones), all succeeded.

    Raises Appliance for one that failed, UnknownValue for a message nobody knows or when there is no line in time.
    """
    pause = pauses(PAUSE)
    while True:
        new = list((Counter(operations(driver) or []) - Counter(before)).elements())
        ours = [entry for entry in new if any(folded(name) in folded(" ".join(entry)) for name in names)] or new
        if ours:
            return [_succeeded(driver, entry) for entry in ours]
        if context.clock() >= deadline:
            raise UnknownValue(
                problem="The operations log says nothing about the certificates",
                where=Where(driver.host, "operations log", "SCR-M4"),
                remedy="Do not generate again: look at the log and at port 5061 of the systems first",
            )
        context.sleep(min(next(pause), (deadline - context.clock()).total_seconds()))


def _succeeded(driver: Driver, entry: Entry) -> Entry:
    word = driver.canonical("operation", entry[2])
    where = Where(driver.host, "operations log", "SCR-M4.1", entry[1])
    if word == "failed":
        raise Appliance(
            problem="The Manager says that the certificates were not made",
            where=where,
            found=entry[2],
            remedy="Look for the reason on the system that the line names, mend it, and run the same again",
        )
    if word != "succeeded":
        raise UnknownValue(
            problem="The message of the operations log is not known",
            where=where,
            found=entry[2],
            remedy="Add the text to values.operation of the screens file, as succeeded or as failed",
        )
    return entry
