"""Certificates that a test makes for itself: an authority, and whoever it vouches for."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.hl7_settings import Tls

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime.now(UTC) + timedelta(days=3650)


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for names, in files of a folder."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    @property
    def file(self) -> Path:
        """Its own certificate."""
        return self.folder / "authority.pem"

    def vouch(self, called: str, *alternatives: str) -> Tls:
        """Return files of a certificate with a common name and alternative names, trusting the same authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(called), self.name, key)
        if alternatives:
            names = [
                x509.IPAddress(ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in alternatives
            ]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate, key_file = self.folder / f"{called}.pem", self.folder / f"{called}.key"
        certificate.write_bytes(builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return Tls(self.file, certificate, key_file)


def authority(folder: Path) -> Authority:
    """Return a new authority that keeps its files in a folder."""
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("invented authority")
    builder = _builder(name, name, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = Authority(folder, key, name)
    made.file.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return made


def client(tls: Tls) -> ssl.SSLContext:
    """Return what a sender connects with, to whoever the authority calls 127.0.0.1."""
    context = ssl.create_default_context(cafile=str(tls.authorities))
    if tls.certificate is not None:
        context.load_cert_chain(tls.certificate, tls.key)
    return context


def _name(called: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=BEGINNING,
        not_valid_after=END,
    )
