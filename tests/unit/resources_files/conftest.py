# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties are not timed: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
