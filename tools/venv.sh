#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Creates .venv with the first interpreter that is new enough; PYTHON=... chooses one.
set -eu

usable='import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'

for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c "$usable" 2>/dev/null; then
        exec "$candidate" -m venv --clear .venv
    fi
done
echo "No Python 3.11 or later with venv and ensurepip found (tried: ${PYTHON:-python3 python3.13 python3.12 python3.11})." >&2
echo "Name one with: make PYTHON=/path/to/python3 ..." >&2
exit 1
