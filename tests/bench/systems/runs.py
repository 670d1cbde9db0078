# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to do the work, each as one command that is timed from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bench.section import ROOT, children_cpu
from bench.systems.bare import THREADS
from bench.systems.fleet import Server, System
from bench.systems.record import PASSWORD, USERNAME, Request, filled, params

HERE = Path(__file__).resolve().parent
CONNECTION_PLUGINS = ROOT / "tests" / "unit" / "doors" / "connection_plugins"
URI_HOSTS = 10
FORKS = THREADS
CONFIGURATION = f"""\
[defaults]
action_plugins = {HERE / "action_plugins"}
callback_plugins = {HERE / "callback_plugins"}
callbacks_enabled = bench_memory
collections_path = {ROOT / ".venv" / "collections"}
connection_plugins = {CONNECTION_PLUGINS}
forks = {FORKS}
"""
SUCCESS = [200, 302, 303]


@dataclass(frozen=True)
class Sample:
    """One timed command: seconds by the clock, processor seconds of all its processes and of the page server, the
    parent's peak memory in MB."""

    seconds: float
    cpu: float
    server_cpu: float
    memory: float | None = None

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} s, cpu {self.cpu:7.2f} s, server {self.server_cpu:6.2f} s"


@dataclass(frozen=True)
class Bench:
    """What all runs share."""

    server: Server
    workdir: Path
    gather_subset: Sequence[str]
    requests: Sequence[Request]

    def assert_floor(self) -> Sample:
        """Nothing but Ansible itself."""
        return self._play("pbx", [{"ansible.builtin.assert": {"that": True, "quiet": True}}])

    def in_process(self) -> Sample:
        """The action plugin, in Ansible's worker."""
        return self._play("pbx", [self._system_info()])

    def shipped(self) -> Sample:
        """The same module, shipped to a bastion over a connection that is not local."""
        return self._play("pbx", [self._system_info() | {"delegate_to": "bastion"}])

    def uri(self) -> Sample:
        """The same requests, one ``ansible.builtin.uri`` task each, on few hosts because it is slow."""
        names = [system.name for system in self.server.systems[:URI_HOSTS]]
        return self._play(":".join(names), [_uri_task(index, one) for index, one in enumerate(self.requests)])

    def requests_in_process(self) -> Sample:
        """The requests alone, from the worker through the same door: b without its own work."""
        recorded = self.workdir / "requests.json"
        recorded.write_text(json.dumps([asdict(one) for one in self.requests]))
        return self._play("pbx", [{"bench_requests": {"requests": str(recorded)}}])

    def bare_reads(self) -> Sample:
        """The same reads by the same code in threads, without Ansible."""
        return self._bare("reads")

    def bare_requests(self) -> Sample:
        """The same requests from threads, no page looked at."""
        return self._bare("requests")

    def _bare(self, work: str) -> Sample:
        plan = json.dumps([self._plan(system) for system in self.server.systems])
        return self._timed([sys.executable, str(HERE / "bare.py"), work], dict(os.environ), plan)

    def _plan(self, system: System) -> dict[str, Any]:
        requests = filled(map(asdict, self.requests), system.username, system.password)
        return {"params": params(system, self.gather_subset), "requests": requests}

    def _system_info(self) -> dict[str, Any]:
        return {"voiceops.mivoice5000.system_info": {"gather_subset": list(self.gather_subset)}}

    def _play(self, hosts: str, tasks: list[dict[str, Any]]) -> Sample:
        playbook = self.workdir / "play.json"
        playbook.write_text(json.dumps([{"hosts": hosts, "gather_facts": False, "tasks": tasks}]))
        bastion = self.workdir / "bastion.json"
        variables = {"ansible_connection": "bastion", "ansible_python_interpreter": sys.executable}
        bastion.write_text(json.dumps({"all": {"hosts": {"bastion": variables}}}))
        memory = self.workdir / "memory"
        configuration = self.workdir / "ansible.cfg"
        configuration.write_text(CONFIGURATION)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
        environment |= {"ANSIBLE_CONFIG": str(configuration), "BENCH_MEMORY": str(memory)}
        command = [sys.executable, "-m", "ansible", "playbook", "-i", str(self.server.inventory), "-i", str(bastion)]
        sample = self._timed([*command, str(playbook)], environment, "")
        return replace(sample, memory=int(memory.read_text()) / 1024)

    def _timed(self, command: Sequence[str], environment: dict[str, str], stdin: str) -> Sample:
        server_cpu, cpu, start = self.server.cpu(), children_cpu(), time.perf_counter()
        run = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        if run.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{run.stdout[-20000:]}{run.stderr[-3000:]}")
        return Sample(seconds, children_cpu() - cpu, self.server.cpu() - server_cpu)


METHODS: dict[str, Callable[[Bench], Sample]] = {
    "a": Bench.assert_floor,
    "b": Bench.in_process,
    "c": Bench.shipped,
    "d": Bench.uri,
    "e": Bench.bare_reads,
    "f": Bench.bare_requests,
    "g": Bench.requests_in_process,
}


def _uri_task(index: int, request: Request) -> dict[str, Any]:
    options: dict[str, Any] = {
        "url": f"https://{{{{ ansible_host }}}}:{{{{ mivoice_port }}}}{request.path}",
        "method": request.method,
        "validate_certs": False,
        "follow_redirects": "none",
        "status_code": SUCCESS,
        "headers": {},
    }
    if request.cookies_of is not None:
        options["headers"]["Cookie"] = f"{{{{ answer_{request.cookies_of}.set_cookie | split(';') | first }}}}"
    if request.content_type:
        options["headers"]["Content-Type"] = request.content_type
    if request.body is not None:
        secrets = (PASSWORD, "mivoice_password"), (USERNAME, "mivoice_username")
        body = request.body
        for placeholder, variable in secrets:
            body = body.replace(placeholder, f"{{{{ {variable} | urlencode }}}}")
        options["body"] = body
    return {"ansible.builtin.uri": options, "register": f"answer_{index}"}
