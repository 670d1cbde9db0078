# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS pages with faults, held writes, and the pinned certificate."""

import asyncio
import datetime
import http.client
import ssl
import threading
from types import SimpleNamespace

import pytest
from mivoice_lab.pages.http import Response
from mivoice_lab.servers.addresses import claim_network
from mivoice_lab.servers.certificates import fingerprint, self_signed, server_context
from mivoice_lab.servers.faults import Faults
from mivoice_lab.servers.https import PageServer

from .wire import wait_until

BODY = b"name=value"


class Pages:
    """Pages that keep what they were asked; every POST is a write."""

    def __init__(self):
        self.handled = []
        self.expired = []

    def handle(self, device, request):
        self.handled.append((request.method, request.path, request.query, request.body, request.remote))
        headers = [("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        return Response(200, headers, b"<p>a page of " + device.encode() + b"</p>")

    def is_write(self, device, request):
        return request.method == "POST"

    def expire_sessions(self, device):
        self.expired.append(device)


class Served:
    """One page server in a thread."""

    def __init__(self):
        network, self._claim = claim_network(3)
        self.place = (f"{network}.1.1", 8443)
        self.cert_pem, key_pem = self_signed("pbx1", self.place[0], datetime.datetime.now(datetime.UTC))
        self._context = server_context(self.cert_pem, key_pem)
        self.pages, self.faults = Pages(), Faults()
        self._loop = asyncio.new_event_loop()
        world = SimpleNamespace(lock=threading.RLock())
        self.server = PageServer(world, self.pages, "pbx1", self.place, self._context, self.faults, lambda: None)
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.run(self.server.reconcile())

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def arm(self, *args, **options):
        async def act():
            self.faults.arm(*args, **options)
            await self.server.reconcile()

        self.run(act())

    def release(self):
        async def act():
            self.faults.release()

        self.run(act())

    def held(self):
        async def ask():
            return self.faults.held()

        return self.run(ask())

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(*self.place, timeout=30, context=context)

    def ask(self, method="GET", path="/page?x=1&x=2", body=None):
        connection = self.connect()
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def close(self):
        self.run(self.server.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._claim.close()


@pytest.fixture
def served():
    server = Served()
    yield server
    server.close()


def test_a_page_gets_the_whole_request_and_keeps_repeated_headers(served):
    connection = served.connect()
    connection.request("GET", "/page?x=1&x=2")
    response = connection.getresponse()
    assert response.read() == b"<p>a page of pbx1</p>"
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    connection.request("POST", "/save", BODY)
    connection.getresponse().read()
    connection.close()
    assert served.pages.handled == [
        ("GET", "/page", {"x": ["1", "2"]}, b"", "127.0.0.1"),
        ("POST", "/save", {}, BODY, "127.0.0.1"),
    ]


def test_the_certificate_shown_is_the_one_whose_fingerprint_is_given(served):
    assert fingerprint(ssl.get_server_certificate(served.place)) == fingerprint(served.cert_pem)


@pytest.mark.parametrize(("kind", "status", "text"), [("error500", 500, b"500"), ("wrong_page", 200, b"unavailable")])
def test_an_error_page_comes_once_instead_of_the_page(served, kind, status, text):
    served.arm(kind, "pbx1")
    answer = served.ask()
    assert answer[0] == status and text in answer[1]
    assert not served.pages.handled
    assert served.ask()[1].startswith(b"<p>")


def test_a_truncated_page_ends_early(served):
    served.arm("truncate", "*")
    with pytest.raises(http.client.IncompleteRead):
        served.ask()


def test_a_reset_in_mid_post_is_a_reset_and_nothing_is_handled(served):
    served.arm("reset", "pbx1")
    assert served.ask()[0] == 200  # only a POST is struck
    with pytest.raises(ConnectionResetError):
        served.ask("POST", "/save", BODY)
    assert [method for method, *_unused in served.pages.handled] == ["GET"]


def test_a_reset_after_the_write_loses_the_answer_only(served):
    served.arm("reset", "pbx1", stage="after")
    with pytest.raises(ConnectionResetError):
        served.ask("POST", "/save", BODY)
    assert [method for method, *_unused in served.pages.handled] == ["POST"]


def test_a_counted_refuse_cuts_connections_and_a_lasting_one_closes_the_port(served):
    served.arm("refuse", "pbx1", count=1)
    with pytest.raises(OSError):
        served.ask()
    assert served.ask()[0] == 200
    served.arm("refuse", "pbx1")
    with pytest.raises(ConnectionRefusedError):
        served.ask()


def test_sessions_expire_before_the_page_is_made(served):
    served.arm("expire", "pbx1")
    served.ask()
    assert served.pages.expired == ["pbx1"]


def test_a_slow_page_comes_all_the_same(served):
    served.arm("slow", "pbx1", seconds=0.01)
    assert served.ask()[0] == 200


@pytest.mark.parametrize(("stage", "handled"), [("before", 1), ("after", 2)])
def test_the_second_write_is_held_on_either_side_until_released(served, stage, handled):
    served.arm("hold", "pbx1", stage=stage, nth=2)
    served.ask("POST", "/first", BODY)
    answers = []
    writer = threading.Thread(target=lambda: answers.append(served.ask("POST", "/second", BODY)))
    writer.start()
    [held] = wait_until(served.held, "a held write")
    assert (held["target"], held["stage"], held["path"]) == ("pbx1", stage, "/second")
    assert len(served.pages.handled) == handled and not answers
    served.release()
    writer.join()
    assert answers[0][0] == 200 and len(served.pages.handled) == 2


def test_a_write_held_before_is_never_made_when_its_writer_has_died(served):
    served.arm("hold", "pbx1")
    connection = served.connect()
    connection.request("POST", "/save", BODY)
    wait_until(served.held, "a held write")
    connection.close()
    served.run(_closed(served))
    served.release()
    wait_until(lambda: not served.held(), "released")
    assert served.pages.handled == []


async def _closed(served):
    """The server has seen the end of every connection."""
    while any(handler.transport is not None and not handler.transport.is_closing() for handler in _handlers(served)):
        await asyncio.sleep(0)


def _handlers(served):
    return served.server._http.connections
