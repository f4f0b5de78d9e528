"""What a system administrator can set: environment variables that begin with `ALAVANCA_`."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.viewer import Role
from data.wording.languages import SOURCE, language_code

VERSION = "0.1.0"
HERE = Path(__file__).resolve().parents[3]
# Installed among other packages, the program has no folder of its own for data.
HOME = HERE if (HERE / "manage.py").exists() else Path.cwd()
SHIPPED_RULES = HERE / "rules" / "sets"
SHIPPED_DICTIONARIES = HERE / "data" / "dictionaries"
FIRST_SHIPPED = "pilot-2008.yaml"
SHIPPED_NOTE = "shipped-rules.txt"  # in the data folder: which of them were copied
SHORTEST_SECRET = 32  # characters
LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
# What programs' manuals write where a secret belongs.
KNOWN_SECRETS = (
    *("secret", "changeme", "change", "dev", "development", "password", "default", "example"),
    *("insecure", "test", "alavanca", "key", "12345678", "abcdef", "please", "this"),
)

ProxyHeader = Literal[
    "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"
]


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("should be a time zone such as Europe/Lisbon")
    return name


class WeakSecretError(ValueError):
    """The secret is missing, short or known, and others than this computer reach the server."""


class Settings(BaseSettings):
    """Every setting, its default and its meaning; docs/system-administrator.md lists the same."""

    model_config = SettingsConfigDict(env_prefix="ALAVANCA_", frozen=True)
    data_folder: Path = Field(
        default=HOME / "var",
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
        default="School", description="The school that commands are for, where there are several."
    )
    language: Annotated[str, AfterValidator(language_code)] = Field(
        default=SOURCE,
        description="The language of commands, and of browsers that ask for no other.",
    )
    upload_limit_mb: int = Field(
        default=50, ge=1, le=500, description="The largest roster file that is accepted."
    )
    retention_months: int = Field(
        default=0,
        ge=0,
        le=1200,
        description="Whom `families retention` erases: students in no roster of so many months. "
        "0 keeps everybody.",
    )
    threads: int = Field(default=4, ge=1, le=64, description="Requests that are served at once.")
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="What signs cookies, at least 32 characters. "
        "Default: made at the first start, in `secret.key` in the data folder.",
    )
    sign_in_idle_minutes: int = Field(
        default=30, ge=1, le=720, description="A sign-in ends after so long without a request."
    )
    sign_in_hours: int = Field(
        default=12, ge=1, le=72, description="A sign-in ends after so long in any case."
    )
    trusted_proxy: str = Field(
        default="",
        description="The address of the proxy whose word on the sender's address and encryption "
        "counts. Default: nobody's.",
    )
    trusted_proxy_count: int = Field(
        default=1, ge=1, le=10, description="How many proxies stand one behind the other."
    )
    trusted_proxy_headers: list[ProxyHeader] = Field(
        default=["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"],
        description="The headers in which the trusted proxy says so, as a JSON list.",
    )
    research_k: int = Field(
        default=5,
        ge=3,
        le=100,
        description="How many students must look alike in what is exported for research.",
    )
    smallest_group: int = Field(
        default=10,
        ge=5,
        le=1000,
        description="No figure of groups is of fewer students than these.",
    )
    rule_review: Literal["second lead", "one lead"] = Field(
        default="second lead",
        description="Who publishes a change of rules: `second lead` asks for another lead's yes, "
        "`one lead` lets whoever wrote it.",
    )
    retrain: Literal["ask", "each roster"] = Field(
        default="ask",
        description="Whether models learn from a new roster: `ask` has the active model say what "
        "is expected and proposes to train, `each roster` trains by itself.",
    )
    inbox_folder: Path | None = Field(
        default=None,
        description="Where files come in by themselves, a folder in it for each school. "
        "Default: `inbox` in the data folder.",
    )
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="",
        description="The time zone of times on pages, as in `Europe/Lisbon`, where a school set "
        "none. Default: this computer's.",
    )
    second_factor: list[Role] = Field(
        default=[],
        description="The roles that need a second factor, as a JSON list: "
        '`["lead", "administrator"]`.',
    )
    oidc_issuer: str = Field(
        default="",
        description="Single sign-on (OpenID Connect): the issuer's address. Default: none.",
    )
    oidc_client_id: str = Field(default="", description="How the issuer knows this server.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="What this server proves to the issuer who it is by."
    )
    oidc_claims_file: Path | None = Field(
        default=None, description="The JSON file that says which claims give which rights."
    )
    backups_kept: int = Field(
        default=14,
        ge=0,
        le=10_000,
        description="How many backups stay when a new one is made; 0 keeps all.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="The bearer token for /metrics, at least 16 characters. "
        "Default: none, and only this computer may ask, of a site without other names.",
    )
    mlflow_uri: str = Field(
        default="",
        description="Where trainings and comparisons are logged as well (the extra `mlflow`): "
        "a tracking server's address, `sqlite:///...` or `file:...`. Default: nowhere.",
    )
    api_per_minute: int = Field(
        default=120,
        ge=1,
        le=100_000,
        description="How many calls of `/api/v1` each token may make in a minute; without a token "
        "an address has 30.",
    )
    inference_log_mb: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="`inference.jsonl` in the data folder, a line a prediction call, begins anew "
        "at so many megabytes.",
    )
    inference_logs_kept: int = Field(
        default=5, ge=1, le=100, description="How many earlier `inference.jsonl.1`, ... are kept."
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
    def inbox(self) -> Path:
        """Return the folder in which each school has one for files that come by themselves."""
        return self.inbox_folder or self.data_folder / "inbox"

    @property
    def kept_dictionaries(self) -> Path:
        """Return the folder of the last good text of each of the site's own dictionaries."""
        return self.data_folder / "dictionaries-in-force"

    @property
    def uploads(self) -> Path:
        """Return the folder where a file waits between its upload and the reader's yes."""
        return self.data_folder / "uploads"

    @property
    def backups(self) -> Path:
        """Return the folder of backups, which is missing until the first one is made."""
        return self.data_folder / "backups"

    @property
    def inference_log(self) -> Path:
        """Return the file with a line a prediction call, which is missing until the first."""
        return self.data_folder / "inference.jsonl"


def prepare_folder(settings: Settings) -> None:
    """Make the data folder, readable by its owner alone, with the shipped rule files in it.

    A rule file that is already there is the lead's own and stays as it is. Raises OSError when the
    folder cannot be written.
    """
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.uploads.mkdir(mode=0o700, exist_ok=True)
    _ship_rules(settings)


def _ship_rules(settings: Settings) -> None:
    """Copy the shipped rule files that were never copied here: what a lead deletes stays away.

    A new version of the program brings its new sets this way, and touches no file that is there.
    """
    note = settings.data_folder / SHIPPED_NOTE
    if note.exists():
        known = set(note.read_text(encoding="utf-8").split())
    else:  # a folder of before there was a note has had the first set, or its lead took it away
        known = {FIRST_SHIPPED} if settings.rules.is_dir() else set()
    shipped = {path.name: path for path in sorted(SHIPPED_RULES.glob("*.yaml"))}
    if known >= shipped.keys() and note.exists():
        return
    settings.rules.mkdir(parents=True, exist_ok=True)
    for name, path in shipped.items():
        if name not in known:
            with contextlib.suppress(FileExistsError), (settings.rules / name).open("xb") as file:
                file.write(path.read_bytes())
    note.write_text("\n".join(sorted(known | shipped.keys())) + "\n", encoding="utf-8")


def secret_key(settings: Settings) -> str:
    """Return the key that signs cookies: the setting's, else one made at the first start, readable
    by its owner alone."""
    if given := settings.secret_key.get_secret_value():
        return given
    path = settings.data_folder / "secret.key"
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=settings.data_folder, text=True)  # 0600 by itself
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A link never replaces a key that another process has just made, as a rename would.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="utf-8").strip()


def wrong_with_secret(secret: str) -> str | None:
    """Say why a secret is none, None when it can stand before a network."""
    plain = "".join(letter for letter in secret.casefold() if letter.isalnum())
    without = plain
    for known in KNOWN_SECRETS:
        without = without.replace(known, "")
    if not secret:
        return "it is empty"
    if len(secret) < SHORTEST_SECRET:
        return f"it has {len(secret)} characters, and {SHORTEST_SECRET} are the least"
    if len(set(secret)) < SHORTEST_SECRET // 4 or len(without) < len(plain) // 2:
        return "anybody could guess it"
    return None


def refuse_weak_secret(settings: Settings, host: str = "") -> None:
    """Raise WeakSecretError where others than this computer can reach the server, by where it
    listens (`host`) or by a name under which it may be addressed, and the secret is none."""
    names = (host or LOOPBACK[0], *settings.trusted_hosts)
    wrong = wrong_with_secret(secret_key(settings))
    if wrong and any(name not in LOOPBACK for name in names):
        raise WeakSecretError(
            f"The secret that signs cookies cannot stand before a network: {wrong}. Leave "
            "ALAVANCA_SECRET_KEY out and delete secret.key in the data folder: a good one is made "
            "at the next start. Whoever is signed in then sends his form once more."
        )
