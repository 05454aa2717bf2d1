"""Why a download failed, in words, and what helps."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

STATUS = {
    401: "it wants a name and a password",
    403: "it refuses to serve this file: moved, or kept back by a filter between here and there",
    404: "it has no such file",
    407: "the proxy wants a name and a password: set HTTP_PROXY and HTTPS_PROXY to http://name:password@proxy:port",
    429: "it was asked too often: wait a few minutes",
    511: "this network wants a login: open any page in a browser",
}
DISK = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "your share of this disk is used up: make room in it",
    errno.EROFS: "set XDG_CACHE_HOME to a folder that you may write",
    errno.EACCES: "set XDG_CACHE_HOME to a folder that you may write",
    errno.EPERM: "set XDG_CACHE_HOME to a folder that you may write",
    errno.ENOTDIR: "a file is where a folder should be: move it away",
    errno.EEXIST: "a file is where a folder should be: move it away",
}


def why(error: Exception, url: str, path: Path) -> str:
    """Say why a file could not be fetched from an address, or not be written to its path, and what helps."""
    import requests

    host = urlsplit(url).hostname or url
    if isinstance(error, requests.RequestException):
        return _network(error, url, host)
    if isinstance(error, OSError):
        root = next((cause for cause in causes(error) if isinstance(cause, OSError) and cause.errno), None)
        if root is None:  # no trouble of the system's: REQUESTS_CA_BUNDLE names a file that is not there
            return f"no connection to {host}: {error}; see the variable REQUESTS_CA_BUNDLE"
        advice = DISK.get(root.errno or 0)
        return f"{path} could not be written: {root.strerror or root}" + (f"; {advice}" if advice else "")
    return f"{url} sent other bytes than expected (its SHA-256 is wrong): another version, or the login page of a network"


def _network(error: Exception, url: str, host: str) -> str:
    """The cause in the words of its kind, the outermost kind first: behind a proxy every trouble is the proxy's."""
    import requests

    chain = list(causes(error))

    def among(*kinds: type[BaseException]) -> BaseException | None:
        return next((cause for cause in chain if isinstance(cause, kinds)), None)

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"{url} answered {_meaning(error.response.status_code)}"
    if isinstance(error, requests.exceptions.ProxyError):
        if answer := re.search(r"Tunnel connection failed: (\d+)", str(error)):
            return f"no connection to {host}: the proxy answered {_meaning(int(answer[1]))}"
        return f"no connection to {host}: the proxy cannot be reached; HTTP_PROXY and HTTPS_PROXY name it, NO_PROXY does without it"
    if certificate := among(ssl.SSLCertVerificationError):
        return (
            f"no connection to {host}: its certificate is not trusted ({getattr(certificate, 'verify_message', certificate)}). A proxy or "
            "a virus scanner may read along: set REQUESTS_CA_BUNDLE to the file with its certificate. Or this machine's clock is wrong"
        )
    if among(ssl.SSLError, requests.exceptions.SSLError):
        return f"no connection to {host}: https failed ({chain[-1]}); check the address, its port and the file REQUESTS_CA_BUNDLE, if set"
    if among(socket.gaierror):
        return f"no connection to {host}: this name is not found (DNS); is this machine online, is the name right?"
    if among(requests.Timeout, TimeoutError):
        return f"no answer from {host} in time; the network is slow, or a firewall keeps it back"
    if among(ConnectionRefusedError):
        return f"no connection to {host}: refused, no server listens at {urlsplit(url).netloc}"
    if among(requests.exceptions.ChunkedEncodingError, ConnectionError):
        return f"the download from {url} was cut off"
    system = next((cause for cause in chain if isinstance(cause, OSError) and cause.errno and cause.strerror), None)
    return f"no connection to {host}: {system.strerror if system else error}"


def _meaning(status: int) -> str:
    return f"{status}: {STATUS.get(status, 'the server is in trouble, not you' if status >= 500 else 'it refuses')}"


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what caused it, what caused that, and so on."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
