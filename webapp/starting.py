"""What keeps the application from starting, in a sentence: for the server and for commands."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError

from data.store import NewerDatabase, NoDatabase
from webapp.services.access.oidc_claims import ClaimsFileError
from webapp.services.process.settings import WeakSecretError
from webapp.sign_in.single_sign_on import SingleSignOnError

REASONS = (NewerDatabase, NoDatabase, WeakSecretError, SingleSignOnError, ClaimsFileError)


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Raise ClickException, saying what to do, for settings that are wrong or lead nowhere."""
    try:
        yield
    except ValidationError as error:
        wrong = [(f"ALAVANCA_{one['loc'][0]}".upper(), one["msg"]) for one in error.errors()]
    except SettingsError as error:  # not the JSON that a list is written in
        wrong = [("An ALAVANCA_ variable", str(error))]
    except REASONS as error:
        raise click.ClickException(str(error)) from None
    else:
        return
    raise click.ClickException(
        "\n".join(f"{name}: {message}. Correct it or leave it out." for name, message in wrong)
    )
