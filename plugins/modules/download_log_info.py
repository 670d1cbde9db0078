#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``download_log_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: download_log_info
short_description: See in the logs of a download server which phone fetched which file
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads access logs of nginx, Apache, vsftpd and tftpd-hpa, and tells which phone fetched which file when, with its
    model and firmware where the log has them.
  - A fetch of the phone's own file after an action is half of a proof that the phone has moved (TMA-14); the other half
    is that it answers on its new port. See O(voiceops.mivoice5000.terminal_wait#module:scopes[].fetched).
  - Run it where the log lies, with C(delegate_to) the download server, as a user who may read the log (C(become), or
    the group C(adm) on Debian). On the controller it runs inside Ansible's own process.
  - Only whole downloads count as fetched. What failed, broke off, or has no known end is listed apart.
options:
  path:
    description:
      - Log files, also with wildcards. Files packed by logrotate (gzip, bzip2, xz) are read as well.
      - A last line without its end is still being written and is left out.
    type: list
    elements: path
    required: true
    version_added: 0.1.0
  format:
    description:
      - Which daemon wrote it.
      - V(nginx) and V(apache) are the formats I(combined) and I(common).
      - V(vsftpd) is its own log (C(vsftpd_log_file)) and that in the format of wu-ftpd (C(xferlog_file)).
      - V(tftpd) is a log of syslog in which tftpd-hpa writes among others, with the traditional times, with those of
        RFC 3339 or RFC 5424, or as C(journalctl -o short-iso) prints it.
    type: str
    choices: [apache, nginx, tftpd, vsftpd]
    required: true
    version_added: 0.1.0
  timezone:
    description:
      - Time zone of times that tell none, such as V(Europe/Paris). Those are the times of vsftpd and the traditional
        ones of syslog.
      - Left out, such times are returned without zone, and no gate believes them.
      - When a line is later than the last change of its file, zone or clock are wrong, and no time of that file is
        believed.
    type: str
    version_added: 0.1.0
  since:
    description: Leave out what is known to be earlier. An ISO 8601 time with its offset from UTC.
    type: str
    version_added: 0.1.0
  macs:
    description: Phones to tell of, by MAC address in any spelling. Left out, all.
    type: list
    elements: str
    version_added: 0.1.0
  own_files:
    description: Whether to tell only of the phones' own configuration files, which are all that a gate looks at.
    type: bool
    default: false
    version_added: 0.1.0
  count_requests:
    description:
      - Whether a request by TFTP counts as a download when the log does not tell how it ended.
      - Debian's tftpd-hpa tells of requests with C(--verbose), of refusals with C(--verbose --verbose), and never that
        a file was sent to its end. Say V(true) only for a server of which you know that it completes what it begins.
    type: bool
    default: false
    version_added: 0.1.0
  not_phones:
    description: Addresses of machines that read or back up the files, such as this controller. They are no phones.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  detail:
    description: Tell of the last fetch of each phone and file, or of all.
    type: str
    choices: [last, all]
    default: last
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
requirements:
  - Python 3.11 or later
notes:
  - The own file of a phone is its MAC address with C(.cfg) or C(.tuz), in any spelling, also behind a prefix such as
    C(MV5300_).
  - A phone is known by its User-Agent (C(Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP)), by the name of its file,
    or, for common files and certificates by FTP and TFTP, by its address - the one that fetched a phone's own file
    within 60 seconds.
  - The answer 304 counts as fetched, C(outcome) V(not_modified) - the phone asked, and was told that it holds the file
    as it is.
  - A web server writes 200 also when the connection broke after all was handed to the network; phone files are smaller
    than that. 200 with no bytes and 206 count as broken off.
  - Nothing is believed of an address without User-Agent that fetched the own files of several phones within 60 seconds,
    nor of a User-Agent that is no phone's, nor when the User-Agent and the name of the file mean two phones. See
    RV(doubtful).
  - The traditional times of syslog have no year. It is found from the order of the lines and the last change of the
    file; copy such files with their times.
seealso:
  - module: voiceops.mivoice5000.terminal_wait
"""

EXAMPLES = r"""
# In the inventory, each download server says where its log is:
#   mivoice_download_log: {path: /var/log/vsftpd.log, format: vsftpd, timezone: Europe/Paris}
- name: See which phones have fetched their own file, on each download server itself
  voiceops.mivoice5000.download_log_info:
    path: "{{ item.path }}"
    format: "{{ item.format }}"
    timezone: "{{ item.timezone | default(omit) }}"
    own_files: true
  delegate_to: "{{ item.server }}"
  loop: "{{ hostvars | voiceops.mivoice5000.download_logs(ansible_play_hosts) }}"
  run_once: true
  register: seen

- name: Show it
  ansible.builtin.debug:
    msg: "{{ seen.results | map(attribute='summary') | list }}"
  run_once: true

- name: Read the terminals that the TMA knows
  voiceops.mivoice5000.terminal_info:
    multisite: "{{ mivoice_multisite }}"
  delegate_to: "{{ mivoice_manager }}"
  run_once: true
  register: known

- name: Look for them in one of the logs, with everything that they asked for since a moment
  voiceops.mivoice5000.download_log_info:
    path: "{{ log.path }}"
    format: "{{ log.format }}"
    timezone: "{{ log.timezone | default(omit) }}"
    since: "2026-03-01T18:00:00+01:00"
    macs: "{{ known.terminals | map(attribute='mac') | select | list }}"
    detail: all
  vars:
    log: "{{ hostvars | voiceops.mivoice5000.download_logs(ansible_play_hosts) | first }}"
  delegate_to: "{{ log.server }}"
  run_once: true
  register: asked

- name: Name those whose fetch is not known
  ansible.builtin.debug:
    msg: "{{ asked.not_fetched | join(', ') }}"
  run_once: true
"""

RETURN = r"""
fetched:
  description: Whole downloads, the last of each phone and file unless O(detail) is V(all).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains: &fetch
    phone:
      description: MAC address, 12 upper-case digits.
      type: str
      returned: always
      sample: 00085D000001
    file:
      description: Name of the file, without its folder.
      type: str
      returned: always
      sample: 00085D000001.cfg
    at:
      description: When, ISO 8601 in UTC; without offset when the zone is not known, V(null) when the year is not.
      type: str
      returned: always
      sample: "2026-03-02T08:30:00+00:00"
    address:
      description: Address that asked.
      type: str
      returned: always
    model:
      description: Model, from the User-Agent.
      type: str
      returned: always
      sample: 6867i
    firmware:
      description: Firmware, from the User-Agent.
      type: str
      returned: always
      sample: 5.1.0.2024
    attributed_by:
      description: What tells the phone - V(file_name and user_agent), V(file_name), V(user_agent) or V(address).
      type: str
      returned: always
    outcome:
      description: V(fetched), V(not_modified), V(requested), V(partial) or V(failed).
      type: str
      returned: always
requested:
  description: Requests by TFTP of which the log does not tell the end, and that no known fetch follows.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains: *fetch
unsuccessful:
  description: Downloads that failed or broke off, and that no fetch of the same phone and file follows.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains: *fetch
doubtful:
  description: What is not believed, with C(reason).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains: *fetch
not_fetched:
  description: Those of O(macs) of which no whole download of the own file is known.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
counts:
  description: >-
    Number of C(files), of C(lines), and of lines by what became of them. C(other) are well-formed lines that tell of no
    download by a phone.
  returned: success
  type: dict
  version_added: 0.1.0
unparsed:
  description: Files with lines that were not understood, each with C(path), C(lines) and C(first_line), a number.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
trouble:
  description: Files that could not be read whole, or whose times cannot be, each with C(path) and C(trouble).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
partial:
  description: Whether there is RV(trouble), so that more may have been fetched than is told.
  returned: success
  type: bool
  version_added: 0.1.0
summary:
  description: All of it in one line for a person.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_log_info


def main() -> None:
    run_module(download_log_info)


if __name__ == "__main__":
    main()
