# SPDX-License-Identifier: GPL-3.0-or-later
"""The in-process door: runs a resource inside the Ansible worker, or ships the module when that is asked for.

Shipped (AnsiballZ) only when the task is delegated to a host with a connection that is not local; everything else
runs on the controller, in the worker, without starting another interpreter.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import yaml
from ansible import template
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _deps, _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import CONNECTION, FILLED_FROM
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._plain import plain
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._secrets import sanitised, scrub, secrets

from . import _files

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast as Ansible's own loader, which matters for a file that every task of every host reads."""


def _holders(spec: Mapping[str, Any], args: dict[str, Any], option: str) -> Iterator[dict[str, Any]]:
    """Every dictionary among ``args``, nested ones included, that gives ``option`` as text."""
    if option in spec and isinstance(args.get(option), str):
        yield args
    for name, described in spec.items():
        value = args.get(name)
        for part in value if isinstance(value, list) else [value]:
            if described.get("options") and isinstance(part, dict):
                yield from _holders(described["options"], part, option)


def _is_fixed(value: Any) -> bool:
    """A number, or a text in which no template can begin: Ansible need not look for one."""
    if isinstance(value, str):
        return "{" not in value and not value.startswith("#jinja2:")
    return isinstance(value, (int, float))


@cache
def _make_templating_ready() -> None:
    """Jinja builds its lexer for the first template of a process: in the parent, so that no worker has to."""
    trusted = getattr(template, "trust_as_template", str)
    template.Templar(loader=None).template(trusted("{{ 0 }}"))


def _leave_inheritance_alone() -> None:
    """Never search what the worker inherited for garbage: touching it would copy it, page after page, in vain."""
    if not gc.get_freeze_count():
        gc.freeze()


APPLIANCES = ("pbx", "managers", "omm")
"""Inventory groups whose hosts are appliances themselves, not machines to run on."""


class MivoiceAction(ActionBase):
    """Base of every action of the collection; a subclass names its ``RESOURCE``."""

    RESOURCE: Any
    _supports_check_mode = True
    _supports_async = True  # accepted from the base class, refused by us in words that help

    def __init_subclass__(cls, **options: Any) -> None:
        """Load the libraries now, in the parent, for all workers to inherit; ``call`` reports missing ones."""
        super().__init_subclass__(**options)
        _deps.missing(_deps.needs(cls.RESOURCE))
        _make_templating_ready()

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        _leave_inheritance_alone()
        variables = task_vars or {}
        shipped = self._goes_elsewhere()
        self._refuse_keywords(shipped)
        args = self._arguments(variables)
        spec = _door.argument_spec(self.RESOURCE)
        hidden = secrets(spec, args)
        shown = scrub(sanitised(spec, args), hidden)
        self._resolve_files(spec, args)
        hidden |= secrets(spec, args)
        result = self._ship(spec, args, hidden, variables) if shipped else self._run_here(spec, args, hidden, variables)
        if not shipped or "invocation" in result:
            result["invocation"] = {"module_args": shown}
        return result

    def _goes_elsewhere(self) -> bool:
        return bool(self._task.delegate_to) and self._connection.transport != "local"

    def _refuse_keywords(self, shipped: bool) -> None:
        if self._task.async_val:
            raise AnsibleActionFail(
                f"{self._task.action} cannot run with 'async': it holds a log-in session that must be closed. "
                "Remove 'async' and 'poll'; waiting is bounded by the module's own 'timeout'."
            )
        if not shipped and (self._task.become or self._connection.become is not None):
            raise AnsibleActionFail(
                f"{self._task.action} runs on the controller as the user of Ansible, 'become' cannot apply. "
                "Set 'become: false' on the task, or delegate it to a host with a connection that is not local."
            )

    def _arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        args = {name: value for name, value in plain(self._task.args).items() if value is not None}
        source = self._source(variables)
        spec = _door.argument_spec(self.RESOURCE)
        own = getattr(self.RESOURCE, "OWN_OPTIONS", ())
        if not self.RESOURCE.CONNECTED:  # module_defaults of the action group reach these modules too
            args = {name: value for name, value in args.items() if name in spec or name not in CONNECTION}
        for option in spec:
            if option not in args and option not in own:
                self._fill(args, option, source)
        return args

    def _resolve_files(self, spec: Mapping[str, Any], args: dict[str, Any]) -> None:
        """Read what ``screens`` and ``src`` name, and find what ``ca_path`` names, as seen from the controller."""
        loaded: dict[str, dict[str, Any]] = {}  # systems of one site share their file
        for holder in _holders(spec, args, "screens"):
            path = holder["screens"]
            loaded[path] = loaded.get(path) or self._load_screens(path)
            holder["screens"] = loaded[path]
        for holder in _holders(spec, args, "ca_path"):
            holder["ca_path"] = self._loader.path_dwim(holder["ca_path"])
        for holder in _holders(spec, args, "src"):
            if "content" in holder:
                raise AnsibleActionFail("Options 'src' and 'content' exclude each other. Leave one of them out.")
            holder["content"] = _files.read(self._loader, self._find_source(holder["src"]))

    def _find_source(self, path: str) -> str:
        """Where a file is: beside the playbook, in the folder ``files`` of its role, or where its path says."""
        try:
            return str(self._find_needle("files", path))
        except AnsibleError as error:
            raise AnsibleActionFail(f"Option 'src' names {path}, which cannot be found: {error}") from error

    def _source(self, variables: dict[str, Any]) -> Mapping[str, Any]:
        """Whose variables say how to reach the appliance: the host delegated to when it is one itself, else our own.

        So ``delegate_to`` a Manager speaks to that Manager, and ``delegate_to`` a bastion speaks through the bastion.
        """
        name = self._task.delegate_to
        groups = variables.get("groups") or {}
        appliance = any(name in groups.get(group, ()) for group in APPLIANCES)
        return variables["hostvars"][name] if appliance else variables

    def _fill(self, args: dict[str, Any], option: str, variables: Mapping[str, Any]) -> None:
        for variable in FILLED_FROM.get(option, ()):
            given = variables.get(variable)
            if given is None:
                continue
            try:
                value = plain(given if _is_fixed(given) else self._templar.template(given))
            except AnsibleError as error:
                raise AnsibleActionFail(f"Option {option!r} comes from variable {variable!r}: {error}") from error
            if value is not None and value != "":
                args[option] = value
                return

    def _load_screens(self, path: str) -> dict[str, Any]:
        full = self._loader.path_dwim(path)
        try:
            with open(full, encoding="utf-8") as stream:
                content = yaml.load(stream, Loader=_YAML)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise AnsibleActionFail(f"Option 'screens' names {full}, which cannot be read: {error}") from error
        if not isinstance(content, dict):
            raise AnsibleActionFail(f"Option 'screens' names {full}, which does not hold a dictionary.")
        return content

    def _ship(
        self, spec: Mapping[str, Any], args: dict[str, Any], hidden: set[str], variables: dict[str, Any]
    ) -> dict[str, Any]:
        """Run the module where the task is delegated to, with the authority files it needs beside it."""
        shell = self._connection._shell
        try:
            for number, holder in enumerate(_holders(spec, args, "ca_path")):
                if os.path.isfile(holder["ca_path"]):
                    if shell.tmpdir is None:
                        self._make_tmp_path()
                    remote = shell.join_path(shell.tmpdir, f"ca{number}.pem")
                    holder["ca_path"] = self._transfer_file(holder["ca_path"], remote)
                    self._fixup_perms2((shell.tmpdir, remote))
            result: dict[str, Any] = scrub(self._execute_module(module_args=args, task_vars=variables), hidden)
            return result
        finally:
            self._remove_tmp_path(shell.tmpdir)

    def _run_here(
        self, spec: Mapping[str, Any], args: dict[str, Any], hidden: set[str], variables: dict[str, Any]
    ) -> dict[str, Any]:
        resource = self.RESOURCE
        self._find_local_paths(spec, args)
        raw = {"screens": args.pop("screens")} if "screens" in args and "screens" in spec else {}  # spared the copying
        checked = ArgumentSpecValidator(spec, **resource.SPEC_EXTRAS).validate(args)
        if checked.error_messages:
            result = scrub(_door.usage_failure(self._task.action, checked.error_messages), hidden)
        else:
            context = Context(
                check_mode=bool(self._task.check_mode),
                progress=lambda line: self._show(scrub(line, hidden), variables),
            )
            params = checked.validated_parameters | raw
            result = _door.call(resource, params, context, diff=bool(self._task.diff))
        self._warn_of_environment(result)
        return result

    def _find_local_paths(self, spec: Mapping[str, Any], args: dict[str, Any]) -> None:
        """Paths of a resource that reads files where it runs: here, relative ones are looked for as Ansible does."""
        for option in getattr(self.RESOURCE, "LOCAL_PATHS", ()):
            for holder in _holders(spec, args, option):
                path = self._loader.path_dwim(holder[option])
                holder[option] = [path] if holder is args and spec[option]["type"] == "list" else path
            given = args.get(option)
            if isinstance(given, list):
                args[option] = [self._loader.path_dwim(path) if isinstance(path, str) else path for path in given]

    def _warn_of_environment(self, result: dict[str, Any]) -> None:
        if any(self._task.environment or ()):
            text = (
                f"'environment' does not apply to {self._task.action}, which runs inside the controller's own process"
            )
            result.setdefault("warnings", []).append(text)

    def _show(self, line: str, variables: dict[str, Any]) -> None:
        Display().display(f"[{variables.get('inventory_hostname', self._task.action)}] {line}")
