"""TLS with both sides shown: who may connect to us, whom we connect to, and what a certificate says it is called."""

import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.hl7_settings import Hl7FileRefused, Tls

_NAMED = frozenset({"DNS", "URI", "IP Address"})


def server_context(tls: Tls) -> ssl.SSLContext:
    """Return TLS for a listener: whoever connects must show a certificate of the authorities; Hl7FileRefused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    return _filled(context, tls, "listen/tls")


def client_context(tls: Tls, place: str) -> ssl.SSLContext:
    """Return TLS for a destination, whose certificate must have the name of its host; Hl7FileRefused."""
    return _filled(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), tls, place)


def names_of(certificate: Mapping[str, object] | None) -> frozenset[str]:
    """Return what a verified certificate (ssl.SSLSocket.getpeercert) says it is called, in lower case.

    The subject's common name counts only where there is no alternative name (RFC 6125, section 6.4.4).

    >>> sorted(names_of({"subjectAltName": (("DNS", "HIS.example"), ("IP Address", "10.0.0.1"))}))
    ['10.0.0.1', 'his.example']
    >>> names_of({"subject": ((("commonName", "HIS"),),)})
    frozenset({'his'})
    """
    found = certificate or {}
    names = [value for kind, value in _pairs(found.get("subjectAltName")) if kind in _NAMED]
    if not names:
        subject = found.get("subject")
        parts = subject if isinstance(subject, tuple) else ()
        names = [value for part in parts for kind, value in _pairs(part) if kind == "commonName"]
    return frozenset(name.lower() for name in names)


def _pairs(written: object) -> Sequence[tuple[str, str]]:
    return [(str(kind), str(value)) for kind, value in written] if isinstance(written, tuple) else []


def _filled(context: ssl.SSLContext, tls: Tls, place: str) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(tls.authorities)
    except OSError as error:
        raise Hl7FileRefused(f"{place}/authorities: {_told(tls.authorities, error)}") from None
    if tls.certificate is not None:
        try:
            context.load_cert_chain(tls.certificate, tls.key, password=lambda: b"")
        except OSError as error:
            raise Hl7FileRefused(f"{place}/certificate or key: {_told(tls.certificate, error)}") from None
    return context


def _told(file: Path, error: OSError) -> str:
    reason = "is not what it should be" if isinstance(error, ssl.SSLError) else error.strerror
    return f"{file} cannot be read: {reason}"
