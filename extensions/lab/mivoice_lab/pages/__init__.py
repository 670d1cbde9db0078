# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's web pages: what the screens of a system, a Manager and a TMA say and do."""
