"""A repository of any shape, to judge a client of The Update Framework by.

Roles are python-tuf's own values, changed freely by a test and then published;
what was published is served over HTTP with every request recorded.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from securesystemslib.signer import CryptoSigner
from tuf.api import metadata as tuf
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    MetaFile,
    Root,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)

from stb.adapters.clock import SystemClock, VirtualClock
from stb.adapters.http import Http
from stb.adapters.metadata import ANY, Metadata, Rules
from stb.cli import main
from tests.adapters.memory_store import MemoryStore

TOP = ("root", "timestamp", "snapshot", "targets")
REST = ("targets", "snapshot", "timestamp")
NOW = SystemClock().utc().replace(microsecond=0)
LATER = NOW + timedelta(days=30)
PAST = NOW - timedelta(days=1)

KEYS = {
    "ed25519": CryptoSigner.generate_ed25519,
    "ecdsa": CryptoSigner.generate_ecdsa,
    "rsa": CryptoSigner.generate_rsa,
    "rsa-pkcs1v15": lambda: CryptoSigner.generate_rsa(scheme="rsa-pkcs1v15-sha256"),
}


class AnyRepository:
    """Four top-level roles of one key each, and what a test makes of them.

    ``asked`` holds the metadata that was asked for, as "2.root" or "timestamp", and the
    files, as "file PATH".
    """

    def __init__(self, kind: str = "ed25519") -> None:
        self._new = KEYS[kind]
        self.signers: dict[str, list[CryptoSigner]] = {}
        self.published: dict[str, list[bytes]] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.states_hashes = False
        self.root = Root(expires=LATER, consistent_snapshot=True)
        self.timestamp = Timestamp(expires=LATER)
        self.snapshot = Snapshot(expires=LATER)
        self.roles: dict[str, Targets] = {"targets": Targets(expires=LATER)}
        for role in TOP:
            self.adds_key(role)
        self.publishes("targets", "snapshot", "timestamp", "root")

    @property
    def targets(self) -> Targets:
        return self.roles["targets"]

    def signed(self, role: str) -> Root | Timestamp | Snapshot | Targets:
        top = {"root": self.root, "timestamp": self.timestamp, "snapshot": self.snapshot}
        return top.get(role) or self.roles[role]

    # -- changes -----------------------------------------------------------------------

    def adds_key(self, role: str, signer: CryptoSigner | None = None) -> CryptoSigner:
        signer = signer or self._new()
        self.root.add_key(signer.public_key, role)
        self.signers.setdefault(role, []).append(signer)
        return signer

    def rotates(self, *roles: str) -> None:
        for role in roles:
            self.root.roles[role].keyids.clear()
            self.signers[role].clear()
            for _ in range(self.root.roles[role].threshold):
                self.adds_key(role)

    def delegates(
        self,
        delegator: str,
        name: str,
        *,
        paths: Iterable[str] | None = ("*",),
        prefixes: Iterable[str] | None = None,
        terminating: bool = False,
    ) -> None:
        signer = self._new()
        role = DelegatedRole(
            name, [signer.public_key.keyid], 1, terminating,
            paths=None if prefixes is not None else list(paths or ()),
            path_hash_prefixes=None if prefixes is None else list(prefixes),
        )  # fmt: skip
        delegations = self.roles[delegator].delegations
        if delegations is None:
            delegations = self.roles[delegator].delegations = Delegations({}, {})
        delegations.roles[name] = role
        delegations.keys[signer.public_key.keyid] = signer.public_key
        self.signers.setdefault(name, []).append(signer)
        self.roles.setdefault(name, Targets(expires=LATER))

    def delegates_to_bins(self, bits: int, prefix: str) -> None:
        signer = self._new()
        bins = SuccinctRoles([signer.public_key.keyid], 1, bits, prefix)
        keys = {signer.public_key.keyid: signer.public_key}
        self.targets.delegations = Delegations(keys, None, bins)
        for name in bins.get_roles():
            self.roles[name], self.signers[name] = Targets(expires=LATER), [signer]

    def bin_of(self, path: str) -> str:
        ((name, _),) = self.targets.delegations.get_roles_for_target(path)
        return name

    def offers(self, path: str, data: bytes, *, role: str = "targets") -> None:
        self.roles[role].targets[path] = TargetFile.from_data(path, data, ["sha256"])
        self.files[path] = data

    # -- publishing --------------------------------------------------------------------

    def publishes(self, *roles: str, version: int = 0) -> None:
        """Sign and publish the next version of each role, or ``version``, as it stands now."""
        for role in roles:
            signed = self.signed(role)
            if version:
                signed.version = version
            elif role in self.published:
                signed.version += 1
            metadata = tuf.Metadata(signed)
            for signer in self.signers[role]:
                metadata.sign(signer, append=True)
            self.puts(role, metadata.to_bytes())

    def puts(self, role: str, data: bytes) -> None:
        """Publish these bytes, and have the role above name them."""
        self.published.setdefault(role, []).append(data)
        hashes = {"sha256": hashlib.sha256(data).hexdigest()} if self.states_hashes else None
        meta = MetaFile(
            self.signed(role).version, len(data) if self.states_hashes else None, hashes
        )
        if role == "snapshot":
            self.timestamp.snapshot_meta = meta
        elif role in self.roles:
            self.snapshot.meta[f"{role}.json"] = meta

    def publishes_all(self, *more: str) -> None:
        self.publishes(*more, *REST)

    def metadata(self, name: str) -> bytes | None:
        first, _, rest = name.partition(".")
        versioned = first.isdigit() and rest
        role = unquote(rest if versioned else name)
        if role not in self.published or (role == "root" and not versioned):
            return None
        if versioned:
            for data in reversed(self.published[role]):
                if tuf.Metadata.from_bytes(data).signed.version == int(first):
                    return data
            return None
        return self.published[role][-1]

    def file(self, path: str) -> bytes | None:
        if path in self.files and not self.root.consistent_snapshot:
            return self.files[path]
        folder, slash, name = path.rpartition("/")
        _, _, plain = name.partition(".")
        return self.files.get(f"{folder}{slash}{plain}")


class Served:
    """Serves a repository as a small server of the standard library does; a context manager."""

    def __init__(self, repository: AnyRepository) -> None:
        self.repository = repository

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:  # noqa: N805
                self._answer(handler)

            def log_message(handler, *_: object) -> None:  # noqa: N805
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/a%5Btest%3F%5D/"

    def __enter__(self) -> Served:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        _, _, path = handler.path.lstrip("/").partition("/")
        kind, _, name = path.partition("/")
        if kind == "metadata":
            self.repository.asked.append(name.removesuffix(".json"))
            data = self.repository.metadata(name.removesuffix(".json"))
        else:
            self.repository.asked.append(f"file {name}")
            data = self.repository.file(name)
        if data is None:
            handler.send_error(404, "not here")
            return
        handler.send_response(200)
        handler.send_header("Content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


class Client:
    """`stb updater` with its folders; ``apart`` runs it as a process of its own."""

    def __init__(self, folder: Path, served: Served, *, apart: bool = False) -> None:
        self.metadata, self.targets = folder / "metadata", folder / "targets"
        self._folder, self._url, self._apart = folder, served.url, apart
        self.said = ""
        for each in (self.metadata, self.targets):
            each.mkdir()

    def init(self, root: bytes) -> int:
        file = self._folder / "first.json"
        file.write_bytes(root)
        return self._run("--metadata-dir", str(self.metadata), "init", str(file))

    def refresh(self) -> int:
        return self._run(*self._where(), "refresh")

    def download(self, *names: str) -> int:
        named = [word for name in names for word in ("--target-name", name)]
        base = ("--target-dir", str(self.targets), "--target-base-url", f"{self._url}targets/")
        return self._run(*self._where(), *named, *base, "download")

    def _where(self) -> tuple[str, ...]:
        return ("--metadata-dir", str(self.metadata), "--metadata-url", f"{self._url}metadata/")

    def _run(self, *words: str) -> int:
        if not self._apart:
            return main(["updater", *words])
        command = [sys.executable, "-m", "stb", "updater", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        self.said = done.stdout + done.stderr
        return done.returncode

    def trusted(self) -> dict[str, int]:
        """The version of every trusted role, by the name of its file."""
        return {
            file.name.removesuffix(".json"): tuf.Metadata.from_file(str(file)).signed.version
            for file in sorted(self.metadata.glob("*.json"))
        }

    def downloaded(self) -> list[bytes]:
        return sorted(file.read_bytes() for file in self.targets.rglob("*") if file.is_file())


def updater(
    served: Served, folder: Path, *, clock: VirtualClock | None = None, rules: Rules = ANY
) -> Metadata:
    """The box's updater on a repository, by another clock or other rules than the command's."""
    return Metadata(
        Http(served.url),
        root=served.repository.published["root"][0],
        folder=folder,
        clock=clock or VirtualClock(NOW),
        seen=MemoryStore(),
        path="metadata/",
        rules=rules,
    )
