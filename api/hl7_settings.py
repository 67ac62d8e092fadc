"""What hl7.yaml sets: where HL7 v2 messages are listened for, whose are taken, and where decisions are sent."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from api.security.host_guard import is_loopback
from engine.errors import ImagingCdsError

Mode = Literal["on", "off"]
Charset = Literal["utf-8", "cp949", "iso8859-1", "iso8859-15"]
Language = Literal["en", "ko"]


class Hl7FileRefused(ImagingCdsError):
    """An hl7.yaml that must not be used, with the place and the reason in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"hl7.yaml: {reason}")


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM: whose certificates are trusted, and what is shown of our own."""

    authorities: Path
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Listen:
    """Where and how messages are listened for. metrics_port: of this machine alone; None: figures are not shown."""

    host: str = "127.0.0.1"
    port: int = 2575
    production: bool = True
    tls: Tls | None = None
    connections: int = 64
    idle_seconds: int = 300
    frame_seconds: int = 30
    metrics_port: int | None = None

    def refuse_open_address(self) -> None:
        """Raise Hl7FileRefused where others could reach the listener without showing a certificate."""
        if self.tls is None and not is_loopback(self.host):
            raise Hl7FileRefused(
                f"listen/host: {self.host} can be reached by others, so listen/tls must name certificate, key and "
                "authorities; without them only 127.0.0.1, ::1 or localhost"
            )


@dataclass(frozen=True, slots=True)
class Sender:
    """A system whose messages are taken.

    certificate: the name, in lower case, that its certificate must have. charset: of messages whose MSH-18 is empty.
    """

    application: str
    facility: str = ""
    certificate: str | None = None
    charset: Charset | None = None
    mode: Mode = "on"

    def is_called(self, application: str, facility: str) -> bool:
        """Tell whether MSH-3 and MSH-4 mean this sender, whole or by their first component.

        >>> Sender("HIS", "KUMC").is_called("HIS^1.2.3^ISO", "KUMC"), Sender("HIS", "KUMC").is_called("HIS", "")
        (True, False)
        """
        wanted = ((self.application, application), (self.facility, facility))
        return all(own in {said, said.partition("^")[0]} for own, said in wanted)

    def is_shown_by(self, names: frozenset[str]) -> bool:
        """Tell whether a certificate with these names may send as this sender."""
        return self.certificate is None or self.certificate in names


@dataclass(frozen=True, slots=True)
class Destination:
    """A system to which decisions are sent; its application and facility become MSH-5 and MSH-6."""

    id: str
    host: str
    port: int
    application: str
    facility: str = ""
    tls: Tls | None = None
    charset: Literal["utf-8", "cp949"] = "utf-8"
    language: Language = "en"
    processing_id: Literal["P", "T", "D"] = "P"


@dataclass(frozen=True, slots=True)
class Hl7File:
    """Everything that is configured; by default this machine alone is listened to, and nothing is sent."""

    listen: Listen = field(default_factory=Listen)
    senders: tuple[Sender, ...] = ()
    destinations: tuple[Destination, ...] = ()

    def sender_of(self, application: str, facility: str) -> Sender | None:
        """Return the sender that MSH-3 and MSH-4 mean; anybody where no sender is registered, else None."""
        if not self.senders:
            return Sender(application, facility)
        return next((each for each in self.senders if each.is_called(application, facility)), None)
