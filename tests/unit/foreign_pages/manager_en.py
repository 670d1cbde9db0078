# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501
"""An English Manager with TMA of about 2014: XHTML, fieldsets, definition lists, nested lists for menus, sortable tables."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import HttpResponse
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.box import Box, Form, Pairs, redirect

SCREENS: dict[str, Any] = {
    "screens": {
        "M3C": {"controls": {"type": {"labels": ["Encryption type"]}}},
        "M4": {
            "path": ["Supervision>Operations log"],
            "tables": {
                "operations": {
                    "columns": {
                        "date": {"labels": ["Date"]},
                        "operation": {"labels": ["Operation"]},
                        "message": {"labels": ["Message"]},
                    }
                }
            },
        },
        "T2": {
            "path": ["Configuration>Terminal configuration"],
            "controls": {
                "range": {"labels": ["Terminal range"]},
                "release": {"labels": ["Release to configure"]},
                "show": {"labels": ["Display"]},
            },
            "tables": {
                "parameters": {
                    "columns": {
                        "tab": {"labels": ["Tab"]},
                        "parameter": {"labels": ["Parameter"]},
                        "range": {"labels": ["Range"]},
                        "default": {"labels": ["Default value"]},
                    }
                }
            },
        },
        "T3": {
            "tables": {"parameters": {"columns": {"tab": {"labels": ["Tab"]}}}},
            "controls": {"list": {"labels": ["List"]}},
        },
        "T5": {
            "path": ["Configuration>Action monitoring"],
            "tables": {
                "actions": {
                    "columns": {
                        "name": {"labels": ["Action"]},
                        "state": {"labels": ["State"]},
                        "date": {"labels": ["Start"]},
                    }
                }
            },
        },
        "T6": {
            "path": ["Inventory"],
            "controls": {"range": {"labels": ["Range"]}, "show": {"labels": ["Search"]}},
            "tables": {
                "terminals": {
                    "columns": {
                        "mac": {"labels": ["MAC address"]},
                        "number": {"labels": ["Directory number"]},
                        "model": {"labels": ["Model"]},
                        "software": {"labels": ["Software"]},
                        "address": {"labels": ["IP address"]},
                        "encryption": {"labels": ["Encryption"]},
                    }
                }
            },
        },
    },
    "values": {
        "action_state": {"finished": ["Done"], "running": ["In progress"]},
        "inventory": {"srtp_tls": ["SRTP and TLS"]},
    },
    "session": {
        "url": "/manager/index.php",
        "labels": {"username": ["User name"], "password": ["Password"], "login": ["Sign in"], "logout": ["Sign out"]},
    },
}

M3C_SENT: Pairs = [
    ("_token", "t0k/en+="),
    ("descr", "Hôpital Nord"),
    ("loc", "1"),
    ("loc2[]", "b"),
    ("loc2[]", "c"),
    ("crypt_type", "self"),
    ("p12", "<>"),
    ("p12pw", ""),
    ("p12pw2", ""),
    ("note", "line 1\r\nline 2"),
]
M3C = Form(
    ("_token", "descr", "loc", "crypt_type", "p12", "p12pw", "p12pw2", "note"),
    ("loc2[]", "crypt", "apply", "ok", "gen"),
    "multipart/form-data",
)
PARAMETERS = [
    ("Encryption", "sip transport protocol", "Ignored", "1", True),
    ("Encryption", "sips persistent tls", "Specific", "1", True),
    ("Encryption", "sip srtp mode", "Global", "0", False),
    ("TimeZone", "time server1", "Global", "", True),
]
PHONES = [
    (
        f"0008 5D00 00{n:02X}".replace(" ", ""),
        str(2000 + n),
        ("6867i", "6920", "6865i")[n % 3],
        ("srtp", "", "tls")[n % 3],
    )
    for n in range(1, 26)
]
PER_PAGE = 10


class Manager(Box):
    """Manager and, behind a log-in of its own, TMA. ``inside_tma`` of ``state`` is the second session."""

    def __init__(self) -> None:
        super().__init__(charset="utf-8", cookie="PHPSESSID")
        self.state = {
            "crypt": False,
            "type": "self",
            "ready": 0,
            "generated": [],
            "tma": None,
            "tma_logouts": 0,
            "distributed": {name: rng for _t, name, rng, _d, _e in PARAMETERS},
            "actions": [],
            "page_by_script": False,
        }
        at = "/manager/"
        self.public = {f"{at}login.php", f"{at}index.php"}
        self.get = {
            f"{at}index.php": _index,
            f"{at}logout.php": _logout,
            f"{at}topology.php": lambda box, _q: frame(box, "Network topology", TOPOLOGY),
            f"{at}log.php": lambda box, _q: frame(box, "Operations log", LOG),
            f"{at}tma/": _tma_entry,
            f"{at}tma/config.php": lambda box, _q: _t2(box),
            f"{at}tma/specific.php": lambda box, _q: _t3(box),
            f"{at}tma/actions.php": lambda box, _q: _t5(box),
            f"{at}tma/inventory.php": _t6,
            f"{at}tma/leave.php": _tma_leave,
        }
        self.post = {
            f"{at}login.php": _login,
            f"{at}topology.php": lambda box, _p: _m3c(box),
            f"{at}multisite.php": _m3c_post,
            f"{at}generate.php": _generate,
            f"{at}tma/": _tma_login,
            f"{at}tma/config.php": _t2_post,
            f"{at}tma/distribute.php": _t2_confirm,
            f"{at}tma/specific.php": _t3_post,
            f"{at}tma/action.php": _t4_post,
        }
        self.forms = {
            f"{at}login.php": Form(("_token", "user", "pass", "do")),
            f"{at}topology.php": Form(("ms", "view", "conf")),
            f"{at}multisite.php": M3C,
            f"{at}generate.php": Form(("scope", "go")),
            f"{at}tma/": Form(("region", "site"), ("next", "tlogin", "tpass", "enter")),
            f"{at}tma/config.php": Form(("range", "release"), ("show", "distr", *(f"r[{i}]" for i in range(4)))),
            f"{at}tma/distribute.php": Form(("token", "yes")),
            f"{at}tma/specific.php": Form(
                ("list",), ("save", "valid", "token", *(f"{k}{i}" for i in range(4) for k in ("c", "v", "h")))
            ),
            f"{at}tma/action.php": Form(("name", "mode", "date", "time", "ok")),
        }

    def login_page(self) -> str:
        return login_page()


def login_page(message: str = "") -> str:
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>Manager - Sign in</title><link rel="stylesheet" href="s.css" /></head><body class="login">
<div id="box"><h1>Management Platform</h1>{message}
<form id="lf" action="/manager/login.php" method="post"><fieldset><legend>Authentication</legend>
<input type="hidden" name="_token" value="t0k/en+=" />
<dl><dt><label for="u">User name</label></dt><dd><input id="u" type="text" name="user" value="" autocomplete="off" /></dd>
<dt><label for="p">Password</label></dt><dd><input id="p" type="password" name="pass" /></dd></dl>
<button type="submit" name="do" value="login" class="btn"><span>Sign in</span></button></fieldset></form>
<noscript><p>Please enable scripts.</p></noscript></div></body></html>"""


def _index(box: Box, _query: Pairs) -> str:
    if box.session is None:
        return login_page()
    return frame(box, "Home", "<p>Welcome. Software release <b>R7.2</b>.</p>")


def _login(box: Box, pairs: Pairs) -> HttpResponse | str:
    sent = dict(pairs)
    if (sent["user"], sent["pass"], sent["_token"], sent["do"]) != ("admin", "p&ss é", "t0k/en+=", "login"):
        return login_page('<div class="err">Wrong user name or password.</div>')
    return redirect("index.php", box.begin())


def _logout(box: Box, _query: Pairs) -> HttpResponse:
    box.end()
    return redirect("index.php")


def frame(_box: Box, title: str, body: str) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><base href="/manager/"><title>Manager</title>
<script type="text/javascript" src="js/menu.js"></script></head><body>
<div id="top"><span class="who">admin</span> | <a href="help.php" target="_blank">Help</a>
 | <a href="logout.php" onclick="return confirm('Sure?')">Sign out</a></div>
<ul id="menu">
 <li><a href="#" onclick="toggle(1)">Administration</a><ul>
   <li><a href="topology.php">Network topology</a></li>
   <li><a href="#" onclick="toggle(2)">Telephony</a><ul><li><a href="tma/">Terminal management</a></li></ul></li></ul></li>
 <li><a href="#">Supervision</a><ul><li><a href="log.php">Operations log</a></li><li><a href="map.php">Network map</a></li></ul></li>
</ul>
<div id="main"><h2>{title}</h2>{body}</div><div id="foot">&copy; 2014</div></body></html>"""


TOPOLOGY = """<form action="topology.php" method="post"><input type="hidden" name="view" value="tree">
<p><label>Multi-site: <select name="ms"><option value="">&nbsp;</option><option value="7">HOPITAL NORD</option>
<option value="8">HOPITAL SUD</option></select></label>
<input type="submit" name="conf" value="Configuration"> <input type="button" value="Refresh" onclick="location.reload()"></p></form>"""

LOG = """<p>Filter: <a href="log.php?f=all">All</a> | <a href="log.php?f=err">Errors</a></p>
<table class="list"><caption>Operations log</caption><thead><tr><th><a href="log.php?s=d">Date</a>&nbsp;&#9660;</th>
<th><a href="log.php?s=o">Operation</a></th><th>Message</th></tr></thead>
<tfoot><tr><td colspan="3">2 operations</td></tr></tfoot>
<tbody><tr class="odd"><td>02/03/2026 08:00</td><td>Certificate generation</td><td>All <b>4</b> sites done</td></tr>
<tr class="even"><td>01/03/2026 23:00</td><td>Backup</td><td></td></tr></tbody></table>"""


def _m3c(box: Box, message: str = "") -> str:
    state = box.state
    grey = "" if state["ready"] == 2 else ' disabled="disabled"'
    chosen = {kind: " selected" if state["type"] == kind else "" for kind in ("self", "ext")}
    body = f"""{message}<form id="msf" action="multisite.php" method="post" enctype="multipart/form-data">
<input type="hidden" name="_token" value="t0k/en+=">
<fieldset><legend>General</legend><p><label for="d">Description</label> <input id="d" name="descr" value="H&ocirc;pital Nord" maxlength="40"></p>
<p><span class="l">Numbering</span>
<label><input type="radio" name="loc" value="0"> Open</label> <label><input type="radio" name="loc" value="1" checked> Closed</label></p>
<p>Sites: <select name="loc2[]" multiple size="3"><option value="a">A</option><option value="b" selected>B</option>
<option value="c" selected>C</option></select></p></fieldset>
<fieldset><legend>Encryption of links</legend>
<p><input type="checkbox" id="ce" name="crypt" value="Y"{" checked" if state["crypt"] else ""}><label for="ce">Encryption</label></p>
<p><label for="ct">Encryption type</label> <select id="ct" name="crypt_type">
<option value="self"{chosen["self"]}>Self-signed</option><option value="ext"{chosen["ext"]}>Import</option></select></p>
<p><label for="cf">External certificate</label> <input type="file" id="cf" name="p12"></p>
<p><label for="c1">Password</label> <input type="password" id="c1" name="p12pw">
<label for="c2">Confirmation</label> <input type="password" id="c2" name="p12pw2"></p></fieldset>
<fieldset disabled><legend>Reserved</legend><input name="reserved" value="1"></fieldset>
<p><textarea name="note">line 1
line 2</textarea></p>
<p class="buttons"><button name="apply" value="1">Apply</button> <button name="ok" value="1" type="submit">OK</button>
<button type="submit" name="gen" value="1"{grey}><img src="img/key.png" alt=""> Generate Certificates</button></p></form>"""
    return frame(box, "Multi-site HOPITAL NORD", body)


def _m3c_post(box: Box, pairs: Pairs) -> str:
    sent, state = dict(pairs), box.state
    if "gen" in sent:
        return frame(
            box,
            "Certificates",
            """<form action="generate.php" method="post"><div class="dlg"><p>Which certificates are to be generated?</p>
<label><input type="radio" name="scope" value="one" checked>Generate certificates for the selected site</label><br>
<label><input type="radio" name="scope" value="all">Generate certificates for all the sites on the multi-sites</label><br>
<input type="submit" name="go" value="Confirm"> <a class="btn" href="topology.php">Cancel</a></div></form>""",
        )
    state["crypt"], state["type"] = "crypt" in sent, sent["crypt_type"]
    state["ready"] = 2 if "ok" in sent and state["ready"] else 1
    return _m3c(box, '<div class="info">Parameters saved</div>')


def _generate(box: Box, pairs: Pairs) -> str:
    box.state["generated"].append(dict(pairs)["scope"])
    return frame(box, "Certificates", '<div class="info">Generation started</div>')


def _tma_entry(box: Box, _query: Pairs) -> str:
    if box.state["tma"]:
        return tma(box, "Terminals", "<p>Choose an entry of the menu.</p>")
    return _t0()


def _t0(region: str = "", site: str = "", message: str = "") -> str:
    def options(names: list[str], chosen: str) -> str:
        return "".join(f"<option{' selected' if name == chosen else ''}>{name}</option>" for name in names)

    sites = {"EAST": ["HOPITAL NORD", "HOPITAL SUD"], "WEST": ["CLINIC"]}.get(region or "EAST", [])
    secret = (
        """<tr><th scope="row">Login</th><td><input type="text" name="tlogin"></td></tr>
<tr><th scope="row">Password</th><td><input type="password" name="tpass"></td></tr>
<tr><td colspan="2"><input type="submit" name="enter" value="Continue"></td></tr>"""
        if site
        else '<tr><td colspan="2"><input type="submit" name="next" value="Continue"></td></tr>'
    )
    return f"""<!DOCTYPE html><html><head><title>TMA</title></head><body><h3>Terminal management</h3>{message}<form action="/manager/tma/" method="post"><table>
<tr><th scope="row">Region</th><td><select name="region">{options(["EAST", "WEST"], region)}</select></td></tr>
<tr><th scope="row">Multi-site/standalone site</th><td><select name="site">{options(sites, site)}</select></td></tr>{secret}</table></form></body></html>"""


def _tma_login(box: Box, pairs: Pairs) -> str:
    sent = dict(pairs)
    if "enter" not in sent:
        return _t0(sent["region"], sent["site"])
    if (sent["tlogin"], sent["tpass"]) != ("tma", "s3cret"):
        return _t0(sent["region"], sent["site"], "<p>Access denied</p>")
    box.state["tma"] = (sent["region"], sent["site"])
    return tma(box, "Terminals", "<p>Choose an entry of the menu.</p>")


def _tma_leave(box: Box, _query: Pairs) -> str:
    box.state["tma"] = None
    box.state["tma_logouts"] += 1
    return "<html><body>You have left TMA. <a href='/manager/index.php'>Manager</a></body></html>"


def tma(box: Box, title: str, body: str) -> str:
    region, site = box.state["tma"] or ("", "")
    return f"""<!DOCTYPE html><html><head><title>TMA - {title}</title></head><body><table class="layout"><tr><td colspan="2"><b>{region} / {site}</b>
<a href="/manager/tma/leave.php"><img src="/i/out.png" title="Sign out"></a></td></tr><tr valign="top"><td class="menu">
<p><b>Configuration</b></p><ul><li><a href="/manager/tma/config.php">Terminal configuration</a><li><a href="/manager/tma/actions.php">Action monitoring</a></ul>
<p><a href="/manager/tma/inventory.php?p=1">Inventory</a></p></td><td><h3>{title}</h3>{body}</td></tr></table></body></html>"""


RANGES = ("Mitel 6000 SIP Phone", "MiVoice 5300 IP phone")


def _t2(box: Box, shown: bool = False) -> str:
    ranges = "".join(f"<option value={n}>{text}" for n, text in enumerate(RANGES))
    head = (
        f"<fieldset><legend>Selection</legend><label for=rg>Terminal range</label><select id=rg name=range>{ranges}</select> "
        "<label for=re>Release to configure</label><select id=re name=release><option>6.3.0.1020<option>5.1</select> "
        "<input type=submit name=show value=Display></fieldset>"
    )
    rows = ""
    for index, (tab, name, _range, default, editable) in enumerate(PARAMETERS if shown else []):
        current = box.state["distributed"][name]
        options = "".join(
            f"<option{' selected' if text == current else ''}>{text}" for text in ("Global", "Specific", "Ignored")
        )
        grey = "" if editable else " disabled"
        rows += f"<tr class={'ab'[index % 2]}><td>{tab}<td><tt>{name}</tt><td><select name=r[{index}]{grey}>{options}</select><td>{default}"
    table = (
        f"<table border=1><tr class=title><th colspan=4>Parameters of 6.3.0.1020</th><tr><th>Tab<th>Parameter<th>Range<th>Default value{rows}</table>"
        "<p><input type=submit name=distr value=Distribute> <a href=/manager/tma/specific.php target=_blank>Modify specific parameters</a></p>"
        if shown
        else ""
    )
    return tma(box, "Terminal configuration", f"<form action=/manager/tma/config.php method=post>{head}{table}</form>")


def _t2_post(box: Box, pairs: Pairs) -> str:
    sent = dict(pairs)
    if "distr" not in sent:
        return _t2(box, shown=True)
    box.state["pending"] = {
        name: sent[f"r[{index}]"] for index, (_t, name, _r, _d, _e) in enumerate(PARAMETERS) if f"r[{index}]" in sent
    }
    return tma(
        box,
        "Terminal configuration",
        "<p>The parameters will be distributed. Please confirm.</p><form action=/manager/tma/distribute.php method=post>"
        "<input type=hidden name=token value=d1><input type=submit name=yes value=Confirm><input type=button value=Back onclick='history.back()'></form>",
    )


def _t2_confirm(box: Box, _pairs: Pairs) -> str:
    box.state["distributed"] |= box.state.pop("pending")
    return tma(box, "Terminal configuration", "<p class=msg>Distribution done.</p>")


def _t3(box: Box) -> str:
    rows = ""
    for index, (tab, name, _range, default, _editable) in enumerate(PARAMETERS):
        if box.state["distributed"][name] == "Specific":
            rows += (
                f'<tr><td><input type="checkbox" name="c{index}" value="{name}"></td><td>{tab}</td><td title="0 or 1">{name}</td>'
                f'<td><input type="hidden" name="h{index}" value="{default}"><input type="text" name="v{index}" value="{default}" size="8"></td></tr>'
            )
    body = f"""<dl class="recap"><dt>Region</dt><dd>EAST</dd><dt>Multi-site</dt><dd>HOPITAL NORD</dd><dt>Terminal range</dt><dd>{RANGES[0]}</dd>
<dt>Terminal model</dt><dd>all models</dd><dt>Software</dt><dd>6.3.0.1020</dd></dl>
<form action="/manager/tma/specific.php" method="post">
<p><label>List <select name="list"><option value="-1">All</option><option value="4">Pilot</option></select></label></p>
<table><thead><tr><th><abbr title="Change">C</abbr></th><th>Tab</th><th>Parameters</th><th>Common values</th></tr></thead><tbody>{rows}</tbody></table>
<button type="submit" name="save" value="1">Save</button></form>"""
    return tma(box, "Modify specific parameters", body)


def _t3_post(box: Box, pairs: Pairs) -> str:
    sent = dict(pairs)
    if "valid" in sent:
        return tma(
            box,
            "Action",
            """<form action="/manager/tma/action.php" method="post"><table>
<tr><td>Action name *</td><td><input name="name" value="action_1"></td></tr>
<tr><td>Type of update</td><td><input type="radio" name="mode" value="I" id="mi" checked><label for="mi">Immediate</label>
<input type="radio" name="mode" value="D" id="md"><label for="md">Deferred</label></td></tr>
<tr><td>Date</td><td><input name="date" value="02/03/2026" size="10">
<a href="#" onclick="cal()"><img src="/i/cal.png" alt="Calendar"></a> (DD/MM/YYYY)</td></tr>
<tr><td>Time</td><td><input name="time" value="0900" size="4"> (HHMM)</td></tr></table><input type="submit" name="ok" value="Confirm"></form>""",
        )
    box.state["values"] = pairs
    return tma(
        box,
        "Modify specific parameters",
        '<p>2 parameters will be modified for the list All.</p><form action="/manager/tma/specific.php" method="post">'
        '<input type="hidden" name="token" value="s1"><input type="hidden" name="list" value="-1">'
        '<button name="valid" value="1">Confirm</button></form>',
    )


def _t4_post(box: Box, pairs: Pairs) -> str:
    box.state["actions"].append(pairs)
    return _t5(box)


def _t5(box: Box) -> str:
    rows = "".join(
        f"<tr class=l{i % 2}><td><input type=checkbox name=del value={i}></td><td>{dict(action)['name']}</td><td>02/03/2026 09:00</td>"
        f"<td><img src=/i/run.gif alt=''> In progress</td></tr>"
        for i, action in enumerate(box.state["actions"])
    )
    return tma(
        box,
        "Action monitoring",
        f"<table><tr><td>&nbsp;</td><td><b>Action</b></td><td><b>Start</b></td><td><b>State</b></td></tr>{rows}</table>",
    )


ICONS = {
    "srtp": '<img src="/i/lock2.png" title="SRTP and TLS">',
    "tls": '<img src="/i/lock1.png" alt="TLS" title="">',
    "": "&nbsp;",
}


def _t6(box: Box, query: Pairs) -> str:
    if box.state["page_by_script"]:
        return "<html><head><script src=/app.js></script></head><body><div id=app></div><script>boot()</script></body></html>"
    asked = dict(query)
    number = int(asked.get("p", "1"))
    ranges = "".join(f"<option value={n}>{text}</option>" for n, text in enumerate(RANGES))
    rows = "".join(
        f"<tr class={('odd', 'even')[i % 2]}><td><a href=/manager/tma/phone.php?m={mac}>{mac}</a></td><td>{tel}</td><td>{model}</td>"
        f"<td>6.3.0.1020</td><td>10.0.0.{i}</td><td align=center>{ICONS[icon]}</td></tr>"
        for i, (mac, tel, model, icon) in enumerate(PHONES[(number - 1) * PER_PAGE : number * PER_PAGE])
    )
    last = -(-len(PHONES) // PER_PAGE)
    numbers = " ".join(
        f"<b>{n}</b>" if n == number else f"<a href=/manager/tma/inventory.php?p={n}>{n}</a>"
        for n in range(1, last + 1)
    )
    onward = (
        f"<a href=/manager/tma/inventory.php?p={number + 1}><img src=/i/next.gif alt='Next page' border=0></a>"
        if number < last
        else "<img src=/i/next_off.gif alt='Next page'>"
    )
    pages = f"<p>{numbers} {onward}</p>"
    return tma(
        box,
        "Inventory",
        f"""<form action=/manager/tma/inventory.php method=get><input type=hidden name=p value=1>Range
<select name=range>{ranges}</select> <input type=submit value=Search></form>{pages}
<table class=grid><thead><tr><th><a href=?s=mac>MAC address</a> <img src=/i/asc.gif alt=""></th><th><a href=?s=n>Directory number</a></th>
<th>Model</th><th>Software</th><th>IP address</th><th>Encryption</th></tr>
<tr class=filter><td><input name=fm size=6></td><td><input name=fn size=6></td>
<td><select name=fo><option>*</select></td><td></td><td></td><td></td></tr></thead><tbody>{rows}</tbody></table>{pages}""",
    )
