# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole MiVoice 5000 fleet in one process, to rehearse call encryption on."""
