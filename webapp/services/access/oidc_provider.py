"""The server that answers for people: OpenID Connect by code and PKCE, every token checked.

The library is imported when somebody signs in, not before; nothing is asked of the network until
then.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from webapp.services.process.settings import LOOPBACK

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")  # by key pairs only
SCOPE = "openid profile email"
SECONDS = 10  # that an answer may take
CLOCKS_DIFFER = 60  # seconds


class NotTrustedError(RuntimeError):
    """What came back is not what was asked for, or not from whom; never says its content."""


@dataclass(frozen=True)
class SignInRequest:
    """What a browser was sent away with, to be found again in what it brings back."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Provider:
    """An issuer, and how this server is known to it. `redirect` is the address to come back to."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    def send_away(self, redirect: str) -> tuple[str, SignInRequest]:
        """The address to send a browser to. Raises NotTrustedError and OSError."""
        asked = SignInRequest(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        )
        with self._session(redirect) as session:
            address, _state = session.create_authorization_url(
                self._described(session)["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(address), asked

    def claims(
        self, redirect: str, asked: SignInRequest, code: str, at: datetime
    ) -> dict[str, Any]:
        """Whom a code is for, in the issuer's signed words.

        Raises NotTrustedError, and OSError where the issuer cannot be reached.
        """
        with self._session(redirect) as session:
            described = self._described(session)
            try:
                answer = session.fetch_token(
                    described["token_endpoint"],
                    code=code,
                    code_verifier=asked.verifier,
                    timeout=SECONDS,
                    allow_redirects=False,
                )
            except OSError:
                raise
            except Exception as error:
                raise NotTrustedError(f"the code was refused ({type(error).__name__})") from error
            keys = self._get(session, described["jwks_uri"])
        return self._checked(answer.get("id_token"), keys, asked.nonce, at)

    def _checked(self, token: Any, keys: Any, nonce: str, at: datetime) -> dict[str, Any]:
        """The claims of a token that is signed by the issuer, for us, for this very asking."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if not isinstance(token, str):
            raise NotTrustedError("there was no token")
        must = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=CLOCKS_DIFFER,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            told = jwt.decode(token, KeySet.import_key_set(keys), algorithms=SIGNATURES).claims
            must.validate(told)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotTrustedError(f"the token does not hold ({error})") from error
        others = isinstance(told["aud"], list) and len(told["aud"]) > 1
        if told.get("azp", None if others else self.client_id) != self.client_id:
            raise NotTrustedError("the token was made for somebody else")
        return dict(told)

    def _described(self, session: Any) -> dict[str, str]:
        """What the issuer says of itself. Raises NotTrustedError where it is somebody else, or an
        address of it is not encrypted."""
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._get(session, address)
        if not isinstance(found, dict) or found.get("issuer") != self.issuer:
            raise NotTrustedError("the issuer calls itself otherwise")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_guarded(found.get(name)):
                raise NotTrustedError(f"its {name} is no encrypted address")
        return found

    def _get(self, session: Any, address: str) -> Any:
        answer = session.get(address, withhold_token=True, timeout=SECONDS, allow_redirects=False)
        if answer.status_code != 200:
            raise NotTrustedError(f"it answered {answer.status_code}")
        try:
            return answer.json()
        except ValueError as error:
            raise NotTrustedError("it answered something else than JSON") from error

    def _session(self, redirect: str) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self.client_id,
            self.client_secret or None,
            scope=SCOPE,
            redirect_uri=redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
        )


def is_guarded(address: Any) -> bool:
    """Say whether an address is encrypted, or on this very computer."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    on_this_computer = parts.scheme == "http" and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or on_this_computer)
