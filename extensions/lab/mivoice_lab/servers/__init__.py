# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of the lab: Web Admin pages, SIP, download servers, phones and the control address."""
