"""What a system administrator can set: environment variables that begin with `ALAVANCA_`."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION = "0.1.0"
HERE = Path(__file__).resolve().parent.parent
SHIPPED_RULES = HERE / "rules" / "sets"
SHIPPED_DICTIONARIES = HERE / "data" / "dictionaries"


class Settings(BaseSettings):
    """Every setting, its default and its meaning; README.md lists the same (a test compares)."""

    model_config = SettingsConfigDict(env_prefix="ALAVANCA_", frozen=True)

    data_folder: Path = Field(
        default=HERE / "var",
        description="Where the database, the secret key, uploads and the rule files live.",
    )
    database_url: str = Field(
        default="",
        description="Empty: SQLite in the data folder. PostgreSQL: postgresql+psycopg://...",
    )
    rules_folder: Path | None = Field(
        default=None,
        description="The watched folder of rule files. Default: `rules` in the data folder.",
    )
    dictionaries_folder: Path | None = Field(
        default=None,
        description="More data dictionaries, read after the shipped ones. "
        "Default: `dictionaries` in the data folder.",
    )
    trusted_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1"],
        description="Names under which the site may be addressed, as a JSON list.",
    )
    school_name: str = Field(
        default="School", description="The school that this server keeps rosters of."
    )
    language: Literal["pt", "fr", "en"] = Field(
        default="en", description="The language of commands, and of browsers that ask for no other."
    )
    upload_limit_mb: int = Field(
        default=50, ge=1, le=500, description="The largest roster file that is accepted."
    )
    allow_network: bool = Field(
        default=False,
        description="Listen beyond this computer although there are no accounts yet.",
    )
    threads: int = Field(default=4, ge=1, le=64, description="Requests that are served at once.")
    backups_kept: int = Field(
        default=14,
        ge=0,
        le=10_000,
        description="How many backups stay when a new one is made; 0 keeps all.",
    )

    @property
    def database(self) -> str:
        """Return the database's address, by default SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder / 'alavanca.sqlite'}"

    @property
    def rules(self) -> Path:
        """Return the folder of rule files."""
        return self.rules_folder or self.data_folder / "rules"

    @property
    def own_dictionaries(self) -> Path:
        """Return the folder of this site's own data dictionaries, which may be missing."""
        return self.dictionaries_folder or self.data_folder / "dictionaries"

    @property
    def dictionaries(self) -> list[Path]:
        """Return the folders of data dictionaries, the shipped one first."""
        own = self.own_dictionaries
        return [SHIPPED_DICTIONARIES, own] if own.is_dir() else [SHIPPED_DICTIONARIES]

    @property
    def uploads(self) -> Path:
        """Return the folder where a file waits between its upload and the reader's yes."""
        return self.data_folder / "uploads"

    @property
    def backups(self) -> Path:
        """Return the folder of backups, which is missing until the first one is made."""
        return self.data_folder / "backups"


def prepare_folder(settings: Settings) -> None:
    """Make the data folder, readable by its owner alone, with the shipped rule files in it.

    A rule file that is already there is the lead's own and stays as it is. Raises OSError when the
    folder cannot be written.
    """
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.uploads.mkdir(mode=0o700, exist_ok=True)
    if not settings.rules.is_dir():
        settings.rules.mkdir(parents=True)
        for shipped in sorted(SHIPPED_RULES.glob("*.yaml")):
            (settings.rules / shipped.name).write_bytes(shipped.read_bytes())


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies, made at the first start, readable by its owner alone."""
    path = settings.data_folder / "secret.key"
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=settings.data_folder, text=True)  # 0600 by itself
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A link never replaces a key that another process has just made, as a rename would.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="ascii")
