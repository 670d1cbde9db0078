# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones of a world on the wire: each from its own address, carrying out what its model asks for."""

from __future__ import annotations

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..model.download import UNREACHABLE, Unreachable
from ..model.operations import Fetch, Operation, Outcome, Register, Sleep
from ..model.own_certificate import OwnCertificate
from ..model.phone import Phone
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


def http_agent(family: str, model: str, mac: str, software: str) -> str:
    """What a 6000 says of itself over HTTP (product-facts 3.4); nothing is known of a 5300."""
    if family != "mitel6000":
        return ""
    word = "Aastra" if model.startswith("67") else "Mitel"
    dashed = "-".join(mac[place : place + 2] for place in range(0, 12, 2)).upper()
    return f"{word}{model} MAC:{dashed} V:{software}-SIP"


class WirePhones:
    """Starts and stops phones as they are powered; `reconcile` after every change of the model. `download_ca`: PEM of
    the authority that they trust for HTTPS (product-facts 3.3)."""

    def __init__(self, world: World, download_ca: str) -> None:
        self._world = world
        self._download_context = client_context(ca_pem=download_ca)
        self._download_context.check_hostname = True
        self._running: dict[str, tuple[WirePhone, asyncio.Task[None]]] = {}
        self._registered: set[str] = set()
        self._everybody = asyncio.Event()
        self.connecting = asyncio.Semaphore(CONNECTING_AT_A_TIME)
        self._threads = ThreadPoolExecutor(FETCH_THREADS, thread_name_prefix="fetch")
        self._client_context = client_context()
        self._own_contexts: dict[OwnCertificate, ssl.SSLContext] = {}
        self._listener_context = server_context(*self_signed("phone", "127.0.0.1", datetime.now(UTC)))

    async def reconcile(self) -> None:
        """Run exactly the phones that are powered."""
        with self._world.lock:
            powered = {mac: phone for mac, phone in self._world.phones.items() if phone.powered}
            cycles = {mac: phone.power_cycles for mac, phone in powered.items()}
        for mac in [mac for mac, (runner, _task) in self._running.items() if cycles.get(mac) != runner.cycle]:
            await self._end(mac)
        for mac in powered.keys() - self._running.keys():
            runner = WirePhone(self._world, powered[mac], self, cycles[mac])
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
        agent = http_agent(phone.family, phone.model, phone.mac, phone.software)
        place = (server.protocol, server.address, server.port, operation.path, phone.address)
        try:
            return await loop.run_in_executor(self._threads, fetch, *place, agent, self._download_context)
        except FetchError as error:
            _log.debug("phone %s: %s", phone.number, error)
            return UNREACHABLE

    def line(self, phone: Phone, operation: Register, runner: WirePhone) -> Line:
        """The line that `operation` asks for, not open yet."""
        identity = Identity(
            phone.mac, phone.number, phone.address, f"Mitel {phone.model} {phone.software}", phone.port_offset
        )
        system = (self._world.systems[operation.system].tel_address, operation.port)
        if operation.transport == "udp":
            return UdpLine(identity, system)
        return StreamLine(
            identity,
            system,
            client_context=self._context_of(phone) if operation.transport == "tls" else None,
            listener_context=self._listener_context,
            lost=runner.connection_lost,
        )

    def _context_of(self, phone: Phone) -> ssl.SSLContext:
        """Its TLS, with its own certificate if it has one (MOD-13); phones with the same one share a context."""
        with self._world.lock:
            shown = phone.presents()
        if isinstance(shown, str):
            return self._client_context
        if shown not in self._own_contexts:
            self._own_contexts[shown] = client_context(cert_pem=shown.certificate, key_pem=shown.key)
        return self._own_contexts[shown]

    def note_registered(self, phone: Phone) -> None:
        """It has registered, for the first time or again."""
        self._registered.add(phone.mac)


class WirePhone:
    """One powered phone, from one power-on (`cycle`) until the power goes."""

    def __init__(self, world: World, phone: Phone, fleet: WirePhones, cycle: int) -> None:
        self.cycle = cycle
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
            if chain := line.server_chain():
                presented = [pem_of(one) for one in chain]
                with self._world.lock:
                    problem = self._phone.certificate_problem(presented, operation.address)
                if problem:
                    raise ConnectionError(problem)
        except OSError:
            self.hang_up()
            raise
        return line
