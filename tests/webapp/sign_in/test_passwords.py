"""Passwords: long enough, not one that all know, and kept as argon2id."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from webapp.services.access import passwords

GOOD = "o eucalipto canta baixo"
REAL = passwords.hasher  # before the tests of the pages have theirs, which costs nothing


def refused(password: str, *known: str) -> bool:
    return passwords.problem(password, password, *known) is not None


@pytest.mark.parametrize(
    "password",
    [GOOD, "abcdefghij1k", "      twelve", "ççççãõéàüßøå", "x" * 127 + "y", "123412349876"],
)
def test_a_long_password_needs_nothing_else(password: str) -> None:
    assert not refused(password)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "at least 12"),
        ("kolibri 24h", "at least 12"),
        ("k" * 128 + "i", "at most 128"),
        ("passwordpassword", "others would try"),
        ("PalavraPasse1", "others would try"),
        ("MotDePasse123", "others would try"),
        ("benfica12345", "others would try"),
        ("azertyuiop12345", "others would try"),
        ("1234567890123", "others would try"),
        ("wwwwwwwwwwwww", "others would try"),
        ("ola!ola!ola!ola!", "others would try"),
    ],
)
def test_a_password_that_is_short_long_or_known_is_refused(password: str, words: str) -> None:
    assert words in str(passwords.problem(password, password))


def test_neither_the_login_nor_the_school_is_a_password() -> None:
    assert refused("Ines.Barros@escola.pt", "ines.barros@escola.pt", "Escola")
    assert refused("escola secundária", "ines", "Escola Secundária")
    assert not refused("escola secundária de sempre", "ines", "Escola Secundária")


def test_both_times_the_same_is_typed() -> None:
    assert "not the same" in str(passwords.problem(GOOD, GOOD + " "))


def test_a_password_is_kept_as_argon2id_with_the_usual_costs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "hasher", REAL)
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert not PasswordHasher().check_needs_rehash(kept)
    assert GOOD not in kept
    assert passwords.hashed(GOOD) != kept
    assert passwords.is_right(kept, GOOD)
    assert not passwords.is_right(kept, GOOD.title())


def test_an_accent_may_be_typed_in_either_way() -> None:
    kept = passwords.hashed("inês e o comboio")
    assert passwords.is_right(kept, "ine\u0302s e o comboio")


def test_no_password_is_right_where_none_is_kept() -> None:
    for password in ("", GOOD, passwords.STAND_IN):
        assert not passwords.is_right(None, password)
    assert not passwords.is_right("not a hash", GOOD)


def test_where_none_is_kept_as_much_is_worked_out_as_where_one_is() -> None:
    assert not PasswordHasher().check_needs_rehash(passwords.STAND_IN)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(passwords.STAND_IN, GOOD)


def test_the_list_is_of_passwords_that_length_alone_would_let_in() -> None:
    listed = Path(passwords.COMMON).read_text(encoding="utf-8").splitlines()
    assert len(listed) > 1000
    assert listed == sorted({word.casefold() for word in listed})
    assert all(passwords.SHORTEST <= len(word) <= passwords.LONGEST for word in listed)
