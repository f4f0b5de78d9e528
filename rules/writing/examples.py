"""Examples: a student's answers and what must come out of them, added to the rule file."""

from collections.abc import Mapping, Sequence

from rules.writing.items import add_item


def add_example(
    text: str,
    name: str,
    student: Mapping[str, float | str],
    given: Mapping[str, float],
    complexity: tuple[float | None, float | None],
    levers: Sequence[str],
) -> str:
    """The text with one more example at the end of `examples`, which is made where there is none.

    student: column -> answer; given: a cohort function as it is written, mean(studytime) -> what
    it came to; complexity: the lowest and the highest that may come out, None: no limit; levers:
    indicators, strongest first. Raises NotEditableError.
    """
    example: dict[str, object] = {"name": name, "student": dict(student)}
    if given:
        example["given"] = dict(given)
    low, high = complexity
    if low is not None and low == high:
        example["complexity"] = low
    elif low is not None or high is not None:
        limits = {"at_least": low, "at_most": high}
        example["complexity"] = {key: held for key, held in limits.items() if held is not None}
    example["levers"] = list(levers)
    return add_item(text, ("examples",), example)
