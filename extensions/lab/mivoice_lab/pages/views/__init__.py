# SPDX-License-Identifier: GPL-3.0-or-later
"""What each screen shows and does (spec section 2), one file per group of screens."""
