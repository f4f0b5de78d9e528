"""A server that answers for people, on loopback: OpenID Connect, small, and wrong on demand."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "alavanca", "a secret of these tests"
REDIRECT = "http://localhost/sign-in/single/back"


class Quiet(WSGIRequestHandler):
    """Says nothing about what it is asked."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class AnsweringServer:
    """Sends every browser back as `person`.

    overrides: claims that it says wrongly, None to leave one out. algorithm: by which it signs.
    """

    def __init__(self) -> None:
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.other_key = RSAKey.generate_key(2048, parameters={"kid": "1"})
        self.person: dict[str, Any] = {}
        self.overrides: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        query = {key: one[0] for key, one in parse_qs(environ.get("QUERY_STRING", "")).items()}
        size = int(environ.get("CONTENT_LENGTH") or 0)
        form = {
            key: one[0] for key, one in parse_qs(environ["wsgi.input"].read(size).decode()).items()
        }
        status, headers, body = self.answer(path, query, form, environ)
        text = json.dumps(body).encode()
        start_response(
            status,
            [("Content-Type", "application/json"), ("Content-Length", str(len(text))), *headers],
        )
        return [text]

    def answer(
        self, path: str, query: dict[str, str], form: dict[str, str], environ: dict[str, Any]
    ) -> tuple[str, list[tuple[str, str]], Any]:
        """What is said at an address: status, headers, body."""
        if path == "/.well-known/openid-configuration":
            return "200 OK", [], self.description() | self.described
        if path == "/keys":
            return "200 OK", [], {"keys": [self.key.as_dict(private=False)]}
        if path == "/authorize":
            return self.authorize(query)
        if path == "/token":
            return self.exchange(form, environ.get("HTTP_AUTHORIZATION", ""))
        return "404 Not Found", [], {}

    def description(self) -> dict[str, str]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, query: dict[str, str]) -> tuple[str, list[tuple[str, str]], Any]:
        """Let the person in at once, and send the browser back with a code."""
        known = query.get("client_id") == CLIENT and query.get("redirect_uri") == REDIRECT
        asked = query.get("response_type") == "code" and query.get("code_challenge_method")
        if not known or asked != "S256" or "openid" not in query.get("scope", "").split():
            return "400 Bad Request", [], {"error": "invalid_request"}
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        back = f"{REDIRECT}?{urlencode({'code': code, 'state': query['state']})}"
        return "302 Found", [("Location", back)], {}

    def exchange(
        self, form: dict[str, str], authorization: str
    ) -> tuple[str, list[tuple[str, str]], Any]:
        """Give a token for a code: once, to whom it was made for, who holds the verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        proof = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or authorization != proof
            or challenge != query["code_challenge"]
            or form.get("redirect_uri") != query["redirect_uri"]
        ):
            return "400 Bad Request", [], {"error": "invalid_grant"}
        token = self.token(query["nonce"])
        return "200 OK", [], {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def token(self, nonce: str) -> str:
        """The person in signed words, or in words that are signed wrongly."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "7", "nonce": nonce}
        claims |= {"iat": now, "exp": now + 300, **self.person, **self.overrides}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            return _unsigned("none", claims) + "."
        if self.algorithm == "HS256":  # "signed" with what everybody knows, the public key
            text, public = _unsigned("HS256", claims), self.key.as_pem(private=False)
            return f"{text}.{_encoded(hmac.digest(public, text.encode(), 'sha256'))}"
        key = self.other_key if self.algorithm == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)


def _unsigned(algorithm: str, claims: dict[str, Any]) -> str:
    header = {"alg": algorithm, "kid": "1"}
    return ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def serving(server: AnsweringServer) -> Iterator[AnsweringServer]:
    """Serve it on a free port of this computer."""
    listening = make_server("127.0.0.1", 0, server, handler_class=Quiet)
    server.issuer = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def path_of_address(address: str) -> str:
    """An address without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
