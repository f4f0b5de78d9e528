"""What a beginner probably meant by something that is no condition, and what to write instead.

Each function looks for one kind of mistake and gives the sentence, its place and its values, or
None. They are asked only about texts that are refused anyway.
"""

from rules.conditions.meant.mistake import Mistake
from rules.conditions.meant.names import function, name
from rules.conditions.meant.signs import sign
from rules.conditions.meant.wording import words

__all__ = ["Mistake", "function", "name", "sign", "words"]
