"""Why a model became active without anybody's click: kept in English, said in the reader's
language."""

from data.wording.message import N_
from webapp.services.wording.reader import gettext as _

FIRST = N_("The first model of this school’s, trained by itself after the import.")
EACH = N_("Trained by itself after the import, as the server’s setting says.")
ANEW = N_("Trained again without a student who objected or was erased, or with one who came back.")
NO_KEYS = N_("Trained again, since the file has no student numbers to know the students by.")
FIRST_OF_KIND = N_("The first model of its kind.")
BY_ITSELF = (FIRST, FIRST_OF_KIND, EACH, ANEW, NO_KEYS)


def in_words(reason: str) -> str:
    """Say why, in the reader's language where the product wrote it."""
    return _(reason) if reason in BY_ITSELF else reason
