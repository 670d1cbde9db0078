# SPDX-License-Identifier: GPL-3.0-or-later
"""What both doors share, and the door of the shipped module.

A resource is a Python module with ``ARGUMENT_SPEC``, ``CONNECTED``, ``SPEC_EXTRAS`` and ``run(params, context)``. It
may have ``OWN_OPTIONS``, which the inventory never fills though a connection option bears their name, and
``LOCAL_PATHS``, options, nested ones too, with paths on the machine that it runs on.
The other door, which runs the same resource inside the Ansible worker, is ``plugin_utils/_action.py``.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from . import _deps
from ._context import Context
from ._errors import MivoiceError, UsageError
from ._options import CONNECTION
from ._plain import plain
from ._secrets import scrub, secrets


def argument_spec(resource: Any) -> dict[str, dict[str, Any]]:
    """Full argument spec of a resource: connection options first when it has a connection."""
    return (CONNECTION if resource.CONNECTED else {}) | resource.ARGUMENT_SPEC


def failure(error: MivoiceError) -> dict[str, Any]:
    """The failed result that an error becomes; ``changed`` tells of writes sent before it."""
    facts = error.as_result()
    return {"failed": True, "msg": str(error), "error": facts, "changed": bool(facts.get("writes"))}


def usage_failure(module: str, problems: list[str]) -> dict[str, Any]:
    """The failed result of options that do not fit the argument spec."""
    return failure(UsageError(problem=f"{module}: {'; '.join(problems)}"))


def _crash(error: Exception) -> dict[str, Any]:
    writes = getattr(error, "sent", [])
    return {
        "failed": True,
        "msg": f"This is a fault of the collection, please report it: {type(error).__name__}: {error}",
        "exception": traceback.format_exc(),
        "error": {"kind": type(error).__name__, "writes": writes},
        "changed": bool(writes),
    }


def call(resource: Any, params: Mapping[str, Any], context: Context, *, diff: bool) -> dict[str, Any]:
    """Run a resource with validated plain ``params``; return a plain result without secrets, never raise.

    A result with ``before`` and ``after`` gains ``diff`` when asked for it.
    """
    try:
        _deps.require(resource)
        result = dict(resource.run(dict(params), context))
    except MivoiceError as error:
        result = failure(error)
    except Exception as error:  # the traceback may quote a secret: it must not leave unscrubbed
        result = _crash(error)
    if diff and "before" in result and "after" in result:
        result["diff"] = {"before": result["before"], "after": result["after"]}
    return scrub(plain(result), secrets(argument_spec(resource), params))


def run_module(resource: Any) -> None:
    """Entry point of a shipped module."""
    module = AnsibleModule(argument_spec=argument_spec(resource), supports_check_mode=True, **resource.SPEC_EXTRAS)
    result = call(resource, module.params, Context(check_mode=module.check_mode), diff=module._diff)
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
