# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones of a world on the wire: each from its own address, carrying out what its model asks for."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..model.download import UNREACHABLE, Unreachable
from ..model.phone import Fetch, Operation, Outcome, Phone, Register, Sleep
from ..model.registrar import RegisterResult
from .certificates import client_context, pem_of, self_signed, server_context
from .fetch import FetchError, fetch
from .lines import Identity, Line, StreamLine, UdpLine

if TYPE_CHECKING:
    from ..model.world import World

FETCH_THREADS = 8
CONNECTING_AT_A_TIME = 50
"""Above this many, all phones of a large fleet would run out of patience together and start again, for ever."""

TRANSACTION_SECONDS = 32.0  # RFC 3261 timer F
SHORTEST_TRANSACTION_SECONDS = 2.0
_log = logging.getLogger(__name__)


class WirePhones:
    """Starts and stops phones as they are powered; `reconcile` after every change of the model."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: dict[str, tuple[WirePhone, asyncio.Task[None]]] = {}
        self._registered: set[str] = set()
        self._everybody = asyncio.Event()
        self.connecting = asyncio.Semaphore(CONNECTING_AT_A_TIME)
        self._threads = ThreadPoolExecutor(FETCH_THREADS, thread_name_prefix="fetch")
        self._client_context = client_context()
        self._listener_context = server_context(*self_signed("phone", "127.0.0.1", datetime.now(UTC)))

    async def reconcile(self) -> None:
        """Run exactly the phones that are powered."""
        with self._world.lock:
            powered = {mac: phone for mac, phone in self._world.phones.items() if phone.powered}
        for mac in self._running.keys() - powered.keys():
            await self._end(mac)
        for mac in powered.keys() - self._running.keys():
            runner = WirePhone(self._world, powered[mac], self)
            self._running[mac] = (runner, asyncio.create_task(runner.run()))
        for _runner, task in self._running.values():
            if task.done():
                task.result()
        if powered.keys() <= self._registered:
            self._everybody.set()

    async def all_registered(self) -> None:
        """Return when every powered phone has registered once."""
        await self._everybody.wait()

    def missing(self) -> list[str]:
        """Numbers of powered phones that have not registered yet."""
        with self._world.lock:
            return [p.number for mac, p in self._world.phones.items() if p.powered and mac not in self._registered]

    async def close(self) -> None:
        for mac in list(self._running):
            await self._end(mac)
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _end(self, mac: str) -> None:
        runner, task = self._running.pop(mac)
        task.cancel()
        await asyncio.wait([task])
        runner.hang_up()

    async def fetch(self, phone: Phone, operation: Fetch) -> bytes | None | Unreachable:
        """One file, really fetched, or UNREACHABLE."""
        server = self._world.download_servers[operation.server]
        loop = asyncio.get_running_loop()
        place = (server.protocol, server.address, server.port, operation.path, phone.address)
        try:
            return await loop.run_in_executor(self._threads, fetch, *place)
        except FetchError as error:
            _log.debug("phone %s: %s", phone.number, error)
            return UNREACHABLE

    def line(self, phone: Phone, operation: Register, runner: WirePhone) -> Line:
        """The line that `operation` asks for, not open yet."""
        identity = Identity(phone.mac, phone.number, phone.address, f"Mitel {phone.model} {phone.software}")
        system = (operation.address, operation.port)
        if operation.transport == "udp":
            return UdpLine(identity, system)
        return StreamLine(
            identity,
            system,
            client_context=self._client_context if operation.transport == "tls" else None,
            listener_context=self._listener_context,
            lost=runner.connection_lost,
        )

    def note_registered(self, phone: Phone) -> None:
        """It has registered, for the first time or again."""
        self._registered.add(phone.mac)


class WirePhone:
    """One powered phone."""

    def __init__(self, world: World, phone: Phone, fleet: WirePhones) -> None:
        self._world = world
        self._phone = phone
        self._fleet = fleet
        self._line: Line | None = None
        self._line_for: Register | None = None
        self._wake = asyncio.Event()
        self._patience = max(SHORTEST_TRANSACTION_SECONDS, TRANSACTION_SECONDS / world.clock.speed)

    async def run(self) -> None:
        """Carry out the phone's operations for ever."""
        while True:
            self._wake.clear()
            with self._world.lock:
                operation = self._phone.next_operation()
                restarting = self._phone.state == "booting"
            if restarting:
                self.hang_up()
            outcome, done = await self._carry_out(operation)
            if done:
                with self._world.lock:
                    self._phone.completed(outcome, operation)

    def connection_lost(self) -> None:
        """The system has dropped the line."""
        self.hang_up()
        with self._world.lock:
            self._phone.connection_lost()
        self._wake.set()

    def hang_up(self) -> None:
        """Close the line, if there is one."""
        if self._line is not None:
            self._line.close()
        self._line = self._line_for = None

    async def _carry_out(self, operation: Operation) -> tuple[Outcome, bool]:
        """(outcome, whether there is one): a sleep that was cut short has none."""
        if isinstance(operation, Fetch):
            return await self._fleet.fetch(self._phone, operation), True
        if isinstance(operation, Register):
            return await self._register(operation), True
        return None, await self._sleep(operation)

    async def _sleep(self, operation: Sleep) -> bool:
        seconds = (operation.until - self._world.clock.now()).total_seconds()
        if seconds <= 0:
            return True
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return True
        return False

    async def _register(self, operation: Register) -> RegisterResult:
        line = self._line
        if line is None or self._line_for != operation:
            self.hang_up()
            try:
                line = await self._open(operation)
            except OSError as error:
                return RegisterResult(False, 0, str(error))
        answer = await line.register(self._patience)
        accepted = 200 <= answer.code < 300
        if accepted:
            self._fleet.note_registered(self._phone)
        else:
            self.hang_up()
        return RegisterResult(accepted, answer.code, answer.reason, answer.update_order)

    async def _open(self, operation: Register) -> Line:
        """A line to the system, its certificate accepted by the phone (MOD-6). Raises OSError."""
        line = self._fleet.line(self._phone, operation, self)
        self._line, self._line_for = line, operation
        await asyncio.sleep(0)  # a line just hung up leaves its port in the loop's next round
        try:
            async with self._fleet.connecting, asyncio.timeout(self._patience):
                await line.open()
            certificate = line.peer_certificate()
            if certificate is not None:
                with self._world.lock:
                    problem = self._phone.certificate_problem(pem_of(certificate), operation.address)
                if problem:
                    raise ConnectionError(problem)
        except OSError:
            self.hang_up()
            raise
        return line
