# SPDX-License-Identifier: GPL-3.0-or-later
"""A small browser for the tests: cookies, redirects, frames, forms as HTML defines them. Knows nothing of skins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement
from mivoice_lab.pages.app import App
from mivoice_lab.pages.http import Request, Response

BLANKS = re.compile(r"\s+")
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"

File = tuple[str, bytes]
"""Name and content of a file to be sent; an empty name is no file."""


def text_of(node: HtmlElement) -> str:
    """Visible text, blanks joined."""
    return BLANKS.sub(" ", node.text_content().replace("\xa0", " ")).strip()


def cleaned(text: str) -> str:
    """For comparing labels: no case, no menu number, no blanks at the ends."""
    return re.sub(r"^[\d.]+ ", "", BLANKS.sub(" ", text.replace("\xa0", " ")).strip()).casefold()


def parts(pairs: list[tuple[str, str | File]], charset: str) -> bytes:
    """The body of a form with files, as browsers write it."""
    body = b""
    for name, value in pairs:
        shown = f'Content-Disposition: form-data; name="{name}"'
        content = value[1] if isinstance(value, tuple) else value.encode(charset)
        if isinstance(value, tuple):
            shown += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
        body += f"--{BOUNDARY}\r\n{shown}\r\n\r\n".encode(charset) + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Control:
    """One successful-control candidate of a form."""

    name: str
    kind: str
    label: str
    values: list[Any]
    options: dict[str, str] = field(default_factory=dict)
    enabled: bool = True
    multiple: bool = False


class Browser:
    """One user's browser at one device."""

    def __init__(self, app: App, device: str, remote: str = "127.0.0.9") -> None:
        self.app = app
        self.device = device
        self.remote = remote
        self.cookies: dict[str, str] = {}
        self.requests: list[Request] = []
        self.response = Response(0, [])
        self.url = "/"
        self.tree: HtmlElement = lxml.html.fromstring("<p>")

    # -- going places

    def request(self, method: str, url: str, body: bytes = b"", content_type: str = FORM) -> Request:
        split = urlsplit(url)
        headers = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            headers["content-type"] = content_type
        return Request(method, split.path, parse_qs(split.query, keep_blank_values=True), headers, body, self.remote)

    def send(self, method: str, url: str, body: bytes = b"", content_type: str = FORM) -> Response:
        """Ask, and follow where the answer leads."""
        request = self.request(method, url, body, content_type)
        self.requests.append(request)
        response = self.app.handle(self.device, request)
        for name, value in response.headers:
            if name == "Set-Cookie":
                key, _unused, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.response, self.url = response, url
        if response.status in (302, 303):
            return self.send("GET", urljoin(url, response.header("Location")))
        if response.body and (response.header("Content-Type") or "").startswith("text/html"):
            self.tree = lxml.html.fromstring(response.body, parser=lxml.html.HTMLParser(encoding=self.charset))
            refresh = self.tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content")
            if refresh:
                return self.send("GET", urljoin(url, refresh[0].partition("URL=")[2]))
        return response

    def get(self, url: str) -> Response:
        return self.send("GET", url)

    @property
    def charset(self) -> str:
        header = self.response.header("Content-Type") or ""
        if "charset=" in header:
            return header.partition("charset=")[2]
        found = re.search(rb"charset=([\w-]+)", self.response.body)
        assert found, "no charset"
        return found[1].decode()

    @property
    def text(self) -> str:
        return text_of(self.tree)

    def follow(self, label: str) -> Response:
        """Follow the one link with this text, in any frame."""
        found = self.links().get(cleaned(label), [])
        assert len(set(found)) == 1, (label, found, self.text)
        return self.get(urljoin(self.url, found[0]))

    def links(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tree in [self.tree, *self.frames()]:
            for anchor in tree.iter("a"):
                if anchor.get("href"):
                    found.setdefault(cleaned(text_of(anchor)), []).append(anchor.get("href"))
        return found

    def frames(self) -> list[HtmlElement]:
        trees = []
        for frame in self.tree.iter("frame"):
            response = self.app.handle(self.device, self.request("GET", urljoin(self.url, frame.get("src"))))
            trees.append(lxml.html.fromstring(response.body, parser=lxml.html.HTMLParser(encoding="iso-8859-1")))
        return trees

    # -- forms

    def forms(self) -> list[HtmlElement]:
        return list(self.tree.iter("form"))

    def elements(self, form: HtmlElement) -> list[HtmlElement]:
        """Controls of a form, wherever they stand (HTML: form owner)."""
        owned = [e for e in form.iter("input", "select", "textarea", "button") if e.get("form") is None]
        key = form.get("id")
        if key:
            owned += [e for e in self.tree.iter("input", "select", "textarea", "button") if e.get("form") == key]
        return owned

    def label_of(self, element: HtmlElement) -> str:
        for label in self.tree.iter("label"):
            if element.get("id") and label.get("for") == element.get("id"):
                return text_of(label)
        around = next(element.iterancestors("label"), None)
        if around is not None:
            caption = around.find("span")
            return text_of(caption) if caption is not None else text_of(around)
        cell = next(element.iterancestors("td"), None)
        if cell is not None and cell.getparent() is not None:
            cells = [text_of(c) for c in cell.itersiblings("td", preceding=True)]
            return next((c for c in cells if c not in ("", ":")), "")
        return ""

    def controls(self, form: HtmlElement) -> list[Control]:
        found: dict[str, Control] = {}
        for element in self.elements(form):
            kind = element.get("type", "text").lower() if element.tag == "input" else element.tag
            name = element.get("name")
            if not name or kind in ("submit", "button"):
                continue
            control = found.setdefault(name, Control(name, kind, self.label_of(element), []))
            control.enabled = element.get("disabled") is None
            if kind == "select":
                control.multiple = element.get("multiple") is not None
                options = list(element.iter("option"))
                control.options = {text_of(o): o.get("value") for o in options}
                chosen = [o.get("value") for o in options if o.get("selected") is not None]
                control.values = chosen if chosen or control.multiple or not options else [options[0].get("value")]
            elif kind in ("checkbox", "radio"):
                value = element.get("value", "on")
                tail = element.tail or ""
                control.options[self.label_of(element) if kind == "checkbox" else self._radio(element, tail)] = value
                control.values += [value] if element.get("checked") is not None else []
            elif kind == "file":
                control.values = [("", b"")]
            elif kind == "textarea":
                value = (element.text or "").removeprefix("\n")
                control.values = [value.replace("\n", "\r\n")]
            else:
                control.values = [element.get("value", "")]
        return list(found.values())

    def _radio(self, element: HtmlElement, tail: str) -> str:
        label = (
            self.label_of(element)
            if element.get("id") or next(element.iterancestors("label"), None) is not None
            else ""
        )
        return label or BLANKS.sub(" ", tail.replace("\xa0", " ")).strip()

    def buttons(self, form: HtmlElement) -> dict[str, HtmlElement]:
        found = {}
        for element in self.elements(form):
            if element.tag == "button":
                found[cleaned(text_of(element))] = element
            elif element.get("type", "").lower() == "submit":
                found[cleaned(element.get("value"))] = element
        return found

    def form_with_button(self, label: str) -> HtmlElement:
        found = [form for form in self.forms() if cleaned(label) in self.buttons(form)]
        assert len(found) == 1, (label, [list(self.buttons(f)) for f in self.forms()], self.text)
        return found[0]

    def control(self, label: str) -> Control:
        found = [c for form in self.forms() for c in self.controls(form) if cleaned(c.label) == cleaned(label)]
        assert len(found) == 1, (label, found)
        return found[0]

    def press(
        self, label: str, changes: Mapping[str, object] | None = None, names: Mapping[str, object] | None = None
    ) -> Response:
        """Press a button (or follow a link drawn as one) after changing controls by label, or by field name."""
        if cleaned(label) in self.links() and not any(cleaned(label) in self.buttons(f) for f in self.forms()):
            return self.follow(label)
        form = self.form_with_button(label)
        button = self.buttons(form)[cleaned(label)]
        assert button.get("disabled") is None, f"{label} is greyed"
        controls = {c.name: c for c in self.controls(form)}
        by_label = {cleaned(c.label): c for c in controls.values() if c.label}
        for key, value in (changes or {}).items():
            self.change(by_label[cleaned(key)], value)
        for key, value in (names or {}).items():
            self.change(controls[key], value)
        pairs = [(c.name, value) for c in controls.values() if c.enabled for value in c.values]
        if button.get("name"):
            pairs.append((button.get("name"), button.get("value", "")))
        return self.submit(form, pairs)

    def submit(self, form: HtmlElement, pairs: list[tuple[str, Any]]) -> Response:
        target = urljoin(self.url, form.get("action") or self.url)
        if (form.get("enctype") or "").lower() == "multipart/form-data":
            content_type = f"multipart/form-data; boundary={BOUNDARY}"
            return self.send("POST", target, parts(pairs, self.charset), content_type)
        encoded = urlencode(pairs, encoding=self.charset)
        if (form.get("method") or "get").lower() == "get":
            return self.get(target.partition("?")[0] + "?" + encoded)
        return self.send("POST", target, encoded.encode())

    @staticmethod
    def change(control: Control, value: object) -> None:
        if isinstance(value, bool):
            control.values = [next(iter(control.options.values()))] if value else []
        elif control.options:
            control.values = [control.options[str(value)]]
        elif control.kind == "file":
            control.values = [value]
        else:
            control.values = [str(value)]

    # -- reading

    def table(self, *headings: str) -> list[list[HtmlElement]]:
        """Rows of the one table whose first row starts with these headings."""
        found = []
        for table in self.tree.iter("table"):
            rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
            if rows and [text_of(c) for c in rows[0].iter("td", "th")][: len(headings)] == list(headings):
                found.append([list(row.iterchildren("td")) for row in rows[1:]])
        assert len(found) == 1, (headings, self.text)
        return found[0]

    def fact(self, label: str) -> str:
        """The text beside a label."""
        for node in self.tree.iter("th", "td", "dt"):
            if cleaned(text_of(node)) == cleaned(label) and not list(node.iter("table")):
                texts = [text_of(n) for n in node.itersiblings("td", "dd")]
                return next(t for t in texts if t != ":")
        raise AssertionError((label, self.text))
