"""Why a download failed is said in the words of its cause, with what helps."""

import errno
import hashlib
import socket
import ssl
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from d2lhelpers import datasets
from d2lhelpers.datasets import DataMissing, remote
from d2lhelpers.datasets.causes import causes, why
from d2lhelpers.datasets.clothing import FASHION_MNIST

from .servers import SMALL, Server, serving

FIRST = next(iter(SMALL))


@pytest.fixture
def failing(monkeypatch):
    """Returns a function that downloads from an address, and gives the error that must come."""
    for name in ("D2LHELPERS_DATA", "D2LHELPERS_MIRROR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

    def download(address: str) -> DataMissing:
        files = {name: hashlib.sha256(raw).hexdigest() for name, raw in SMALL.items()}
        monkeypatch.setitem(datasets.SETS, "fashion_mnist", replace(FASHION_MNIST, mirrors=(address,), files=files))
        with pytest.raises(DataMissing) as caught:
            datasets.download("fashion_mnist")
        left = [path for path in datasets.cache_folder().rglob("*") if path.is_file()]
        assert not left, f"something half-done stays behind: {left}"
        return caught.value

    return download


@pytest.mark.parametrize(
    ("status", "helps"),
    [
        (401, "a name and a password"),
        (403, "refuses to serve this file"),
        (404, "has no such file"),
        (407, "HTTP_PROXY and HTTPS_PROXY to http://name:password@proxy:port"),
        (418, "it refuses"),
        (429, "wait a few minutes"),
        (500, "the server is in trouble"),
        (503, "the server is in trouble"),
        (511, "open any page in a browser"),
    ],
)
def test_the_status_of_an_answer_is_said_with_what_it_means(status, helps, server, failing):
    server.spoiled[FIRST] = str(status)
    message = str(failing(server.address))
    assert f"{server.address}/{FIRST} answered {status}: " in message and helps in message


@pytest.fixture
def unknown_certificate(tmp_path) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, with its key."""
    both = tmp_path / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(both), "-out", str(tmp_path / "certificate.pem")]
    try:
        subprocess.run(made, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    both.write_text(both.read_text() + (tmp_path / "certificate.pem").read_text())
    return both


def encrypted(server: Server, certificate: Path) -> str:
    """Let a server speak https; returns its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server.address.replace("http:", "https:")


def test_a_certificate_that_is_not_trusted_is_no_lack_of_a_connection(server, unknown_certificate, failing):
    error = failing(encrypted(server, unknown_certificate))
    assert "its certificate is not trusted (self" in str(error)
    assert "REQUESTS_CA_BUNDLE" in str(error) and "clock" in str(error)
    assert any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error))


def test_the_certificate_named_as_advised_is_trusted(server, unknown_certificate, failing, monkeypatch, tmp_path):
    server.spoiled[FIRST] = "404"
    address = encrypted(server, unknown_certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    assert "answered 404" in str(failing(address))


def test_a_server_that_does_not_speak_https_is_not_a_matter_of_trust(server, failing):
    message = str(failing(server.address.replace("http:", "https:")))
    assert "https failed" in message and "check the address, its port" in message and "certificate" not in message


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named_with_407(scheme, server, failing, monkeypatch):
    server.spoiled[FIRST] = "407"
    monkeypatch.setenv(f"{scheme}_proxy", server.address)
    message = str(failing(f"{scheme}://sets.example"))
    assert "407" in message and "the proxy wants a name and a password" in message and "http://name:password@proxy:port" in message
    assert server.asked == ["sets.example:443"] or server.asked == [f"http://sets.example/{FIRST}"]


def test_a_proxy_that_refuses_a_host_is_not_taken_for_one_that_wants_a_password(server, failing, monkeypatch):
    server.tunnel = 403
    monkeypatch.setenv("https_proxy", server.address)
    message = str(failing("https://sets.example"))
    assert "no connection to sets.example: the proxy answered 403: it refuses" in message and "password" not in message


def test_a_port_with_407_in_it_is_no_answer(tmp_path):
    error = requests.exceptions.ProxyError("HTTPSConnectionPool(host='127.0.0.1', port=40721): Max retries exceeded with url: /407")
    assert "the proxy cannot be reached" in why(error, "https://sets.example/407", tmp_path)


def test_a_file_of_certificates_that_is_not_there_is_no_trouble_of_the_disk(failing, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/certificates.pem")
    message = str(failing("https://127.0.0.1:9"))
    assert "no connection to 127.0.0.1: " in message and "/nowhere/certificates.pem; see the variable REQUESTS_CA_BUNDLE" in message


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_named(scheme, closed, failing, monkeypatch):
    monkeypatch.setenv(f"{scheme}_proxy", closed)
    message = str(failing(f"{scheme}://sets.example"))
    assert "no connection to sets.example: the proxy cannot be reached" in message and "NO_PROXY" in message


def test_a_name_that_is_not_found_is_told_from_a_server_that_is_not_there(failing, monkeypatch, closed):
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert f"refused, no server listens at {closed.removeprefix('http://')}" in str(failing(closed))
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    error = failing("https://sets.example")
    assert "no connection to sets.example: this name is not found (DNS)" in str(error)
    assert any(isinstance(cause, socket.gaierror) for cause in causes(error))


def test_a_server_that_stays_silent_is_given_up(server, failing, monkeypatch):
    monkeypatch.setattr(remote, "TIMEOUT", 0.2)
    server.spoiled[FIRST] = "silent"
    assert "no answer from 127.0.0.1 in time" in str(failing(server.address))


def test_a_connection_that_is_shut_without_an_answer_was_cut_off(failing):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            listening.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert f"the download from {address}/{FIRST} was cut off" in str(failing(address))


def test_no_way_through_the_network_is_said_in_the_words_of_the_system(failing, monkeypatch):
    def unreachable(*_: object, **__: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert "no connection to 127.0.0.1: Network is unreachable" in str(failing("http://127.0.0.1:9"))


def test_a_login_page_that_comes_in_the_place_of_a_file_is_thought_of(server, failing):
    server.spoiled[FIRST] = "other"
    message = str(failing(server.address))
    assert "SHA-256 is wrong" in message and "login page" in message


@pytest.mark.parametrize(
    ("number", "helps"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "your share of this disk"),
        (errno.EROFS, "XDG_CACHE_HOME"),
        (errno.EACCES, "XDG_CACHE_HOME"),
        (errno.ENOTDIR, "a file is where a folder should be"),
    ],
)
def test_a_disk_that_takes_nothing_is_named_by_the_path_and_its_trouble(number, helps, server, failing, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "the system's words")

    monkeypatch.setattr("pooch.core.stream_download", refuse)
    path = datasets.cache_folder() / "fashion_mnist" / FIRST
    message = str(failing(server.address))
    assert f"{path} could not be written: the system's words; " in message and helps in message


def test_a_trouble_of_the_disk_that_another_error_wraps_is_still_said():
    outer = PermissionError("Pooch could not create the folder")
    outer.__cause__ = PermissionError(errno.EACCES, "Permission denied")
    assert why(outer, "http://127.0.0.1/a", Path("/cache/a")).startswith(
        "/cache/a could not be written: Permission denied; set XDG_CACHE_HOME"
    )


def test_each_address_that_was_asked_has_its_own_reason_and_the_last_is_the_cause(server, closed, failing, monkeypatch):
    with serving() as own:
        own.spoiled[FIRST] = "503"
        monkeypatch.setenv("D2LHELPERS_MIRROR", own.address)
        error = failing(closed)
        asked = [line for line in str(error).splitlines() if "503" in line or "refused" in line]
    assert len(asked) == 2 and own.address in asked[0]
    assert any(isinstance(cause, ConnectionRefusedError) for cause in causes(error))
