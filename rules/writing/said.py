"""Words that people read: one text for every language, or one a language."""

from data.wording.languages import LANGUAGES, SOURCE
from data.wording.message import N_
from rules.writing import placed, spelling
from rules.writing.placed import Pairs, Path, Word
from rules.writing.refusal import NotEditableError
from rules.writing.values import remove, replace, set_value


def set_words(text: str, path: Path, said: str, language: str | None = None) -> str:
    """The text with words set, in one language or (None) the same in all of them.

    One text for all becomes a table when a language gets its own; the others keep theirs. An
    empty text takes the words away. Raises NotEditableError.
    """
    said = spelling.settled(said)
    node = placed.find(placed.read(text), path)
    if language is None:
        if isinstance(node, Pairs):
            raise NotEditableError(
                N_("This is said in each language by itself. Change one of them."), node.line
            )
        return set_value(text, path, said) if said else remove(text, path)
    if node is None:
        return replace(text, path, {language: said}) if said else text
    if isinstance(node, Word):
        return _of_its_own(text, path, node.text, said, language)
    if not said:
        return remove(text, (*path, language))
    return set_value(text, (*path, language), said)


def _of_its_own(text: str, path: Path, before: str, said: str, language: str) -> str:
    """Words for all languages, of which one now says something else.

    A language that is left out says what English says.
    """
    if not said or said == spelling.settled(before):
        return text
    if language == SOURCE:
        return replace(text, path, dict.fromkeys(LANGUAGES, before) | {SOURCE: said})
    return replace(text, path, {SOURCE: before, language: said})


def own_words(text: str, path: Path) -> str:
    """The text with words for all languages told by language, each the same for a start."""
    node = placed.find(placed.read(text), path)
    if not isinstance(node, Word):
        return text
    return replace(text, path, dict.fromkeys(LANGUAGES, spelling.settled(node.text)))
