# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501
"""A French gateway of about 2009: frames, upper-case tags, unquoted attributes, tables for everything, windows-1252."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import HttpResponse
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.box import Box, Form, Pairs, redirect

MENU: dict[str, list[tuple[str, str]]] = {
    "": [("1", "Abonn&eacute;s"), ("2", "Syst&egrave;me"), ("4", "R&eacute;seau et liaisons")],
    "1": [("1.2", "Abonnements")],
    "1.2": [("1.2.1", "Cr&eacute;ation"), ("1.2.3", "Caract&eacute;ristiques")],
    "2": [("2.1", "Info"), ("2.3", "Configuration"), ("2.4", "S&eacute;curit&eacute;"), ("2.6", "Supervision")],
    "2.1": [("2.1.3", "Licences")],
    "2.3": [("2.3.1", "Services"), ("2.3.6", "Alarmes")],
    "2.3.6": [("2.3.6.2", "Configuration individualis&eacute;e")],
    "2.4": [("2.4.5", "Certificat du service SIP")],
    "2.6": [("2.6.1", "Visu des &eacute;tats")],
    "2.6.1": [("2.6.1.7", "Connexions tcp tunnel")],
    "4": [("4.3", "Acheminement"), ("4.4", "Qualit&eacute; de service")],
    "4.3": [("4.3.1", "Prefixes")],
    "4.4": [("4.4.1", "Classes de service"), ("4.4.4", "Chiffrement et param&egrave;tres IP")],
}
"""Number -> entries below it. A number without entries is a screen."""

SCREENS: dict[str, Any] = {
    "screens": {
        "W1": {"tables": {"licences": {"columns": {"name": {"labels": ["Fonction"]}, "status": {"labels": ["Etat"]}}}}},
        "W2": {
            "controls": {
                "tma_service": {"labels": ["Service TMA"]},
                "ftp_service": {"labels": ["Service FTP"]},
            }
        },
        "W6": {
            "tables": {"alarms": {"columns": {"name": {"labels": ["Alarme"]}, "state": {"labels": ["Remontée"]}}}},
        },
        "W7": {
            "tables": {"tunnels": {"columns": {"peer": {"labels": ["Site distant"]}, "status": {"labels": ["Etat"]}}}},
        },
        "W8": {
            "controls": {
                "subscription": {"labels": ["Abonné"]},
                "show": {"labels": ["Afficher"]},
                "feature_class": {"labels": ["Classe de facilités"]},
            }
        },
        "W10": {
            "controls": {
                "type": {"labels": ["Type de chiffrement"]},
                "inter_ipbx": {"labels": ["Chiffrement inter-iPBX"]},
            }
        },
        "W11": {
            "path": ["Service téléphonie>Système>Sécurité>Certificat du service SIP"],
            "controls": {
                "valid_from": {"labels": ["Date de début de validité"]},
                "valid_to": {"labels": ["Date de fin de validité"]},
            },
        },
    },
    "values": {
        "service": {"stopped": ["ARRETE"]},
        "alarm": {"reported": ["OUI"]},
        "certificate": {"present": ["présent"], "absent": ["absent"]},
    },
    "session": {
        "labels": {
            "username": ["Nom d'utilisateur"],
            "password": ["Mot de passe"],
            "login": ["Connexion"],
            "logout": ["Quitter la session"],
        }
    },
}

W10_SENT: Pairs = [
    ("ecran", "4.4.4"),
    ("jeton", "a&b=c é"),
    ("mtu", "1480"),
    ("iface", "eth1"),
    ("tos_sig", "24"),
    ("tos_voix", "46"),
    ("passerelle", "10.0.0.254"),
    ("vad", "0"),
    ("echo", "0"),
    ("echo", "1"),
    ("ChiffVoix", "0"),
    ("typechif", "1"),
    ("verif", "0"),
    ("inter", "on"),
    ("codec", "g711"),
    ("gigue", "Adaptative"),
    ("remarque", "Coût : 5 €\r\n  voir R&D <salle 3>\r\n"),
    ("secret", "x\"y'z"),
]
"""What a browser sends for the untouched form W10, without its button."""


def names(pairs: Pairs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, _value in pairs))


class Gateway(Box):
    """The gateway with its switches, licence and subscribers in ``state``."""

    def __init__(self) -> None:
        super().__init__(charset="windows-1252", announced=False, cookie="JSESS")
        self.state = {
            "licence": "Autoris&eacute;",
            "voice": False,
            "bothway": False,
            "rights": {"2001": True, "2002": False, "2003": True},
            "w10_number": "4.4.4",
            "w10_rows": "",
            "w10_voice": "",
            "menu_extra": {},
            "refuse": "",
        }
        self.public = {"/cgi-bin/login.cgi"}
        cgi = "/cgi-bin/"
        self.get = {
            "/": lambda _box, _query: FRAMES,
            f"{cgi}haut.cgi": lambda _box, _query: TOP,
            f"{cgi}menu.cgi": _menu,
            f"{cgi}accueil.cgi": lambda _box, _query: WELCOME,
            f"{cgi}ecran.cgi": _screen,
            f"{cgi}quitter.cgi": _logout,
        }
        self.post = {
            f"{cgi}login.cgi": _login,
            f"{cgi}alarmes.cgi": _alarm_list,
            f"{cgi}abonne.cgi": _subscriber_post,
            f"{cgi}ip.cgi": _w10_post,
            f"{cgi}cle.cgi": lambda box, _pairs: _licences(box),
        }
        self.forms = {
            f"{cgi}login.cgi": Form(("langue", "ident", "mdp", "ok.x", "ok.y")),
            f"{cgi}alarmes.cgi": Form(("lieu", "groupe", "alarme", "vers", "sel.x", "sel.y")),
            f"{cgi}abonne.cgi": Form(("num",), ("affiche", "valide", "actuel", "nom", "droit", "messagerie")),
            f"{cgi}ip.cgi": Form(
                tuple(n for n in names(W10_SENT) if n != "inter") + ("valider.x", "valider.y"), ("inter",)
            ),
        }

    def login_page(self) -> str:
        return LOGIN


def _login(box: Box, pairs: Pairs) -> HttpResponse | str:
    sent = dict(pairs)
    if (sent["ident"], sent["mdp"], sent["langue"]) != ("admin", "p&ss é", "fr"):
        return LOGIN.replace(
            "<!--msg-->", "<TR><TD COLSPAN=3><FONT COLOR=RED>Identification incorrecte</FONT></TD></TR>"
        )
    return redirect("/", box.begin())


def _logout(box: Box, _query: Pairs) -> str:
    box.end()
    return "<HTML><BODY>Au revoir. <A HREF=/ TARGET=_top>Retour</A></BODY></HTML>"


def _menu(box: Box, query: Pairs) -> str:
    number = dict(query).get("n", "")
    entries = MENU[number] + box.state["menu_extra"].get(number, [])
    lines = []
    for child, name in entries:
        if child in MENU:
            lines.append(
                f'<TR><TD WIDTH=12><IMG SRC=/img/plus.gif ALT="+"><TD NOWRAP><FONT SIZE=2>'
                f'<A HREF="menu.cgi?n={child}" TARGET=_self onclick="return deplie(\'{child}\')">{name}</A></FONT>'
            )
        else:
            lines.append(
                f"<TR><TD WIDTH=12>&nbsp;<TD NOWRAP><FONT SIZE=2>"
                f'<A HREF=ecran.cgi?p={child} onclick="choix(this)" onmouseover="window.status=\'\'">{name}</A></FONT>'
            )
    up = "" if not number else '<A HREF=menu.cgi TARGET=_self><IMG SRC=/img/home.gif ALT="Menu principal" BORDER=0></A>'
    return (
        '<HTML><HEAD><BASE TARGET=corps><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252">'
        f"</HEAD><BODY BGCOLOR=#C0C0C0>{up}<B>Service t&eacute;l&eacute;phonie</B><TABLE BORDER=0>{''.join(lines)}</TABLE>"
    )


def shell(number: str, trail: str, body: str) -> str:
    path = " &gt; ".join(["Service t&eacute;l&eacute;phonie", *trail.split(">")])
    return (
        '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252"><TITLE>IPBX</TITLE></HEAD>'
        "<BODY BGCOLOR=WHITE><TABLE WIDTH=100% BGCOLOR=#003366><TR><TD><FONT COLOR=WHITE SIZE=+1>"
        f"<B>{number}&nbsp;&nbsp;{path}</B></FONT></TD></TR></TABLE><BR>{body}</BODY></HTML>"
    )


def line(label: str, control: str) -> str:
    return f"<TR><TD ALIGN=RIGHT NOWRAP><FONT SIZE=2>{label}&nbsp;:</FONT></TD><TD WIDTH=10>&nbsp;</TD><TD>{control}</TD></TR>\n"


def _licences(box: Box) -> str:
    def icon(text: str) -> str:
        return f"<IMG SRC=/img/led.gif WIDTH=12 ALT={text}>"

    rows = [
        ("Nombre d'abonn&eacute;s", "250"),
        ("Licence chiffrement", icon(box.state["licence"])),
        ("Licence CTI", icon("Refus&eacute;")),
    ]
    cells = "".join(
        f"<TR BGCOLOR={('#FFFFFF', '#EEEEEE')[i % 2]}><TD>{i + 1}<TD><B>{name}</B><TD ALIGN=CENTER>{state}"
        for i, (name, state) in enumerate(rows)
    )
    body = (
        "<TABLE BORDER=0><TR><TD><TABLE BORDER=1 CELLSPACING=0><TR><TD COLSPAN=3 ALIGN=CENTER><B>Liste des licences</B></TD></TR>"
        f"<TR BGCOLOR=#003366><TD><B>N&deg;</B><TD><B>Fonction</B><TD><B>&nbsp;Etat&nbsp;</B>{cells}</TABLE></TD></TR></TABLE>"
        "<FORM METHOD=POST ACTION=cle.cgi><TABLE>"
        + line("Cl&eacute; de d&eacute;verrouillage", "<INPUT NAME=cle SIZE=40 VALUE=''>")
        + "</TABLE><INPUT TYPE=SUBMIT VALUE=' Valider '></FORM>"
    )
    return shell("2.1.3", "Syst&egrave;me>Info>Licences", body)


def _services(_box: Box) -> str:
    started = "<OPTION>DEMARRE<OPTION SELECTED>ARRETE"
    body = (
        "<FORM METHOD=POST ACTION=services.cgi><TABLE>"
        + line("Service Postes", "<SELECT NAME=postes><OPTION SELECTED>DEMARRE<OPTION>ARRETE</SELECT>")
        + line("Service TMA", "<FONT COLOR=GREEN><B>DEMARRE</B></FONT>")
        + line("Service FTP", f"<SELECT NAME=ftp>{started}</SELECT>")
        + "</TABLE><INPUT TYPE=SUBMIT VALUE=Valider></FORM>"
    )
    return shell("2.3.1", "Syst&egrave;me>Configuration>Services", body)


ALARM_FORM = (
    "<FORM METHOD=POST ACTION=alarmes.cgi><TABLE>"
    + line("D&eacute;tection dans", "<SELECT NAME=lieu><OPTION VALUE=0>TOUS<OPTION VALUE=1>SITE&nbsp;LOCAL</SELECT>")
    + line(
        "Par le groupe",
        "<SELECT NAME=groupe><OPTGROUP LABEL=BLS><OPTION VALUE=3>BLS MAINTENANCE<OPTION VALUE=4>BLS EXPLOITATION</OPTGROUP>"
        "<OPTGROUP LABEL=Autres><OPTION VALUE=9>DIVERS</OPTGROUP></SELECT>",
    )
    + line("De l'alarme", "<SELECT NAME=alarme><OPTION VALUE=''><OPTION VALUE=12>AlmLocPers</SELECT>")
    + line("Remont&eacute;e vers", "<SELECT NAME=vers><OPTION>IMPRIMANTE<OPTION>TRAP SNMP</SELECT>")
    + '</TABLE><INPUT TYPE=IMAGE NAME=sel SRC=/img/sel.gif ALT="S&eacute;lectionner l\'&eacute;l&eacute;ment"></FORM>'
)
ALARMS = "Syst&egrave;me>Configuration>Alarmes>Configuration individualis&eacute;e"


def _alarm_list(box: Box, pairs: Pairs) -> str:
    box.state["filter"] = pairs
    rows = "".join(
        f"<TR CLASS=l{i % 2}><TD>{name}</TD><TD>{shown}</TD></TR>"
        for i, (name, shown) in enumerate([("AlmLocPers", "OUI"), ("ALIM", "OUI"), ("EN&nbsp;ALARME", "NON")])
    )
    table = f"<TABLE BORDER=1><THEAD><TR><TH>Alarme<TH>Remont&eacute;e</THEAD><TBODY>{rows}</TBODY></TABLE>"
    return shell("2.3.6.2", ALARMS, f"<B>D&eacute;tection dans</B> SITE LOCAL <B>par</B> BLS EXPLOITATION<HR>{table}")


def _tunnels(_box: Box) -> str:
    body = (
        "<CENTER><TABLE BORDER=1 SUMMARY=''><TR><TH COLSPAN=4>Connexions tcp tunnel au 02/03/2026</TH></TR>"
        "<TR><TH>Site&nbsp;distant</TH><TH>Adresse</TH><TH>Etat</TH><TH>&nbsp;</TH></TR>"
        '<TR><TD>LYON</TD><TD>10.1.0.1</TD><TD><IMG SRC=/i/v.gif ALT=""> connect&eacute; chiffr&eacute;</TD>'
        "<TD><A HREF=detail.cgi?t=1>D&eacute;tail</A></TD></TR>"
        "<TR><TD>NICE</TD><TD>10.2.0.1</TD><TD><IMG SRC=/i/o.gif ALT=''> connect&eacute;</TD>"
        "<TD><A HREF=detail.cgi?t=2>D&eacute;tail</A></TD></TR>"
        "<TR><TD COLSPAN=4 ALIGN=RIGHT><I>2 connexions</I></TD></TR></TABLE></CENTER>"
    )
    return shell("2.6.1.7", "Syst&egrave;me>Supervision>Visu des &eacute;tats>Connexions tcp tunnel", body)


def _certificate(_box: Box) -> str:
    body = (
        "<TABLE>"
        + line("Certificat affect&eacute; au service SIP", "<IMG SRC=/i/ok.gif ALT='pr&eacute;sent'>")
        + line("Date de d&eacute;but de validit&eacute;", "01/02/2026 00:00:00")
        + line("Date de fin de validit&eacute;", "<B>01/02/2027</B>&nbsp;00:00:00")
        + "</TABLE>"
    )
    return shell("2.4.5", "Syst&egrave;me>S&eacute;curit&eacute;>Certificat du service SIP", body)


def _subscriber(box: Box, number: str = "") -> str:
    choices = "".join(f"<OPTION{' SELECTED' if n == number else ''}>{n}" for n in box.state["rights"])
    head = line("Abonn&eacute;", f"<SELECT NAME=num>{choices}</SELECT> <INPUT TYPE=SUBMIT NAME=affiche VALUE=Afficher>")
    rest = ""
    if number:
        ticked = " CHECKED" if box.state["rights"][number] else ""
        rest = (
            f"<INPUT TYPE=HIDDEN NAME=actuel VALUE={number}>"
            + line("Nom", f"<INPUT NAME=nom VALUE='Poste {number}' READONLY>")
            + line("Classe de facilit&eacute;s", "3 - STANDARD")
            + line("Droit au chiffrement", f"<INPUT TYPE=CHECKBOX NAME=droit VALUE=O{ticked}>")
            + line("Messagerie", "<INPUT TYPE=CHECKBOX NAME=messagerie CHECKED>")
            + "<TR><TD COLSPAN=3><INPUT TYPE=SUBMIT NAME=valide VALUE=Valider></TD></TR>"
        )
    body = f"<FORM METHOD=POST ACTION=abonne.cgi><TABLE>{head}{rest}</TABLE></FORM>"
    return shell("1.2.3", "Abonn&eacute;s>Abonnements>Caract&eacute;ristiques", body)


def _subscriber_post(box: Box, pairs: Pairs) -> str:
    sent = dict(pairs)
    if "valide" in sent:
        box.state["rights"][sent["actuel"]] = sent.get("droit") == "O"
        return _subscriber(box, sent["actuel"])
    return _subscriber(box, sent["num"])


def tick(name: str, on: bool, value: str = "1") -> str:
    return f"<INPUT TYPE=HIDDEN NAME={name} VALUE=0><INPUT TYPE=CHECKBOX NAME={name} VALUE={value}{' CHECKED' if on else ''}>"


def _w10(box: Box, message: str = "") -> str:
    remark = escape("Coût : 5 €\n  voir R&D <salle 3>\n", quote=False)
    body = (
        f"{message}<TABLE BORDER=0><FORM NAME=f METHOD=post ACTION=/cgi-bin/ip.cgi>"
        "<INPUT TYPE=HIDDEN NAME=ecran VALUE=4.4.4><INPUT TYPE=HIDDEN NAME=jeton VALUE='a&amp;b=c &eacute;'>"
        "<TR><TD COLSPAN=3 BGCOLOR=#99CCFF><B>Param&egrave;tres IP</B></TD></TR>"
        + line("MTU", "<INPUT NAME=mtu SIZE=5 MAXLENGTH=4 VALUE=1480>&nbsp;octets")
        + line(
            "Interface",
            "<INPUT TYPE=RADIO NAME=iface VALUE=eth0>Ethernet&nbsp;0<INPUT TYPE=RADIO NAME=iface VALUE=eth1 CHECKED>Ethernet&nbsp;1",
        )
        + line("TOS signalisation", "<INPUT NAME=tos_sig VALUE=24 READONLY>")
        + line("TOS voix", "<SELECT NAME=tos_voix><OPTION VALUE=0>D&eacute;faut<OPTION VALUE=46 SELECTED>EF</SELECT>")
        + line("Passerelle", "<INPUT NAME=passerelle VALUE='10.0.0.254'>")
        + line("Adresse MAC", "<INPUT NAME=mac VALUE=08:00:5B:00:00:01 DISABLED>")
        + line("D&eacute;tection de silence", tick("vad", False))
        + line("Annulation d'&eacute;cho", tick("echo", True))
        + "<TR><TD COLSPAN=3 BGCOLOR=#99CCFF><B>Chiffrement</B></TD></TR>"
        + line("Chiffrement voix", box.state["w10_voice"] or tick("ChiffVoix", box.state["voice"]))
        + line("Type de chiffrement", "<SELECT NAME=typechif><OPTION VALUE=1>AES 128<OPTION VALUE=2>AES 256</SELECT>")
        + line("V&eacute;rification certificats postes SIP", tick("verif", box.state["bothway"]))
        + line("Chiffrement inter-iPBX", "<INPUT TYPE=CHECKBOX NAME=inter CHECKED>")
        + box.state["w10_rows"]
        + "<TR><TD COLSPAN=3 BGCOLOR=#99CCFF><B>Divers</B></TD></TR>"
        + line("Codec", "<SELECT NAME=codec SIZE=1><OPTION VALUE=g711>G711<OPTION VALUE=g729>G729</SELECT>")
        + line("Tampon de gigue", "<SELECT NAME=gigue><OPTION> Fixe <OPTION SELECTED>\n Adaptative\n</SELECT>")
        + line("Protocoles", "<SELECT NAME=protos MULTIPLE SIZE=3><OPTION>UDP<OPTION>TCP</SELECT>")
        + line("Remarque", f"<TEXTAREA NAME=remarque ROWS=3>\n{remark}</TEXTAREA>")
        + line("Secret", '<INPUT TYPE=PASSWORD NAME=secret VALUE="x&quot;y\'z">')
        + "<TR><TD COLSPAN=3 ALIGN=CENTER><INPUT TYPE=IMAGE NAME=valider SRC=/img/valider.gif ALT=Valider>&nbsp;"
        "<INPUT TYPE=RESET VALUE=Annuler>&nbsp;<INPUT TYPE=BUTTON NAME=aide VALUE=Aide onclick=\"aide('4.4.4')\"></TD></TR>"
        "</FORM></TABLE>"
    )
    return shell(
        box.state["w10_number"],
        "R&eacute;seau et liaisons>Qualit&eacute; de service>Chiffrement et param&egrave;tres IP",
        body,
    )


def _w10_post(box: Box, pairs: Pairs) -> str:
    if box.state["refuse"]:
        return _w10(box, box.state["refuse"])
    sent = dict(pairs)
    box.state |= {"voice": sent["ChiffVoix"] == "1", "bothway": sent["verif"] == "1"}
    return _w10(box, "<FONT COLOR=GREEN>Modification effectu&eacute;e</FONT>")


PAGES: dict[str, Callable[[Box], str]] = {
    "1.2.3": _subscriber,
    "2.1.3": _licences,
    "2.3.1": _services,
    "2.3.6.2": lambda _box: shell("2.3.6.2", ALARMS, ALARM_FORM),
    "2.4.5": _certificate,
    "2.6.1.7": _tunnels,
    "4.4.4": _w10,
}


def _screen(box: Box, query: Pairs) -> str:
    return PAGES[dict(query)["p"]](box)


FRAMES = (
    "<HTML><HEAD><TITLE>IPBX - R7.2 SP1</TITLE></HEAD><FRAMESET ROWS=60,* BORDER=0><FRAME NAME=haut SRC=cgi-bin/haut.cgi>"
    "<FRAMESET COLS=220,*><FRAME NAME=menu SRC=cgi-bin/menu.cgi><FRAME NAME=corps SRC=cgi-bin/accueil.cgi></FRAMESET>"
    "<NOFRAMES><BODY>Votre navigateur ne g&egrave;re pas les cadres</BODY></NOFRAMES></FRAMESET></HTML>"
)
TOP = (
    "<HTML><BODY BGCOLOR=#003366><TABLE WIDTH=100%><TR><TD><FONT COLOR=WHITE>Gateway XL&nbsp;- R7.2 SP1</FONT>"
    '<TD ALIGN=RIGHT><A HREF=quitter.cgi TARGET=_top onclick="return confirme()"><IMG SRC=/img/q.gif BORDER=0 '
    'ALT="Quitter la session"></A></TABLE></BODY></HTML>'
)
WELCOME = "<HTML><BODY><H2>Bienvenue</H2><P>Version : R7.2 SP1<P>Dernier acc&egrave;s : 01/03/2026</BODY></HTML>"
LOGIN = (
    '<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252"><TITLE>Identification</TITLE></HEAD>'
    '<BODY onload="document.forms[0].ident.focus()"><CENTER><FORM METHOD=POST ACTION=/cgi-bin/login.cgi><TABLE BORDER=0>'
    "<TR><TD COLSPAN=3><B>Acc&egrave;s &agrave; l'exploitation</B></TD></TR><!--msg-->"
    + line("Langue", "<SELECT NAME=langue><OPTION VALUE=en>English<OPTION VALUE=fr SELECTED>Fran&ccedil;ais</SELECT>")
    + line("Nom d'utilisateur", "<INPUT NAME=ident SIZE=20>")
    + line("Mot de passe", "<INPUT TYPE=PASSWORD NAME=mdp SIZE=20>")
    + '<TR><TD COLSPAN=3><INPUT TYPE=IMAGE NAME=ok SRC=/img/ok.gif ALT="Connexion"></TD></TR></TABLE></FORM></CENTER></BODY></HTML>'
)
