# SPDX-License-Identifier: GPL-3.0-or-later
"""The control address: plain HTTP on loopback, for tests and rehearsals only."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .download_hand import HandError, by_hand
from .faults import ANY_TARGET, FaultError, Faults
from .hand import operator_step, world_fault
from .phone_hand import phone_step

if TYPE_CHECKING:
    from ..model.world import World
    from ..pages.app import App

Fields = dict[str, Any]


class Control:
    """GET /state and /events, POST /fault, /operator, /hand, /phone and /stop."""

    def __init__(
        self, world: World, app: App, faults: Faults, *, changed: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        self._world = world
        self._app = app
        self._faults = faults
        self._changed = changed
        self._stop = stop
        self._runner: web.AppRunner | None = None

    async def open(self, sock: socket.socket) -> None:
        """Serve on the socket that holds the lab's network."""
        application = web.Application()
        application.add_routes(
            [
                web.get("/state", self._state),
                web.get("/events", self._events),
                web.post("/fault", self._post(self._fault)),
                web.post("/operator", self._post(self._operator)),
                web.post("/hand", self._post(self._hand)),
                web.post("/phone", self._post(self._phone)),
                web.post("/stop", self._post(self._stop_lab)),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, sock).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _state(self, _request: web.Request) -> web.Response:
        with self._world.lock:
            state = self._world.state()
            sessions = self._app.open_sessions()
        return _json({**state, "held": self._faults.held(), "sessions": sessions})

    async def _events(self, request: web.Request) -> web.Response:
        since = request.query.get("since", "0")
        if not since.isdigit():
            return _json({"error": "since is the number of an event"}, 400)
        with self._world.lock:
            return _json(self._world.events.since(int(since)))

    def _post(self, action: Callable[[Fields], Fields]) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            try:
                fields = json.loads(await request.text() or "{}")
            except ValueError:
                return _json({"error": "the body is no JSON"}, 400)
            if not isinstance(fields, dict):
                return _json({"error": "the body is no JSON object"}, 400)
            try:
                answer = action(fields)
            except (FaultError, HandError) as error:
                return _json({"error": str(error)}, 400)
            self._changed()
            return _json(answer)

        return handle

    def _fault(self, fields: Fields) -> Fields:
        kind, target = fields.pop("kind", None), fields.pop("target", ANY_TARGET)
        if not isinstance(kind, str) or not isinstance(target, str):
            raise FaultError("kind and target are text")
        if kind in ("release", "clear"):
            getattr(self._faults, kind)()
        elif not world_fault(self._world, kind, target, fields):
            self._need_device(target)
            self._faults.arm(kind, target, **fields)
        with self._world.lock:
            self._world.events.append("fault", target, "control", what=kind, **fields)
        return {"armed": kind}

    def _need_device(self, target: str) -> None:
        if target not in (ANY_TARGET, *self._world.systems, *self._world.managers):
            raise FaultError(f"no system or Manager named {target!r}")

    def _operator(self, fields: Fields) -> Fields:
        with self._world.lock:
            return operator_step(self._world, fields)

    def _hand(self, fields: Fields) -> Fields:
        with self._world.lock:
            return by_hand(self._world, fields)

    def _phone(self, fields: Fields) -> Fields:
        with self._world.lock:
            return phone_step(self._world, fields)

    def _stop_lab(self, _fields: Fields) -> Fields:
        self._stop()
        return {"stopping": True}


def _json(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)
