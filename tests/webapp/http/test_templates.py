"""Templates only show: what a page shows is one frozen object that its view has worked out.

Each check goes from a file to what in it breaks the rule, and is shown an example that it must
find.
"""

import ast
import dataclasses
import importlib
import inspect
import re
import typing
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import Any

import pytest
from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "webapp" / "templates"
SHOWN = {"page", "frame"}
GLOBALS = {"_", "gettext", "ngettext", "url_for", "asset", "csrf_token"}
RIGHTS = {"may", "Action", "viewer", "signed_in"}
SUMS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
ADDRESS = re.compile(r"""\b(?:href|action|formaction|src|hx-get|hx-post)=["']?/""")
SHOW = {"show_page", "show_page_or_part", "text_of_part"}

# What still breaks a rule, by file. It may only shrink: what is mended must be taken out.
EXCEPTIONS: dict[str, set[str]] = {}


class _Anything(dict[str, Any]):
    """Filters and tests of whatever name: which there are is not asked here."""

    def get(self, key: str, default: object = None) -> object:
        return super().get(key, str)


@cache
def environment() -> Environment:
    """A template environment that knows every filter and looks nothing up."""
    made = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    made.filters, made.tests = _Anything(made.filters), _Anything(made.tests)
    return made


@cache
def parsed(text: str) -> nodes.Template:
    """A template's tree."""
    return environment().parse(text)


@cache
def templates() -> dict[str, str]:
    """Each template's text by its name."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def asks_for_rights(name: str, text: str) -> Iterator[str]:
    """Who may do what is for the view to say."""
    for node in parsed(text).find_all(nodes.Name):
        if node.name in RIGHTS and node.ctx == "load":
            yield f"{name}:{node.lineno} asks {node.name}"
    for call in parsed(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "state":
            yield f"{name}:{call.lineno} asks the state"


def does_sums(name: str, text: str) -> Iterator[str]:
    """Sums, differences, coordinates; joining texts by ~ is none."""
    for node in parsed(text).find_all(SUMS):
        yield f"{name}:{node.lineno} works something out"


def writes_an_address(name: str, text: str) -> Iterator[str]:
    """An address of this site that `url_for` did not make, in an attribute or an expression."""
    tree = parsed(text)
    for data in tree.find_all(nodes.TemplateData):
        if ADDRESS.search(data.data):
            yield f"{name}:{data.lineno} writes an address"
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and re.match(r"/\w", const.value):
            yield f"{name}:{const.lineno} writes {const.value}"


def reads_another_name(name: str, text: str) -> Iterator[str]:
    """Anything but the page, its frame, what the template names itself, and the known globals."""
    tree = parsed(text)
    own = SHOWN | GLOBALS | names_made(tree, within=False) | names_given(name)
    for read in sorted(meta.find_undeclared_variables(tree) - own):
        yield f"{name} reads {read}"


def names_made(tree: nodes.Template, within: bool) -> set[str]:
    """The names that a template sets wherever it does; and those that it binds within a loop, a
    `with` or a macro, which the templates see that it includes there."""
    binding: tuple[type[nodes.Node], ...] = (nodes.Assign, nodes.AssignBlock)
    if within:
        binding += (nodes.For, nodes.With, nodes.Macro)
    found = {node.name for node in tree.find_all(nodes.Macro)}
    found |= {node.target for node in tree.find_all(nodes.Import)}
    for imported in tree.find_all(nodes.FromImport):
        found |= {one if isinstance(one, str) else one[1] for one in imported.names}
    for node in tree.find_all(binding):
        for target in node.iter_child_nodes():
            found |= {one.name for one in _and_below(target) if one.ctx in ("store", "param")}
    return found


def _and_below(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


@cache
def names_given(name: str) -> frozenset[str]:
    """The names that a template is given by those that include it."""
    found: set[str] = set()
    for other in includers().get(name, set()) - {name}:
        found |= names_made(parsed(templates()[other]), within=True) | names_given(other)
    return frozenset(found)


@cache
def includers() -> dict[str, set[str]]:
    """The templates that include each."""
    found: dict[str, set[str]] = {}
    for name, text in templates().items():
        for included in _included(parsed(text)):
            found.setdefault(included, set()).add(name)
    return found


def _included(tree: nodes.Template) -> Iterator[str]:
    for include in tree.find_all(nodes.Include):
        for const in (include.template, *include.template.find_all(nodes.Const)):
            if isinstance(const, nodes.Const):
                yield from [const.value] if isinstance(const.value, str) else const.value


def renders_by_itself(name: str, text: str) -> Iterator[str]:
    """A template rendered past `show_page`, and with it past the rules here."""
    for node in ast.walk(ast.parse(text)):
        called = node.func if isinstance(node, ast.Call) else None
        said = getattr(called, "id", getattr(called, "attr", ""))
        if said.startswith("render_template"):
            yield f"{name}:{node.lineno} calls {said}"  # type: ignore[attr-defined]


def shows_no_page_object(name: str, text: str) -> Iterator[str]:
    """A page that is no frozen dataclass, or of which a field has no words."""
    tree = ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") in SHOW):
                continue
            said = {word.arg: word.value for word in call.keywords}
            page = said.get("page") or call.args[1]
            kinds = _kinds(page, function, _module(name))
            for kind in kinds or [None]:
                for wrong in wrong_with_page(kind):
                    yield f"{name}:{call.lineno} {wrong}"


def wrong_with_page(kind: object) -> Iterator[str]:
    """What a page object lacks. kind: its class, None where that cannot be told."""
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        yield "shows what is not known to be a dataclass"
    elif not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        yield f"shows {kind.__name__}, which is not frozen"
    else:
        source = inspect.getsource(kind)
        for field in dataclasses.fields(kind):
            if not _is_documented(field.name, source, kind.__doc__ or ""):
                yield f"says nothing about {kind.__name__}.{field.name}"


def _is_documented(field: str, source: str, docstring: str) -> bool:
    beside = rf"^ +{field}: .*  #|^ +#.*\n +{field}: |^ +{field}: [^\n]*\n(?! +\w+: )[^\n]*  #"
    return bool(
        re.search(beside, source, re.MULTILINE) or re.search(rf"\b{field}\b[^.]*:", docstring)
    )


def _module(name: str) -> ModuleType:
    return importlib.import_module(name.removesuffix(".py").replace("/", "."))


def _kinds(value: ast.expr, function: ast.FunctionDef, module: ModuleType) -> list[object]:
    """The classes that an expression of a function can be of; none where that cannot be told.

    What `dataclasses.replace` makes is of the class of what it was made from.
    """
    if isinstance(value, ast.IfExp):
        return [*_kinds(value.body, function, module), *_kinds(value.orelse, function, module)]
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "replace":
        return _kinds(value.args[0], function, module)
    if isinstance(value, ast.Call):
        called = _resolved(value.func, module)
        return [called] if isinstance(called, type) else _returned(called)
    if not isinstance(value, ast.Name):
        return []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == value.id for target in node.targets
        ):
            return _kinds(node.value, function, module)
    hints = typing.get_type_hints(getattr(module, function.name))
    return _alternatives(hints.get(value.id))


def _resolved(called: ast.expr, module: object) -> object:
    if isinstance(called, ast.Attribute):
        return getattr(_resolved(called.value, module), called.attr, None)
    return getattr(module, called.id, None) if isinstance(called, ast.Name) else None


def _returned(function: object) -> list[object]:
    if not inspect.isfunction(function):
        return []
    return _alternatives(typing.get_type_hints(function).get("return"))


def _alternatives(hint: object) -> list[object]:
    """The classes that a hint names; that None is no page is for mypy to say."""
    if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union:
        return [kind for kind in typing.get_args(hint) if kind is not NoneType]
    return [] if hint is None else [hint]


@cache
def views() -> dict[str, str]:
    """Each module's text by its path, but for the one that renders for all."""
    return {
        name: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "webapp").rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) != "webapp/http/pages.py"
    }


Check = Callable[[str, str], Iterator[str]]
OF_TEMPLATES: list[Check] = [
    asks_for_rights,
    does_sums,
    writes_an_address,
    reads_another_name,
]
OF_VIEWS: list[Check] = [renders_by_itself, shows_no_page_object]


@dataclasses.dataclass(frozen=True)
class Documented:
    """A page. second, third: what its docstring says.

    `fourth` stands here in a sentence: what it is.
    """

    first: str  # said beside it
    second: int
    third: int
    fourth: int
    # said above it
    fifth: int


@dataclasses.dataclass(frozen=True)
class Silent:
    """A page."""

    first: str
    second: str  # said beside it


@dataclasses.dataclass
class Changing:
    """A page."""

    first: str  # said beside it


def shows_documented(page: Documented) -> None:
    """For the examples: a page that comes as a parameter."""


def makes_silent() -> Silent | None:
    """For the examples: a page that another function makes."""


EXAMPLES: list[tuple[Check, str]] = [
    (asks_for_rights, "{% if may(viewer, Action.COACH) %}x{% endif %}"),
    (asks_for_rights, "{{ viewer.name }}"),
    (asks_for_rights, "{{ state().settings.smallest_group }}"),
    (does_sums, "{{ 100 * page.share }}"),
    (does_sums, "{{ (page.to - page.since)|number }}"),
    (does_sums, '<circle cx="{{ page.x / 2 + 1 }}">'),
    (writes_an_address, '<a href="/rosters">x</a>'),
    (writes_an_address, '<form method="post" action="/rosters/{{ page.id }}">'),
    (writes_an_address, "<div hx-get='/caseload?{{ page.query }}'>"),
    (writes_an_address, """<a href="{{ '/caseload?' ~ page.query }}">x</a>"""),
    (reads_another_name, "{{ board.name }}"),
    (reads_another_name, "{% block main %}{{ role_names()[page.role] }}{% endblock %}"),
    (reads_another_name, "{% for one in rows %}{{ one }}{% endfor %}"),
    (reads_another_name, "{% for one in page.rows %}x{% endfor %}{{ one }}"),
    (renders_by_itself, "def show():\n    return render_template('a.html', page=page)"),
    (renders_by_itself, "def show():\n    return flask.render_template_string('')"),
    (shows_no_page_object, "def show():\n    return show_page('a.html', {'rows': rows})"),
    (shows_no_page_object, "def show():\n    return show_page('a.html', Silent('', ''))"),
    (shows_no_page_object, "def show():\n    return show_page('a.html', page=Changing(''))"),
    (shows_no_page_object, "def show():\n    return show_page_or_part('a', makes_silent())"),
    (
        shows_no_page_object,
        "def show():\n    x = Changing('')\n    return show_page('a', x)",
    ),
]
ONLY_SHOW = [
    "{{ page.name ~ ' · ' ~ frame.language }}",
    "{% for x in page.rows %}{{ loop.index }}{{ x }}{% endfor %}",
    "{% macro cell(x) %}{{ x|day }}{% endmacro %}{% block a %}{{ cell(page.x) }}{% endblock %}",
    "{% set x = page.x %}{% block a %}{{ x }}{% endblock %}",
    "{% if page.x %}{% set x = page.x %}{% endif %}{{ x }}",
    """<a href="{{ url_for('a.show', id=page.id) }}#b">{{ _('Go %(x)s', x=page.x) }}</a>""",
]
ALLOWED: list[tuple[Check, str]] = [
    *((check, text) for check in OF_TEMPLATES for text in ONLY_SHOW),
    (
        shows_no_page_object,
        "def show():\n    return show_page('a.html', Documented('', 1, 2, 3, 4))",
    ),
    (
        shows_no_page_object,
        "def shows_documented(page):\n    return show_page('a.html', page, 422)",
    ),
    (
        shows_no_page_object,
        "def shows_documented(page):\n    return text_of_part('a', replace(page, first='x'))",
    ),
]


@pytest.mark.parametrize("check", [*OF_TEMPLATES, *OF_VIEWS], ids=lambda check: check.__name__)
def test_a_rule_is_broken_only_where_it_is_said(check: Check) -> None:
    files = templates() if check in OF_TEMPLATES else views()
    wrong = {name: found for name, text in files.items() if (found := list(check(name, text)))}
    said = EXCEPTIONS.get(check.__name__, set())
    assert {name: found for name, found in wrong.items() if name not in said} == {}
    assert said - wrong.keys() == set()  # it is mended: take it out


@pytest.mark.parametrize(("check", "text"), EXAMPLES)
def test_what_breaks_a_rule_is_found(
    check: Check, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "_module", lambda _name: inspect.getmodule(Silent))
    assert list(check("example", text)) != []


@pytest.mark.parametrize(("check", "text"), ALLOWED)
def test_what_only_shows_is_allowed(
    check: Check, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "_module", lambda _name: inspect.getmodule(Silent))
    assert list(check("example", text)) == []


def test_the_templates_are_really_read() -> None:
    assert {"base.html", "_me.html", "sign_in/_new_password.html"} <= templates().keys()
    assert "words" in names_given("sign_in/_new_password.html")
