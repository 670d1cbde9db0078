# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that options name on the controller, read into memory: nothing of them is ever copied to another file."""

from __future__ import annotations

import base64
import os
import stat
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import MOST_BYTES

VAULTED = 5
"""At most so many times as long is a file that ansible-vault has encrypted: it writes hexadecimal digits twice."""


def read(loader: Any, path: str) -> str:
    """What is in a file, as base64; one that ansible-vault encrypted is decrypted in memory.

    Raises AnsibleActionFail, naming the path, for what cannot be read, is no plain file or has more than MOST_BYTES.
    """
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise _failed(path, "which is no plain file")
        content = loader._get_file_contents(path)[0] if found.st_size <= VAULTED * MOST_BYTES else None
    except AnsibleActionFail:
        raise
    except (OSError, AnsibleError) as error:
        raise _failed(path, f"which cannot be read: {error}") from error
    if content is None or len(content) > MOST_BYTES:
        raise _failed(path, f"which has more than the {MOST_BYTES} bytes that such a file can have")
    return base64.b64encode(content).decode("ascii")


def _failed(path: str, why: str) -> AnsibleActionFail:
    return AnsibleActionFail(f"Option 'src' names {path}, {why}.")
