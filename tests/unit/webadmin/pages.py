# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of our own: labels with for, tokens, paged tables; frames and nested tables in French."""

from __future__ import annotations

from typing import Any

from .scripted import page, redirect

LOGIN = page(
    """<form method="post" action="/login">
    <label for="u">User name</label><input id="u" name="user">
    <label for="p">Password</label><input id="p" name="pass" type="password">
    <button name="go" value="1">Log in</button></form>"""
)
MENU = """<p>MiVoice 5000 R7.2 SP1</p><a href="/logout">Log out</a>
    <ul><li>Telephony service<ul>
      <li>System<ul><li>Info<ul><li><a href="/w1">2.1.3 Licences</a></li></ul></li></ul></li>
      <li>Subscribers<ul><li>Rights<ul><li><a href="/w9">1.4.3 Feature classes</a></li></ul></li></ul></li>
      <li>Network and links<ul><li>Quality of service<ul>
        <li><a href="/w10">4.4.4 Encryption and IP parameters</a></li></ul></li></ul></li></ul></li></ul>"""
HOME = page(MENU)
DOORS: dict[str, Any] = {
    "GET /": LOGIN,
    "POST /login": redirect("/home", set_cookie="sid=1; Path=/"),
    "GET /home": HOME,
    "GET /logout": redirect("/", set_cookie="sid=; Path=/; Max-Age=0"),
}


def switches(ticked: bool = False, more: str = "") -> Any:
    """SCR-W10 with a token and fields nobody may change."""
    mark = "checked" if ticked else ""
    return page(
        f"""{MENU}<h1>Encryption and IP parameters</h1>{more}
        <form method="post" action="/w10/save"><input type="hidden" name="token" value="abc">
        <label for="v">Voice encryption</label><input type="checkbox" id="v" name="voice" value="yes" {mark}>
        <label for="b">SIP terminal certificate verification</label><input type="checkbox" id="b" name="both">
        <label for="d">DSCP</label><input id="d" name="dscp" value="46">
        <button name="act" value="save">Validate</button></form>"""
    )


def classes(rows: dict[str, bool], number: int, onward: str = "") -> Any:
    """One page of SCR-W9 as a table."""
    lines = "".join(
        f'<tr><td>{name}</td><td><input type="checkbox" name="r{name}" {"checked" if on else ""}></td></tr>'
        for name, on in rows.items()
    )
    link = f'<a href="{onward}">Next</a>' if onward else ""
    return page(
        f"""{MENU}<form method="post" action="/w9/save{number}"><table>
        <tr><th>Feature class</th><th>Right to encryption</th></tr>{lines}</table>
        <input type="submit" name="ok" value="Validate"></form>{link}"""
    )


FRAMES = """<html><head><title>W</title></head><frameset cols="20%,80%">
    <frame name="menu" src="/cgi?p=menu"><frame name="main" src="/cgi?p=home"></frameset></html>"""
FRENCH_MENU = """<HTML><BODY><TABLE><TR><TD><A HREF="/cgi?p=out" TARGET=_top>Déconnexion</A></TD></TR>
    <TR><TD><A HREF="/cgi?p=tel">Service téléphonie</A></TD></TR></TABLE></BODY></HTML>"""
FRENCH_SUB = """<HTML><BODY><TABLE><TR><TD><A HREF="/cgi?p=out" TARGET=_top>Déconnexion</A></TD></TR>
    <TR><TD>
    <A HREF="/cgi?p=w10" TARGET=main>4.4.4&nbsp; Qualité de&nbsp; service</A></TD></TR></TABLE></BODY></HTML>"""
FRENCH_SWITCHES = """<HTML><BODY><FORM METHOD=post ACTION="/cgi?p=save"><TABLE><TR><TD>
    <TABLE><TR><TD>Chiffrement voix</TD><TD>:</TD><TD><INPUT TYPE=checkbox NAME=F1></TD></TR>
    <TR><TD>Nom</TD><TD>:</TD><TD><INPUT NAME=F2 VALUE="Société à 5 €"></TD></TR></TABLE></TD></TR>
    <TR><TD><INPUT TYPE=submit NAME=B1 VALUE="Valider"></TD></TR></TABLE></FORM></BODY></HTML>"""
