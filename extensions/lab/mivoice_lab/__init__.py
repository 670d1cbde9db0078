# SPDX-License-Identifier: GPL-3.0-or-later
"""A MiVoice 5000 fleet in one process, on loopback addresses."""
