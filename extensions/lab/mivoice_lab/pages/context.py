# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen needs to describe itself: the device, who looks, the texts and the addresses of other screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from .elements import Cell, Facts, Field, Fields, Grid, Kind, Link, Links, Option, Value
from .extras import ExtraValues
from .labels import Labels
from .sessions import Session
from .skin import Skin

if TYPE_CHECKING:
    from ..model.manager import Manager
    from ..model.system import System
    from ..model.tma import Tma
    from ..model.world import World

Item = TypeVar("Item")
MOMENT = "%d/%m/%Y %H:%M:%S"


@dataclass(slots=True)
class Context:
    """One look at one screen. ``query`` holds the parameters of the screen's address."""

    world: World
    device: System | Manager
    area: str
    screen: str
    skin: Skin
    labels: Labels
    session: Session
    query: dict[str, str]
    extras: ExtraValues
    page_size: int
    url: Callable[..., str]
    now: datetime

    @property
    def system(self) -> System:
        return cast("System", self.device)

    @property
    def manager(self) -> Manager:
        return cast("Manager", self.device)

    @property
    def tma(self) -> Tma:
        return cast("Tma", self.device.tma)

    @property
    def user(self) -> str:
        return self.session.user

    @property
    def scope(self) -> tuple[str, str]:
        """TMA's region and site, chosen at the log-in."""
        return cast("tuple[str, str]", self.session.scope)

    @property
    def itemised(self) -> bool:
        return self.screen in self.skin.itemised

    def t(self, name: str) -> str:
        """A text of this screen."""
        return self.labels(f"{self.screen}.{name}")

    def field(
        self,
        kind: Kind,
        name: str,
        value: Value,
        write: Callable[..., object] | None = None,
        options: Iterable[tuple[str, str]] = (),
        enabled: bool = True,
    ) -> Field:
        """A control named as in the contract of screens, with this screen's label."""
        return Field(
            kind, name, self.t(name), value, tuple(Option(word, text) for word, text in options), write, enabled
        )

    def words(self, vocabulary: str, *words: str) -> list[tuple[str, str]]:
        """Choices: canonical words with their texts."""
        return [(word, self.labels.word(vocabulary, word)) for word in words]

    def other_fields(self, item: str = "") -> list[Fields]:
        """The extra fields of this screen's form."""
        found = self.extras.fields(self.device.name, self.user, self.screen, item)
        return [Fields(self.labels("title.other"), found)] if found else []

    def facts(self, **texts: str) -> Facts:
        return Facts([(self.t(name), text) for name, text in texts.items()])

    def grid(self, name: str, columns: Sequence[str], rows: list[list[Cell]]) -> Grid:
        return Grid(name, [self.t(f"{name}.{column}") for column in columns], rows)

    def page_of(self, items: Sequence[Item]) -> tuple[Sequence[Item], list[Links]]:
        """The items of the page asked for, and the links to its neighbours."""
        number = int(self.query.get("page", "1")) if self.query.get("page", "1").isdigit() else 1
        start = (max(number, 1) - 1) * self.page_size
        neighbours = []
        if start > 0:
            neighbours.append(("previous", number - 1))
        if start + self.page_size < len(items):
            neighbours.append(("next", number + 1))
        links = [
            Link(key, self.labels(f"page.{key}"), self.url(self.screen, {**self.query, "page": str(to)}))
            for key, to in neighbours
        ]
        return items[start : start + self.page_size], [Links(links)] if links else []
