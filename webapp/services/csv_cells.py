"""Cells of the CSV files that people open in a spreadsheet."""

# What Excel takes for a formula when a cell of a CSV file begins with it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that could be is quoted.

    What nobody sees (spaces of all kinds, a zero-width joiner, a mark of direction) is passed over:
    some programs drop it, and then the sign comes first.
    """
    seen = next((sign for sign in text if sign.isprintable() and not sign.isspace()), "")
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or seen in FORMULA_SIGNS else text
