"""One line of a rule file said anew: a value at the top of it, and nothing else is touched."""

import re


def with_line(text: str, key: str, value: str) -> str:
    """The text with that value for a key at its top: its line changed, or one more after `format`.

    What stands after the value as a comment stays. Raises ValueError where there is no place for
    the line: the file is not written one key a line.
    """
    line = re.compile(rf"^{key}:[^\n#]*?(?P<comment>[ \t]+#[^\n]*)?$", re.MULTILINE)
    if line.search(text):
        return line.sub(lambda found: f"{key}: {value}{found['comment'] or ''}", text, count=1)
    after = re.compile(r"^format:[^\n]*$", re.MULTILINE)
    if not after.search(text):
        raise ValueError(f"There is no line for {key}.")
    return after.sub(lambda found: f"{found[0]}\n{key}: {value}", text, count=1)
