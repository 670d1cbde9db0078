# SPDX-License-Identifier: GPL-3.0-or-later
"""One page as the appliance sent it: parsed, with its address, its encoding and its visible words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._context import HttpResponse
from .._errors import PageError, Where
from . import forms
from .text import folded

try:
    from lxml import etree
except ImportError:
    etree = None  # type: ignore[assignment]

CONTROLS = ("input", "select", "textarea", "button")
HIDDEN_WORDS = ("script", "style", "option", "noscript", "title")
NO_WORDS = (*HIDDEN_WORDS, "textarea", "select", "button")
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt")
    + ("fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p")
    + ("pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul")
)
_END = re.compile(rb"</\s*(html|frameset)\s*>\s*(<!--.*?-->\s*)*$", re.I | re.S)
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.I)
_REFRESH = re.compile(r"\s*(\d+)\s*;\s*url=[\"']?([^\"']+)", re.I)
_SUFFIX = re.compile(r"\.\w+$")
_SENTENCE = re.compile(r"\v|(?<=[.!?;])\s")
_META = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)


def encoding_of(response: HttpResponse) -> str:
    """Character set of a page: HTTP header, then meta, then latin-1; latin-1 is read as cp1252, as browsers do."""
    header = _CHARSET.search(response.headers.get("content-type", ""))
    meta = _META.search(response.body[:2048])
    name = header.group(1) if header else meta.group(1).decode("ascii") if meta else "iso-8859-1"
    return "cp1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else name.lower()


def is_whole(response: HttpResponse) -> bool:
    """The page ends as an HTML page does, or has the length its header announced: HTML lets end tags be left out."""
    announced = response.headers.get("content-length", "").strip()
    if response.body.strip() and announced.isdigit() and int(announced) == len(response.body):
        return True
    return bool(_END.search(response.body.strip()))


def place(url: str) -> str:
    """An address fit to be shown: its path alone, without whatever a session put behind it."""
    return urlsplit(url).path.split(";")[0] or "/"


@dataclass
class Document:
    """A parsed page. ``root`` is its lxml tree, ``frame`` the name of the frame it was opened in ('': the window)."""

    url: str
    root: Any
    encoding: str
    frame: str = ""

    @classmethod
    def parse(cls, url: str, response: HttpResponse, host: str) -> Document:
        """Raises PageError for an HTTP error status, an empty body, or a page that was cut short."""
        where, shown = Where(host=host), place(url)
        if response.status >= 400:
            raise PageError(
                f"The page {shown} was answered with HTTP {response.status}",
                where,
                remedy="Try again; if it stays, look at the appliance itself",
            )
        if not is_whole(response):
            raise PageError(
                f"The page {shown} is not whole: it does not end as an HTML page does",
                where,
                found=f"{len(response.body)} bytes",
                remedy="Try again; nothing on this page was believed",
            )
        encoding = encoding_of(response)
        try:
            root = etree.fromstring(response.body, etree.HTMLParser(encoding=encoding))
        except (LookupError, ValueError) as error:
            raise PageError(f"The page {shown} could not be read: {error}", where) from error
        if root is None:
            raise PageError(f"The page {shown} could not be read: Document is empty", where)
        return cls(url, root, encoding)

    @cached_property
    def controls(self) -> list[Any]:
        """Every visible control, in page order."""
        return [control for control in self.root.iter(*CONTROLS) if forms.kind(control) != "hidden"]

    @cached_property
    def buttons(self) -> list[Any]:
        """Those controls that are pressed, not filled in."""
        return [control for control in self.controls if forms.kind(control) == "button"]

    @cached_property
    def fields(self) -> list[Any]:
        """Those controls that hold a value."""
        return [control for control in self.controls if forms.kind(control) != "button"]

    @cached_property
    def links(self) -> list[Any]:
        """Everything that leads somewhere, in page order."""
        return [link for link in self.root.iter("a", "area") if link.get("href")]

    @cached_property
    def _base(self) -> str:
        return urljoin(self.url, self.base("href"))

    def base(self, attribute: str) -> str:
        """What the page's ``base`` element says, '' when it says nothing."""
        return next((given for base in self.root.iter("base") if (given := base.get(attribute)) is not None), "")

    def address(self, relative: str) -> str:
        return urljoin(self._base, relative)

    def frames(self) -> list[tuple[str, str]]:
        """(name, address) of every frame the page wants."""
        return [
            (frame.get("name") or f"frame{index}", self.address(frame.get("src", "")))
            for index, frame in enumerate(self.root.iter("frame", "iframe"))
            if frame.get("src")
        ]

    def refresh(self) -> str | None:
        """Address a meta refresh leads to at once, if any."""
        for meta in self.root.iter("meta"):
            if (meta.get("http-equiv") or "").lower() == "refresh":
                found = _REFRESH.match(meta.get("content") or "")
                if found and int(found.group(1)) <= 5:
                    return self.address(found.group(2).strip())
        return None

    def built_by_script(self) -> bool:
        """True for a page whose body shows next to nothing without its scripts."""
        return (
            bool(list(self.root.iter("script"))) and len(words(self.root)) < 40 and not list(self.root.iter(*CONTROLS))
        )


@lru_cache(4096)
def _visible(element: Any, block: str) -> str:
    """Visible text in reading order, with ``block`` before and after each block."""
    if not isinstance(element.tag, str) or element.tag in NO_WORDS:
        return ""
    if not len(element) and element.tag != "img":
        return (block if element.tag in BLOCKS else "") + (element.text or "")
    parts = [icon(element)] if element.tag == "img" else []
    if element.tag in BLOCKS:
        parts.append(block)
    parts.append(element.text or "")
    for child in element:
        parts.append(_visible(child, block))
        if child.tag in BLOCKS:
            parts.append(block)
        parts.append(child.tail or "")
    return "".join(parts)


def icon(image: Any) -> str:
    """Words of an image: its alternative text, its title, else the name of its file.

    An image that says by an empty alternative text that it is an ornament has no words beside other words.
    """
    if image.get("alt") == "" and not image.get("title") and _stands_by_words(image):
        return " "
    name = _SUFFIX.sub("", (image.get("src") or "").rsplit("/", 1)[-1])
    return f" {image.get('alt') or image.get('title') or name} "


def _stands_by_words(image: Any) -> bool:
    holder = next(image.iterancestors("td", "th", "li", "dd", "p", "a", "div"), None)
    return holder is not None and bool("".join(holder.itertext()).strip())


@lru_cache(4096)
def words(element: Any) -> str:
    """Visible text of an element, blanks folded; text areas and options do not count.

    Kept for each element: what changes on a page in our hands is values of controls, and those are no words.
    """
    return folded(_visible(element, " "))


def sentences(element: Any) -> list[str]:
    """What ``words`` shows, sentence by sentence; the end of a block ends a sentence too."""
    return [found for part in _SENTENCE.split(_visible(element, "\v")) if (found := folded(part))]


def has_control(element: Any) -> bool:
    return any((child.get("type") or "").lower() != "hidden" for child in element.iter(*CONTROLS))
