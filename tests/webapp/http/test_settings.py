"""What a system administrator can set."""

import secrets
import stat
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from pydantic import SecretStr, ValidationError

from webapp import create_app
from webapp.services.jobs.background_jobs import environment
from webapp.services.process.settings import (
    Settings,
    WeakSecretError,
    secret_key,
    wrong_with_secret,
)


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_the_data_folder_and_the_secret_are_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "a" / "data")
    create_app(settings)
    mode = stat.S_IMODE(settings.data_folder.stat().st_mode)
    assert mode == 0o700
    assert stat.S_IMODE(settings.uploads.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.data_folder / "secret.key").stat().st_mode) == 0o600


def test_the_secret_stays_and_is_long(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    first = secret_key(settings)
    assert len(first) >= 48
    assert secret_key(settings) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.key"]


@pytest.mark.parametrize(
    "secret",
    ["", "short", "x" * 31, "x" * 64, "changeme-changeme-changeme-changeme", "SECRET" * 8,
     "this-is-my-development-secret-key-12345678", "abababababababababababababababababab"],
)  # fmt: skip
def test_a_secret_that_is_none_is_told_from_a_good_one(secret: str) -> None:
    assert wrong_with_secret(secret)
    assert all(wrong_with_secret(secrets.token_urlsafe(48)) is None for _ in range(200))
    assert all(wrong_with_secret(secrets.token_hex(16)) is None for _ in range(200))


@pytest.mark.parametrize("where", [{"host": "10.1.2.3"}, {"names": ["localhost", "escola.pt"]}])
def test_before_a_network_only_a_good_secret_will_do(tmp_path: Path, where: dict[str, Any]) -> None:
    weak = Settings(
        data_folder=tmp_path,
        secret_key=SecretStr("short"),
        trusted_hosts=where.get("names", ["localhost"]),
    )
    with pytest.raises(WeakSecretError) as refused:
        create_app(weak, where.get("host", ""))
    assert "short" not in str(refused.value).replace("characters", "")
    create_app(weak.model_copy(update={"secret_key": SecretStr("")}), where.get("host", ""))
    create_app(weak.model_copy(update={"trusted_hosts": ["localhost", "127.0.0.1"]}), "127.0.0.1")


def test_the_secret_is_neither_shown_nor_handed_to_children() -> None:
    settings = Settings(secret_key=SecretStr("a secret of more than thirty-two characters"))
    assert "thirty-two" not in repr(settings)
    assert "thirty-two" not in " ".join(environment(settings).values())
    assert secret_key(settings) == "a secret of more than thirty-two characters"


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        create_app(Settings(data_folder=tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    "wrong",
    [{"threads": 0}, {"threads": 1000}, {"upload_limit_mb": 0}, {"language": "de"},
     {"sign_in_hours": 0}, {"trusted_hosts": "localhost"}],
)  # fmt: skip
def test_a_wrong_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_the_language_set_is_that_of_who_asks_for_no_other(
    own_school: School, tmp_path: Path
) -> None:
    settings = own_school.settings.model_copy(update={"language": "fr"})
    app = create_app(settings)
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "de"}).text
    assert '<html lang="fr"' in page
    own_school.close()
