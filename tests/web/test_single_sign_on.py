"""Signing in through an OpenID Connect provider: for people with an account here, by their verified address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from tests.support.sources import ROOT

SECRET = "a secret of the provider that is long enough"


class Provider(BaseHTTPRequestHandler):
    """A provider whose codes are the names of its people; all of them have verified addresses but one."""

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self.answer(self.person(self.headers["Authorization"].removeprefix("Bearer ")))

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        name = given["code"][0]
        assert given["code_verifier"], "the code is bound to the browser that asked (PKCE)"
        now = int(time.time())
        claims = {"iss": f"http://127.0.0.1:{self.server.server_port}", "aud": "concord", "iat": now, "exp": now + 60}
        token = jwt.encode(claims | self.person(name), SECRET, algorithm="HS256")
        self.answer({"access_token": name, "token_type": "Bearer", "id_token": token})

    def person(self, name: str) -> dict[str, Any]:
        return {"sub": name, "email": f"{name}@QT.example", "email_verified": name != "unverified"}

    def answer(self, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def visited(provider: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("single-sign-on")
    (folder / "static").mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONCORD_", "PYTEST_"))} | {
        "DJANGO_SETTINGS_MODULE": "concord.config.settings",
        "CONCORD_DATA_DIR": str(folder),
        "CONCORD_SECRET_KEY": "test-only",
        "CONCORD_HOSTS": "testserver",
        "CONCORD_OIDC_ISSUER": provider,
        "CONCORD_OIDC_CLIENT_ID": "concord",
        "CONCORD_OIDC_CLIENT_SECRET": "client secret",
        "CONCORD_OIDC_NAME": "the Ministry",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.single_sign_on"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_sign_in_page_offers_the_provider_by_its_name(visited: dict[str, Any]) -> None:
    assert '<a class="btn w-100" href="/account/sign-in/oidc/">Sign in with the Ministry</a>' in visited["page"]


def test_a_known_person_is_signed_in_by_the_verified_address(visited: dict[str, Any], provider: str) -> None:
    assert visited["known"] == {
        "sent to": f"{provider}/authorize",
        "status": 302,
        "location": "/account/",
        "signed in": True,
    }
    assert visited["password kept"], "the password goes on working"


@pytest.mark.parametrize("who", ["unverified", "stranger"])
def test_who_has_no_account_under_a_verified_address_gets_none(visited: dict[str, Any], who: str) -> None:
    assert (visited[who]["status"], visited[who]["signed in"]) == (403, False)
    assert visited["accounts"] == 3


def test_a_closed_account_stays_closed(visited: dict[str, Any]) -> None:
    assert (visited["closed"]["location"], visited["closed"]["signed in"]) == ("/account/inactive/", False)


def test_coming_back_without_success_is_said_plainly(visited: dict[str, Any]) -> None:
    assert (visited["cancelled"]["status"], visited["cancelled"]["signed in"]) == (401, False)


def test_accounts_cannot_be_tied_together(visited: dict[str, Any]) -> None:
    assert (visited["connecting"]["location"], visited["connecting"]["signed in"]) == ("/account/", False)
