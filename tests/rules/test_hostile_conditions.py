"""Three hundred texts that want to be more than a condition: each refused with a sentence.

What is measured is work, not time: the steps that Python takes (a limit on them ends a text that
would keep the server busy) and the length of what its parser is given.
"""

import ast
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, SimpleNamespace

import pytest
from rule_files import COLUMNS, DICTIONARIES, rule_file

import rules
from rules import ConditionError, RuleFileError, conditions
from rules.conditions import limits as reading
from rules.conditions.limits import LONGEST

MOST_STEPS = 20_000  # the longest condition that is one takes 11,000, and milliseconds

BUILTINS = [
    "eval", "exec", "compile", "open", "input", "print", "getattr", "setattr", "delattr", "vars",
    "globals", "locals", "dir", "type", "object", "super", "breakpoint", "exit", "quit", "help",
    "memoryview", "bytearray", "bytes", "range", "list", "dict", "set", "map", "filter", "zip",
    "iter", "next", "id", "hash", "repr", "format", "chr", "ord", "hex", "pow", "sum", "sorted",
    "isinstance", "callable", "classmethod", "property", "staticmethod", "enumerate", "reversed",
]  # fmt: skip
CALLS = [f"{name}(absences) > 1" for name in BUILTINS]
CALLS += ["__import__('os').system('id') == 0", "__builtins__['eval']('1') == 1",
          "__build_class__(absences) == 1", "(lambda: absences)() > 1", "absences() > 1",
          "mean()(absences) > 1", "[mean][0](absences) > 1", "mean(absences)() > 1",
          "mean(mean=absences) > 1", "mean(**absences) > 1", "mean(*[absences]) > 1",
          "max(absences, key=open) > 1", "min(*absences) > 1", "missing(__import__('os'))",
          "share(eval('absences > 1')) > 0.5", "MEAN(absences) > 1", "mean (absences)(1) > 1",
          "math.inf > absences", "np.mean(absences) > 1", "os.system('id') > absences"]  # fmt: skip

DUNDERS = [
    "__class__", "__bases__", "__base__", "__mro__", "__subclasses__", "__globals__", "__dict__",
    "__code__", "__init__", "__builtins__", "__import__", "__getattribute__", "__reduce__",
    "__module__", "__doc__", "__name__", "__self__", "__func__", "__closure__", "__weakref__",
]  # fmt: skip
ATTRIBUTES = [f"absences.{name} > 1" for name in DUNDERS]
ATTRIBUTES += [f"().{name} == 1" for name in DUNDERS] + [f"{name} > 1" for name in DUNDERS]
ATTRIBUTES += ["().__class__.__bases__[0].__subclasses__()[40]('/etc/passwd').read() == ''",
               "''.__class__.__mro__[2].__subclasses__() == 1", "absences.real.imag > 1",
               "absences.values.tofile('x') == 1", "class.name == 'a'", "'a'.upper() == class",
               "'{0.__class__}'.format(absences) == class", "absences.query('x') > 1",
               "absences . mean > 1", "absences\n.mean > 1", "(absences).T > 1", "1 .real > 0",
               "mean(absences).real > 1", "yes.no == 1", "reason.str.len() > 1"]  # fmt: skip

SYNTAX = [
    "lambda: absences", "lambda x: x > 1", "(lambda x: x)(absences) > 1", "lambda *a, **k: 1 > 0",
    "[a for a in absences]", "{a for a in absences}", "{a: 1 for a in absences}",
    "(a for a in absences)", "[a for a in [1] if open('x')] == 1", "[[b for b in a] for a in []]",
    "f'{absences}' == class", "f'{open(\"x\")}' == class", "f\"{absences!r:>{99}}\" == class",
    "rf'{absences}' == class", "b'a' == class", "u'a' == class", "r'a' == class",
    "'a' f'b' == class",
    "(x := absences) > 1", "absences := 3", "absences = 3", "absences += 3", "del absences",
    "import os", "from os import system", "assert absences", "raise absences", "return absences",
    "yield absences", "(yield absences) > 1", "(yield from absences) > 1", "await absences",
    "(await absences) > 1", "async for a in absences: 1", "global absences", "nonlocal absences",
    "pass", "break", "continue", "absences > 1; open('x')", "absences > 1 # and more",
    "if absences > 1: 1", "while 1: 1", "for a in absences: a", "try: absences", "with absences: 1",
    "def f(): 1", "class A: 1", "@absences", "@absences\nclass A: 1", "match absences: 1",
    "absences > 1 if 1 else 2", "absences if absences > 1 else goout", "*absences > 1",
    "**absences > 1", "absences[0] > 1", "absences[::] > 1", "absences[absences] > 1",
    "absences['x'] > 1", "[absences][0] > 1", "{1: absences}[1] > 1", "(absences,) > 1",
    "(absences, 1) > 1", "absences, goout", "[absences] > 1", "{absences} > 1", "{} > absences",
    "{'a': absences} == 1", "... > absences", "absences is goout", "absences is not 3",
    "absences in goout", "absences in {1, 2}", "absences in (1, open('x'))", "absences in [[1]]",
    "absences in [1 for a in absences]", "absences in [*goout]", "absences not in []",
    "absences > None", "absences == True", "absences == False", "absences == NotImplemented",
    "absences == Ellipsis", "~absences > 1", "absences & 1", "absences | 1", "absences ^ 1 > 1",
    "absences << 2 > 1", "absences >> 2 > 1", "absences // 2 > 1", "absences % 2 == 1",
    "absences @ goout > 1", "absences ** 2 > 1", "absences <> 1", "absences === 1", "absences !> 1",
    "absences && goout > 1", "absences || goout > 1", "!absences", "absences ? 1 : 2",
    "absences -> 1", "`absences` > 1", "$absences > 1", "absences > $1", "absences > \\1",
    "absences \\\n > 1", "'absences' > 1", "\"a\" 'b' == class", "'''a''' == class",
    "class == 'a\\x41'", "class == '\\N{BULLET}'", "class == '\\u0041'", "class == 'a\\\n'",
    "absences > 1\x00", "\x00", "absences\x00 > 1", "absences > 1\x1b[2J", "absences > 1\x7f",
    "absences > 1 -- ; DROP TABLE student", "' OR 1=1 --", "1; DROP TABLE student",
    "class == '' UNION SELECT password FROM account", "absences > (SELECT 1)",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} > absences", "{% import os %}", "${7*7} > absences", "#{7*7} > absences",
    "%(absences)s > 1", "%s > absences", "!!python/object/apply:os.system [id]", "&a absences",
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "absences > 1 or exec('x')", "not", "and", "or", "in",
]  # fmt: skip

NUMBERS = [
    "9**9**9 > absences", "9**9**9**9 > absences", "2**2**2**2**2**2 > absences",
    "-9**9 < absences",
    "'x'*999999999 == class", "class == 'x'*999999999", "[0]*999999999 == absences",
    "absences > 1e999", "absences > 1e5", "absences > 1E5", "absences > 0x7f", "absences > 0o17",
    "absences > 0b11", "absences > 1_000", "absences > 1j", "absences > 1.5j",
    "absences > 99999999999",
    f"absences > {'9' * 400}", f"absences > 0.{'9' * 490}e", "absences > 007", "absences > .",
    "absences > 1..2", "absences > 1.2.3", "absences > --", "absences > +", "absences > 1e",
    "absences > nan", "absences > inf", "absences > -inf", "absences > NaN", "absences > Infinity",
    "absences > ١٠", "absences > １０", "absences > ²", "absences > ½", "absences > Ⅻ",
    "absences > 1 000",
    "absences / 0 > 1e9", "round(absences, 2) > 1", "abs(absences, 1) > 1", "min() > absences",
    "quantile(absences, 2) > 1", "quantile(absences, absences) > 1", "quantile(0.5) > absences",
    "factorial(999999) > absences", "range(999999999) == absences", "1 << 999999999 > absences",
]  # fmt: skip

DEEP = [
    f"{'(' * 240}absences{')' * 240} > 1",
    *(f"{'[' * n}absences{']' * n} == 1" for n in (2, 50, 200)),
    *(f"{'-' * n}absences > 1" for n in (60, 200, 450)),
    *(f"{'not ' * n}absences > 1" for n in (40, 110)),
    *(f"{'abs(' * n}absences{')' * n} > 1" for n in (40, 90)),
    *(f"{'mean(' * n}absences{')' * n} > 1" for n in (40, 80)),
    *("absences" + sign * 90 + " 1 > 1" for sign in (" + ", " - ", "*", "/")),
    "absences" + "+absences" * 48 + " > 1", "absences[0]" * 40,
    "absences" + ".a" * 200, "absences" + "()" * 200, "lambda: " * 50 + "absences",
    "absences if 1 else " * 20 + "absences", "(" * 400, ")" * 400, "[" * 499, "{" * 499, "'" * 499,
    '"' * 499, "\\" * 499, "f'" * 200, "absences > 1 and " * 29, "not " * 124, "a" * LONGEST,
    "." * 500,
    "absences > 1" + " or absences > 1" * 200, "absences > " + "1" * 10_000, "x" * 1_000_000,
    "(" * 100_000, "9**" * 100_000 + "9", "absences > 1 or " * 60_000 + "absences > 1",
]  # fmt: skip

CYRILLIC, WIDE, MATHS = "аbsences", "ａｂｓｅｎｃｅｓ", "𝖺𝖻𝗌𝖾𝗇𝖼𝖾𝗌"
LOOKALIKES = [
    *(f"{name} > 3" for name in (CYRILLIC, WIDE, MATHS, "absеnces", "abѕences", "absences\u200b",
                                 "\u200babsences", "abs\u00adences", "absence\u017f", "ꓮbsences",
                                 "absences\u0301", "ａbsences", "ᴬbsences", "absences\ufe0f",
                                 "\u202eabsences", "\ufeffabsences", "Absences", "ABSENCES")),
    "𝐦𝐞𝐚𝐧(absences) > 3", "mеan(absences) > 3", "ｍｅａｎ(absences) > 3", "𝓵ambda: absences",
    "𝒪𝓅ℯ𝓃('x') > absences", "absences ＞ 3", "absences ≧ 3", "absences ＝＝ 3", "absences ‹ 3",
    "absences ⩾ 3", "absences > 3 аnd goout > 1", "absences > 3 ∧ goout > 1", "¬ absences > 3",
    "class == ‘10A’", "class == “10A”", "class == `10A`", "class == ′10A′", "absences > 3；",
    "absences ∈ [1, 2]", "absences > 3\u2028goout > 1", "absences > 3\u0085goout > 1",
    "(absences） > 3", "absences > −3", "absences × 2 > 3", "absences ÷ 2 > 3",
]  # fmt: skip

HOSTILE = list(dict.fromkeys([*CALLS, *ATTRIBUTES, *SYNTAX, *NUMBERS, *DEEP, *LOOKALIKES]))


@contextmanager
def little_work() -> Iterator[None]:
    """Ends whatever takes more than MOST_STEPS calls, of Python's or of C's."""
    steps = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")
        if steps > MOST_STEPS:
            sys.setprofile(None)
            raise AssertionError(f"more than {MOST_STEPS} steps")

    before = sys.getprofile()
    gc.disable()  # what other tests left behind is not this text's work
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
        gc.enable()


def named(text: str) -> str:
    return ascii(text if len(text) < 50 else f"{text[:40]}...{len(text)}")


def test_there_are_three_hundred_of_them() -> None:
    assert len(HOSTILE) >= 300


@pytest.mark.parametrize("text", HOSTILE, ids=named)
def test_a_hostile_text_is_refused_with_a_sentence_and_little_work(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []

    def parse(written: str, mode: str) -> ast.AST:
        given.append(len(written))
        return ast.parse(written, mode=mode)

    monkeypatch.setattr(reading, "ast", SimpleNamespace(**{**vars(ast), "parse": parse}))
    with little_work(), pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS, conditions.SHOWN)
    said = caught.value.problem.message
    assert said.rstrip().endswith((".", "?", ")")), said
    assert len(said) < 1_000
    assert all(length <= 2 * LONGEST for length in given)


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 5_000], ids=named)
def test_nor_does_a_rule_file_take_it(text: str) -> None:
    quoted = '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'
    indicator = f"""\
  hostile:
    kind: lever
    weight: 1
    when: {quoted}
    points: {{then: 0.1, otherwise: 1.0}}
"""
    with pytest.raises(RuleFileError) as caught:
        rules.read(rule_file(indicator), DICTIONARIES)
    assert all(problem.message and problem.line >= 1 for problem in caught.value.problems)


def test_nothing_is_evaluated_while_a_condition_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every door by which Python could run a text is watched."""
    opened: list[str] = []

    def watch(event: str, _arguments: tuple[object, ...]) -> None:
        if watching and event in ("exec", "import", "open", "os.system", "subprocess.Popen"):
            opened.append(event)

    watching = False
    sys.addaudithook(watch)
    for text in HOSTILE:
        watching = True
        try:
            with pytest.raises(ConditionError):
                conditions.read(text, COLUMNS)
        finally:
            watching = False
    assert opened == []


STRANGE = [
    "absences > 1",
    f"{'(' * 120}absences{')' * 120} > 1",
    "mean(mean(absences)) > 1",
    "absences" + " > 1 < 2" * 50,
    "absences > 1" + " or absences > 1" * 24,
]


@pytest.mark.parametrize("text", STRANGE, ids=named)
def test_what_is_a_condition_however_strange_takes_as_little_work(text: str) -> None:
    with little_work():
        assert conditions.read(text, COLUMNS).columns
