"""TLS: the certificate must be that of the name, although the connection goes to the pinned IP."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.fetching import ARTICLE, AnswerRefusedError, Fetcher, Guard, UnreachableError
from tests.sources.fetching.conftest import LOOPBACK
from tests.sources.fetching.serving import Answer, serving

NAME = "news.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with key and certificate for news.example, made here."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the program openssl is not here, so no certificate can be made")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    made = subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-keyout", "-", "-out", "-"),
            *("-addext", f"subjectAltName=DNS:{NAME}"),
        ],
        capture_output=True,
        check=True,
    )
    path.write_bytes(made.stdout)
    return path


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def make_client(make_fetcher: Callable[..., Fetcher]) -> Callable[..., Fetcher]:
    guard = Guard(allowed=LOOPBACK, resolve=lambda host, port: ["127.0.0.1"])
    return lambda **given: make_fetcher(guard=guard, **given)


def test_name_is_sent_and_checked(
    certificate: Path, server_side: ssl.SSLContext, make_client: Callable[..., Fetcher]
) -> None:
    named: list[str | None] = []
    server_side.sni_callback = lambda sock, name, context: named.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(server_side) as site:
        site.routes["/a"] = Answer(b"x")
        fetched = make_client(tls=trusting).fetch(f"https://{NAME}:{site.port}/a", ARTICLE)
        assert fetched.data == b"x"
        assert set(named) == {NAME}
        assert site.asked[-1].headers["host"] == f"{NAME}:{site.port}"


def test_certificate_of_another_name_is_refused(
    certificate: Path, server_side: ssl.SSLContext, make_client: Callable[..., Fetcher]
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(server_side) as site:
        with pytest.raises(UnreachableError, match="no valid certificate") as caught:
            make_client(tls=trusting).fetch(f"https://other.example:{site.port}/a", ARTICLE)
        assert not caught.value.is_temporary
        assert site.asked == []


def test_certificate_that_nobody_vouches_for_is_refused(
    server_side: ssl.SSLContext, make_client: Callable[..., Fetcher]
) -> None:
    with serving(server_side) as site:
        with pytest.raises(UnreachableError, match="no valid certificate"):
            make_client().fetch(f"https://{NAME}:{site.port}/a", ARTICLE)
        assert site.asked == []


def test_redirect_from_https_to_http_is_refused(
    certificate: Path, server_side: ssl.SSLContext, make_client: Callable[..., Fetcher]
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with serving(server_side) as secure, serving() as plain:
        secure.redirect("/a", f"{plain.url}/a")
        with pytest.raises(AnswerRefusedError, match="from https to http"):
            make_client(tls=trusting).fetch(f"https://{NAME}:{secure.port}/a", ARTICLE)
        assert plain.asked == []
