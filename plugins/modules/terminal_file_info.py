#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``terminal_file_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terminal_file_info
short_description: Judge the files that phones download against an encryption mode
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads the configuration files of a download server, from outside (O(server)) or in a folder (O(path)), works out
    what each phone would apply, and compares it with the values of the mode.
  - It is evidence of its own. TMA's inventory tells what TMA's files say, this module what lies where phones fetch.
    A correct file is not yet a phone that has fetched it, and a setting made on the phone may still beat it.
  - Files of the 6000 are laid over each other as the vendor says, the common file, that of the model, that of the
    phone. The last line read wins, and every finding names the file and the line.
  - Only the compulsory values of the mode make the status. Everything else is a finding beside it.
  - A value that cannot be told for certain never counts as right. That is so behind files that are encrypted, damaged
    or there twice, after quotes that nothing closes, and when the file of a model that is not known would make a
    difference.
  - Drives no screen and changes nothing. It does not fail because of what it finds.
notes:
  - The syntax is that of the 6000. No form of the 5300's files is public, so O(site_format) has to describe it.
  - What no document of the maker says is listed in RV(unverified), with the option that changes it; findings that rest
    on it have C(verified=false).
  - A setting made on a phone beats a line without C(^) or C(!) before the name. The finding V(local_may_beat) names
    these.
  - No password is ever returned, nor user and password in the address of a file.
  - A file above 1 MiB, and whatever is no plain file, is reported in RV(unread) and not read. Folders below O(path) are
    not looked at. Only the terminals that are returned take memory, so use O(detail=problems) for big folders.
  - C(tftp), C(http) and C(https) do not list files. There, those are asked for that O(terminals) and their models
    would ask for, clear and encrypted. A terminal whose model is not known may have a file of a model
    that nobody asked for, so what that one may set is not certain.
  - No key is ever read. Other files that the values name are looked for, and where files are not listed fetched once.
options:
  path:
    description:
      - Folder of the files, on the machine where the task runs. Relative to the playbook on the controller. With
        C(delegate_to) a download server it is the server's own folder.
      - Links out of the folder are not followed.
      - One of O(path) and O(server) is needed, and not both.
    type: path
    version_added: 0.1.0
  mode:
    description: Mode that the phones are to be in.
    type: str
    choices: [disabled, self_signed, trusted, bothway]
    required: true
    version_added: 0.1.0
  family:
    description: Families of phones whose files are judged.
    type: list
    elements: str
    choices: [mivoice5300, mitel6000]
    default: [mitel6000]
    version_added: 0.1.0
  terminals:
    description:
      - Phones that have to have a file, as RV(voiceops.mivoice5000.terminal_info#module:terminals) lists them. One
        without a file is C(missing). The model tells which model file counts.
      - Left out, phones are known by their files alone, which takes a server that lists them.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  models:
    description: Models that the table of the collection lacks or has otherwise. The first that fits counts.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      pattern:
        description: Regular expression that is searched for in the model name, capitals or not.
        type: str
        required: true
      family:
        description: Family of the model.
        type: str
        choices: [mitel6000, mivoice5300, tdm, i7xx, dect_omm, other_sip, unknown]
        required: true
      tls:
        description: Whether it can do TLS and SRTP.
        type: bool
      bothway:
        description: Whether it can hold a certificate of its own.
        type: bool
      aes256:
        description: Whether it can do AES-256.
        type: bool
  site_format:
    description: Form of the 5300's files at this site.
    type: dict
    version_added: 0.1.0
    suboptions:
      file_pattern:
        description: Name of a phone's own file, with C({mac}) for its MAC address.
        type: str
        required: true
      global_file:
        description: Name of the global file, with C(SIP_PORT_PBX).
        type: str
      delimiter:
        description: What stands between name and value.
        type: str
        required: true
      comment:
        description: What begins a comment.
        type: str
        default: "#"
      quotes:
        description: Whether values may stand in quotes.
        type: bool
        default: false
      mac_separator:
        description: What stands between the pairs of the MAC address in file names.
        type: str
        choices: ["", "-", "_", "."]
        default: ""
      names:
        description: Names of the parameters where they differ from those of the manual.
        type: dict
  names:
    description: Names of the 6000's parameters where this site's TMA writes others, by the name in the manual.
    type: dict
    version_added: 0.1.0
  common_files:
    description: >-
      Names of the common file. The first one that is there counts; a value on which a second one disagrees is not
      certain.
    type: list
    elements: str
    default: [startup.cfg, aastra.cfg]
    version_added: 0.1.0
  mac_case:
    description: >-
      V(upper) when the server tells capitals from small letters, as phones ask for their file in capitals; V(any) when
      it does not.
    type: str
    choices: [upper, any]
    default: upper
    version_added: 0.1.0
  per_line:
    description: >-
      What one network setting for a line (C(sip line1 ...)) does. With V(sets) the line ignores all global network
      settings, as the vendor says; with V(values) only the one of the same name.
    type: str
    choices: [sets, values]
    default: sets
    version_added: 0.1.0
  time_server:
    description: Wanted time server. Left out, any will do.
    type: str
    version_added: 0.1.0
  trusted_file:
    description: Wanted file of authorities. Left out, any will do where the mode asks for one.
    type: str
    version_added: 0.1.0
  root_file:
    description: Wanted file of the authority of the phones' certificates, for V(bothway).
    type: str
    version_added: 0.1.0
  local_file:
    description: Wanted file of the phones' certificate, for V(bothway).
    type: str
    version_added: 0.1.0
  key_file:
    description: Name of the wanted file with the phones' key, for V(bothway). It is never read.
    type: str
    version_added: 0.1.0
  detail:
    description:
      - What is listed in RV(terminals). V(summary) is nothing, V(problems) the phones that are not V(ok) or have a
        warning, V(terminals) all phones, V(all) all with their effective values and the file and line of each.
    type: str
    choices: [summary, problems, terminals, all]
    default: terminals
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._download_server
seealso:
  - module: voiceops.mivoice5000.download_file
  - module: voiceops.mivoice5000.download_log_info
  - module: voiceops.mivoice5000.terminal_info
  - module: voiceops.mivoice5000.terminal_parameters
"""

EXAMPLES = r"""
- name: Judge the files of the 6000 in a folder of the controller
  voiceops.mivoice5000.terminal_file_info:
    path: "{{ mivoice_phone_files }}"
    mode: self_signed
    time_server: "{{ mivoice_time_server }}"
  register: judged

- name: Show how they stand
  ansible.builtin.debug:
    msg: "{{ judged.text }}"

- name: List the phones that would not encrypt, with the line that is to blame
  voiceops.mivoice5000.terminal_file_info:
    path: "{{ mivoice_phone_files }}"
    mode: self_signed
    detail: problems
  register: judged

- name: Stop when a file could not be read
  ansible.builtin.assert:
    that: judged.state == 'complete'
    fail_msg: "{{ judged.unread }}"

- name: Find where each phone takes its transport from, knowing its model
  voiceops.mivoice5000.terminal_file_info:
    path: "{{ mivoice_phone_files }}"
    mode: self_signed
    detail: all
    terminals:
      - {mac: "00:08:5D:00:00:01", model: 6867i, family: mitel6000}
  register: judged

- name: Show it
  ansible.builtin.debug:
    msg: "{{ item.mac }} {{ item.effective['sip transport protocol'] }}"
  loop: "{{ judged.terminals }}"
  loop_control:
    label: "{{ item.mac }}"

# mivoice_files, a variable of each download server, says how it is reached.
- name: Judge what a download server hands out, whether it lists its files or not
  voiceops.mivoice5000.terminal_file_info:
    server: "{{ hostvars[mivoice_download_servers | first].mivoice_files }}"
    mode: self_signed
    detail: summary
    terminals:
      - {mac: "00:08:5D:00:00:01", model: 6867i, family: mitel6000}
  register: judged

- name: Judge the 5300 too, in the form that this site has seen
  voiceops.mivoice5000.terminal_file_info:
    path: "{{ mivoice_phone_files }}"
    mode: self_signed
    family: [mivoice5300, mitel6000]
    site_format:
      file_pattern: MV5300_{mac}.cfg
      global_file: MV5300.cfg
      delimiter: "="
"""

RETURN = r"""
source:
  description: Folder or download server that was read.
  returned: success
  type: str
  version_added: 0.1.0
  sample: sftp://files.example.com/phones
state:
  description: V(complete), or V(partial) when a file could not be read; RV(unread) names it.
  returned: success
  type: str
  version_added: 0.1.0
terminals:
  description: Phones as O(detail) asks for, ordered by MAC address.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains:
    mac:
      description: MAC address, twelve capital hexadecimal digits.
      type: str
      returned: always
    family:
      description: Family.
      type: str
      returned: always
    model:
      description: Model.
      type: str
      returned: when it is known
    status:
      description:
        - V(ok) when every compulsory value is right.
        - V(missing) when one is in no file, or cannot be told for certain.
        - V(wrong) when one is another than the mode demands.
        - V(contradictory) when the files contradict themselves, so that they fit no mode or may be read in two ways.
      type: str
      returned: always
    findings:
      description: >-
        Each with C(id), C(severity) (V(error), V(warning) or V(info)), C(text), C(certainty) and C(verified), and where
        they apply C(parameters), C(file), C(line), C(found), C(wanted) and C(rule).
      type: list
      elements: dict
      returned: always
    effective:
      description: >-
        Effective values of the parameters that are judged, each with its C(source), C(file), C(line), C(mark) and
        C(certainty). Empty when the phone's own file could not be read.
      type: dict
      returned: when O(detail=all)
summary:
  description: Counts by status, in all and by family, and of findings by their ID.
  returned: success
  type: dict
  version_added: 0.1.0
findings:
  description: Findings about files that phones share.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
unread:
  description: Files that could not be read, each with C(file) and C(problem).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
unverified:
  description: >-
    What the audit takes for granted that no document of the maker says, each with the option that changes it.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
read_at:
  description: When it was read.
  returned: success
  type: str
  version_added: 0.1.0
text:
  description: The same in one line.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_file_info


def main() -> None:
    run_module(terminal_file_info)


if __name__ == "__main__":
    main()
