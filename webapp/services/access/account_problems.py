"""What is wrong with the fields by which a school or an account is made, each in a sentence."""

from pydantic import ValidationError

from data.store.people.accounts import NewAccount
from data.store.people.schools import SCHOOL_NAME
from webapp.services.wording.reader import gettext as _


def wrong_with(login: str, name: str) -> dict[str, str]:
    """Say by field what is wrong with a login and a name; nothing when both can be."""
    try:
        NewAccount(login=login, name=name)
    except ValidationError as error:
        fields = {str(one["loc"][0]) for one in error.errors()}
    else:
        return {}
    sentences = {
        "login": _("A login is one word without spaces, 200 characters at most: a mail address, "
                   "for example."),
        "name": _("Write the name as colleagues know it, on one line of at most 200 characters."),
    }  # fmt: skip
    return {field: sentences[field] for field in fields & sentences.keys()}


def wrong_with_school(name: str) -> dict[str, str]:
    """Say what is wrong with a school's name."""
    try:
        SCHOOL_NAME.validate_python(name)
    except ValidationError:
        return {"school": _("Write the school's name, 200 characters at most.")}
    return {}
