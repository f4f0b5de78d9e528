"""A person at the pages: asks, sends forms, and reads what comes back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from webapp.http.cookies import COOKIE

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
WITHOUT_TEXT = ("script", "style")


@dataclass(repr=False)
class Element:
    """One element of a page: its name, attributes, children and text."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    own_text: list[str] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)

    def __repr__(self) -> str:
        """Its first words alone: a failing test writes out each element that it compared."""
        return f"<{self.name}: {self.text[:80]}>"

    def walk(self) -> Iterator["Element"]:
        """The element and all in it, in the order of the page."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, name: str, /, **attributes: str) -> list["Element"]:
        """The elements of that name and these attributes in it (`class_` for class)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            found
            for found in self.walk()
            if found.name == name
            and all(value in found.attributes.get(key, "").split() for key, value in wanted.items())
        ]

    def one(self, name: str, /, **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(name, **attributes)
        assert len(found) == 1, f"{len(found)} elements {name} {attributes}"
        return found[0]

    @property
    def text(self) -> str:
        """What one reads in it, on one line."""
        parts = [
            part if isinstance(part, str) else part.text
            for part in self.parts
            if isinstance(part, str) or part.name not in WITHOUT_TEXT
        ]
        return " ".join("".join(parts).split())


class Parsed(HTMLParser):
    """Reads a page or part into elements; `root` holds what stands at the top."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root], f"not closed: {[one.name for one in self._open[1:]]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(found)
        self._open[-1].parts.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].own_text.append(data)
        self._open[-1].parts.append(data)


def read(text: str) -> Element:
    """The elements of a page or part; raises AssertionError when they are not well closed."""
    return Parsed(text).root


class Reader:
    """One browser: its cookies, its language, and its forms' token.

    signed_in: the token of a sign-in that the browser has already.
    """

    def __init__(self, app: Flask, language: str = "en", signed_in: str = "") -> None:
        self.app = app
        self.client = app.test_client()
        self.language = language
        self._token = ""
        if signed_in:
            self.client.set_cookie(COOKIE, signed_in)

    def get(self, path: str, part: bool = False, **headers: str) -> TestResponse:
        """Ask for an address, under htmx with `part`."""
        return self.client.get(path, headers=self._headers(part, headers))

    def page(self, path: str, **headers: str) -> Element:
        """The page at an address that answers well."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (answer.status_code, sentence_of(answer))
        return read(answer.text)

    def part(self, path: str) -> Element:
        """The part at an address: its one element."""
        answer = self.get(path, part=True)
        assert answer.status_code == 200, (answer.status_code, sentence_of(answer))
        [element] = read(answer.text).children
        return element

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, part: bool = False, **headers: str
    ) -> TestResponse:
        """Send a form with its token, under htmx (aimed at the board) with `part`."""
        if part:
            headers.setdefault("HX-Target", "caseload")
        form = {"csrf_token": self.token, **(data or {})}
        return self.client.post(path, data=form, headers=self._headers(part, headers))

    @property
    def token(self) -> str:
        """The token of this browser's forms."""
        if not self._token:
            # Any page has it, that of an address which is nowhere too.
            [body] = read(self.get("/nowhere").text).all("body")
            self._token = json.loads(body.attributes["hx-headers"])["X-CSRFToken"]
        return self._token

    def forget_token(self) -> None:
        """Look for the forms' token anew: it changes with a sign-in."""
        self._token = ""

    def _headers(self, part: bool, more: Mapping[str, str]) -> dict[str, str]:
        asked = {"Accept-Language": self.language, **more}
        return asked | ({"HX-Request": "true"} if part else {})


def sentence_of(answer: TestResponse) -> str:
    """What a page or part says is wrong."""
    return " ".join(found.text for found in read(answer.text).all("p", class_="problem"))


def path_of(answer: TestResponse) -> str:
    """Where an answer sends the reader, without the host."""
    where = urlsplit(answer.headers["Location"])
    return where.path + (f"?{where.query}" if where.query else "")


def names(page: Element) -> list[str]:
    """The students of the list, from above."""
    table = page.one("table")
    return [
        row.one("th", scope="row").text
        for row in table.all("tr")
        if any(cell.attributes.get("scope") == "row" for cell in row.children)
    ]
