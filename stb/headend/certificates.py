"""A certificate authority of the operator's own, and what the head-end shows on https.

A box is given the authority's certificate with its root of signatures and trusts no
other: whoever gets a certificate of some public authority for the operator's name is
not the operator. The authority lies beside the signing keys; the server's
certificate is made anew at every start. Both are valid for all the years that a
clock of ours may show, since the libraries judge them by the machine's clock.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from stb.errors import TrustError
from stb.headend.files import make_folder, write_whole

NAMES = ("127.0.0.1", "localhost", "::1")
"""What a head-end on this machine is called."""

_FROM, _TO = datetime(2015, 1, 1, tzinfo=UTC), datetime(2079, 12, 31, tzinfo=UTC)


class BadAuthority(TrustError):
    """The files of the authority do not hold a key and its certificate."""

    code = "headend.authority"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server shows (``certificate``) and what a box pins (``authority``), PEM files."""

    certificate: Path
    key: Path
    authority: Path


def authority(folder: Path) -> Path:
    """The certificate of the authority on ``folder``, made when it is first needed.

    Raises:
        BadAuthority: its files hold something else.
    """
    return _authority(folder)[0]


def credentials(folder: Path, *, names: tuple[str, ...] = NAMES) -> Credentials:
    """A new certificate for a server called ``names``, by the authority on ``folder``.

    Raises:
        BadAuthority: the files of the authority hold something else.
    """
    file, ca_key, ca = _authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _begun(f"head-end at {names[0]}", ca.subject, key)
        .add_extension(x509.SubjectAlternativeName([_named(name) for name in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(_issued_by(ca_key), False)
        .sign(ca_key, SHA256())
    )
    found = Credentials(folder / "tls" / "server.crt", folder / "tls" / "server.pem", file)
    write_whole(found.key, _pem(key), mode=0o600)
    write_whole(found.certificate, certificate.public_bytes(Encoding.PEM))
    return found


def _authority(
    folder: Path,
) -> tuple[Path, ec.EllipticCurvePrivateKey, x509.Certificate]:
    make_folder(folder / "tls", mode=0o700)
    file, key_file = folder / "tls" / "authority.crt", folder / "tls" / "authority.pem"
    if not file.is_file():
        _make_authority(file, key_file)
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise BadAuthority(f"{file.parent} holds no authority: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadAuthority(f"{key_file} holds a key of another kind")
    return file, key, certificate


def _make_authority(file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Authority of the simulated operator")
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _begun("Authority of the simulated operator", name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, SHA256())
    )
    write_whole(key_file, _pem(key), mode=0o600)
    write_whole(file, certificate.public_bytes(Encoding.PEM))


def _begun(
    subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_TO)
    )


def _issued_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
