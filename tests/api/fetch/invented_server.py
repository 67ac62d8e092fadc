"""A FHIR server of an invented hospital: HTTPS on this machine, under a certificate made for the test."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "ehr.example"
CUT_OFF = b"(cut off)"
"""An answer that ends so is the last of its connection."""

PATIENT = b'{"resourceType":"Patient","id":"invented"}'


def answer(body: bytes = PATIENT, status: str = "200 OK", kind: str = "application/fhir+json", **headers: str) -> bytes:
    """An answer as it goes over the line."""
    told = {"Content-Type": kind, "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


async def never() -> bytes:
    """Wait for ever."""
    await asyncio.Event().wait()
    return b""


@dataclass
class Server:
    """What it was asked, and how it answers by path: bytes as they go over the line, or something to wait for."""

    answers: Mapping[str, bytes | Callable[[], Awaitable[bytes]]]
    port: int = 0
    connections: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The base of its FHIR resources."""
        return f"https://{HOST}:{self.port}/fhir"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *lines = head.decode("latin-1").rstrip().split("\r\n")
                path = line.split(" ")[1]
                self.asked.append(
                    (path, {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)})
                )
                told = self.answers.get(path, answer(status="404 Not Found"))
                writer.write(told if isinstance(told, bytes) else await told())
                await writer.drain()
                if isinstance(told, bytes) and told.endswith(CUT_OFF):
                    return
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def make_certificate(folder: Path, host: str = HOST) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """How a server of this name proves itself, and how whoever trusts it knows that."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented Hospital")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    proving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proving.load_cert_chain(file)
    return proving, ssl.create_default_context(cafile=file)


@asynccontextmanager
async def listening(server: Server, proving: ssl.SSLContext) -> AsyncIterator[Server]:
    """Have it listen on a port of this machine."""
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=proving)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
