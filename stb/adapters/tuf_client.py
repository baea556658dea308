"""python-tuf's updater within our bounds.

The library keeps the rules of the specification. What it leaves to its user is
done here: bytes pass the strict reader of JSON before it parses them, every
length has a cap of ours below the one that metadata states, files are written
whole and forced to the disk, roots that are on the disk already do not count as
rotations, and the reference time is the one that is handed in.

Written against python-tuf 7.0.1, whose inner methods it replaces; the lock
pins it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from tuf.api import exceptions as tuf_errors
from tuf.api._payload import Root
from tuf.api.serialization import DeserializationError
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from stb.adapters.content import write_whole
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpSlow, HttpStatus
from stb.errors import InputError, StbError
from stb.formats import strict_json

FILE_S = 60.0
"""The longest that one file of metadata may take."""

REFRESH_S = 300.0
"""The longest that all files of a refresh may take together."""

_DEEPEST = 64


class BoundedUpdater(Updater):
    """An updater on ``folder`` that trusts the metadata ``root`` and judges by ``now``.

    Raises:
        RepositoryError: ``root`` does not hold.
        OSError: ``folder`` cannot be written.
    """

    _walked = False

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        fetcher: FetcherInterface,
        config: UpdaterConfig,
        root: bytes,
        now: datetime,
    ) -> None:
        super().__init__(
            str(folder), url, fetcher=fetcher, config=config, bootstrap=_strict("root", root)
        )
        self._trusted_set.reference_time = now
        self._trusted_set._load_data = _counting_keys_once(self._trusted_set._load_data)

    def _download_metadata(self, rolename: str, length: int, version: int | None = None) -> bytes:
        caps = {
            "root": self.config.root_max_length,
            "timestamp": self.config.timestamp_max_length,
            "snapshot": self.config.snapshot_max_length,
        }
        cap = min(length, caps.get(rolename, self.config.targets_max_length))
        return _strict(rolename, super()._download_metadata(rolename, cap, version))

    def _load_local_metadata(self, rolename: str) -> bytes:
        return _strict(rolename, super()._load_local_metadata(rolename))

    def _load_root(self) -> None:
        """As the specification has it, 5.3; first those roots that were verified before."""
        self._walked = True
        history = Path(self._dir, "root_history")
        try:
            while True:
                file = history / f"{self._trusted_set.root.version + 1}.root.json"
                self._trusted_set.update_root(_strict("root", file.read_bytes()))
        except (OSError, tuf_errors.RepositoryError):
            super()._load_root()

    def _persist_file(self, filename: str, data: bytes) -> None:
        path = Path(filename)
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data)

    def _update_root_symlink(self) -> None:
        """The trusted root as ``root.json``: a file, which can be replaced in one step.

        Not before all roots that are on the disk were gone through, or an old one would
        stand there if the power went.
        """
        if not self._walked:
            return
        name = f"{self._trusted_set.root.version}.root.json"
        data = Path(self._dir, "root_history", name).read_bytes()
        self._persist_file(str(Path(self._dir, f"{Root.type}.json")), data)


def _strict(role: str, data: bytes) -> bytes:
    """``data``, if it is JSON that cannot be read in two ways."""
    try:
        strict_json.loads(data, cap=len(data), deepest=_DEEPEST)
    except InputError as error:
        raise DeserializationError(f"{quote(role, '')}: {error}") from error
    return data


# -- thresholds ------------------------------------------------------------------------


def _counting_keys_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """``load``, refusing what reaches its threshold by one key under several ids.

    An id need not be the hash of its key, so the library takes two ids for two keys.
    """

    def checked(
        kind: Any, data: bytes, delegator: Any = None, role_name: str | None = None
    ) -> tuple[Any, bytes, dict[str, Any]]:
        signed, payload, signatures = load(kind, data, delegator, role_name)
        if delegator is not None:
            _check_keys(delegator, role_name or kind.type, payload, signatures)
        if kind is Root:
            _check_keys(signed, Root.type, payload, signatures)
        return signed, payload, signatures

    return checked


def _check_keys(delegator: Any, role: str, payload: bytes, signatures: dict[str, Any]) -> None:
    held = delegator.keys if isinstance(delegator, Root) else delegator.delegations.keys
    keys = [held[keyid] for keyid in delegator.get_delegated_role(role).keyids if keyid in held]
    if len({_material(key) for key in keys}) == len(keys):
        return
    result = delegator.get_verification_result(role, payload, signatures)
    if len({_material(key) for key in result.signed.values()}) < result.threshold:
        raise tuf_errors.UnsignedMetadataError(f"{role} is signed by one key several times")


def _material(key: Any) -> bytes:
    """What a key is, however it is named or written."""
    text = str(key.keyval.get("public"))
    try:
        if text.startswith("-----BEGIN"):
            return load_pem_public_key(text.encode()).public_bytes(
                Encoding.DER, PublicFormat.SubjectPublicKeyInfo
            )
        return bytes.fromhex(text)
    except (ValueError, UnsupportedAlgorithm):
        return text.encode()


# -- what The Update Framework asks of a network ---------------------------------------


class Network(FetcherInterface):
    """Its downloads, by the one way to fetch, and all of them within ``total_s``."""

    def __init__(self, http: Http, *, total_s: float = REFRESH_S) -> None:
        self._http, self._ends = http, time.monotonic() + total_s

    def _fetch(self, url: str) -> Iterator[bytes]:
        left = min(FILE_S, self._ends - time.monotonic())
        if left <= 0:
            raise tuf_errors.SlowRetrievalError(f"no time is left for {url}") from HttpSlow(
                f"{url}: the refresh as a whole takes too long"
            )
        try:
            with self._http.stream(url, start=0, total_s=left) as stream:
                yield from stream.chunks
        except HttpStatus as error:
            raise tuf_errors.DownloadHTTPError(str(error), error.status) from error
        except HttpSlow as error:
            raise tuf_errors.SlowRetrievalError(str(error)) from error
        except StbError as error:
            raise tuf_errors.DownloadError(str(error)) from error


class Replay(FetcherInterface):
    """Its own cache once more, as if it came from the network: no root newer than known."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = urlsplit(url).path.rpartition("/")[2]
        version, _, role = name.partition(".")
        file = role if version.isdigit() else name
        try:
            if file == "root.json":
                raise FileNotFoundError(file)
            # The cache keeps a role under its encoded name, as it stands in the address.
            yield (self._folder / file).read_bytes()
        except OSError as error:
            raise tuf_errors.DownloadHTTPError(f"{unquote(file)} is not kept", 404) from error
