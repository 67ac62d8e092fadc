"""hl7.yaml: read strictly, so that no message is taken from, or sent to, the wrong system by a slip of the pen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.hl7_settings import Charset, Destination, Hl7File, Hl7FileRefused, Language, Listen, Mode, Sender, Tls
from api.security.host_guard import is_loopback
from api.settings import Settings
from fhir.bundle.site_text import SiteMapRefused, read_text

Text = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Number = Annotated[str, Field(pattern=r"^(?:0|[1-9][0-9]{0,4})$")]
Switch = Literal["true", "false"]

_WRITTEN = {
    "extra_forbidden": "there is no such setting",
    "missing": "is missing",
    "string_type": "is not a text",
    "list_type": "is not a list",
    "model_type": "is not a mapping",
    "string_pattern_mismatch": "is not written as it should be (ids: a-z, 0-9 and -; numbers: whole)",
}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Tls(_Strict):
    authorities: Text
    certificate: Text | None = None
    key: Text | None = None


class _Listen(_Strict):
    host: Text = "127.0.0.1"
    port: Number = "2575"
    production: Switch = "true"
    tls: _Tls | None = None
    connections: Number = "64"
    idle_seconds: Number = "300"
    frame_seconds: Number = "30"
    metrics_port: Number | None = None


class _Sender(_Strict):
    application: Text
    facility: Annotated[str, Field(max_length=300)] = ""
    certificate: Text | None = None
    charset: Charset | None = None
    mode: Mode = "on"


class _Destination(_Strict):
    id: Name
    host: Text
    port: Number
    application: Text
    facility: Annotated[str, Field(max_length=300)] = ""
    tls: _Tls | None = None
    charset: Literal["utf-8", "cp949"] = "utf-8"
    language: Language = "en"
    processing_id: Literal["P", "T", "D"] = "P"


class _File(_Strict):
    listen: _Listen = _Listen()
    senders: Annotated[list[_Sender], Field(max_length=1000)] = []
    destinations: Annotated[list[_Destination], Field(max_length=100)] = []


def hl7_file_of(settings: Settings) -> Hl7File:
    """Return what the file of the settings sets, the defaults where there is none; else Hl7FileRefused."""
    file = settings.hl7_file
    if file is None:
        return Hl7File()
    try:
        body = file.read_bytes()
    except OSError as error:
        raise Hl7FileRefused(f"{file} cannot be read: {error.strerror}") from None
    return read_hl7(body, file.parent)


def read_hl7(body: bytes, folder: Path = Path()) -> Hl7File:
    """Return what hl7.yaml sets, its files being named from `folder`; Hl7FileRefused names what is wrong, and where."""
    try:
        written = read_text(body)
    except SiteMapRefused as error:
        raise Hl7FileRefused(str(error).partition(": ")[2]) from None
    try:
        file = _File.model_validate({} if written in ("", None) else written)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise Hl7FileRefused(
            "; ".join(f"{_place(*each['loc'])}: {_WRITTEN.get(each['type'], each['msg'])}" for each in wrong)
        ) from None
    for place, reason in _wrong(file):
        raise Hl7FileRefused(f"{place}: {reason}")
    return Hl7File(
        _listen(file.listen, folder),
        tuple(_sender(each) for each in file.senders),
        tuple(_destination(each, folder, f"destinations/{number}") for number, each in enumerate(file.destinations)),
    )


def _listen(file: _Listen, folder: Path) -> Listen:
    tls = _tls(file.tls, folder, "listen/tls")
    if tls is not None and tls.certificate is None:
        raise Hl7FileRefused("listen/tls: certificate and key are missing")
    return Listen(
        host=file.host,
        port=_number(file.port, "listen/port", 0),
        production=file.production == "true",
        tls=tls,
        connections=_number(file.connections, "listen/connections", 1, 4096),
        idle_seconds=_number(file.idle_seconds, "listen/idle_seconds", 1),
        frame_seconds=_number(file.frame_seconds, "listen/frame_seconds", 1),
        metrics_port=None if file.metrics_port is None else _number(file.metrics_port, "listen/metrics_port", 0),
    )


def _sender(file: _Sender) -> Sender:
    certificate = None if file.certificate is None else file.certificate.lower()
    return Sender(file.application, file.facility, certificate, file.charset, file.mode)


def _destination(file: _Destination, folder: Path, place: str) -> Destination:
    tls = _tls(file.tls, folder, f"{place}/tls")
    if tls is None and not is_loopback(file.host):
        raise Hl7FileRefused(f"{place}/tls: is missing, and decisions leave this machine only under TLS")
    return Destination(
        id=file.id,
        host=file.host,
        port=_number(file.port, f"{place}/port", 1),
        application=file.application,
        facility=file.facility,
        tls=tls,
        charset=file.charset,
        language=file.language,
        processing_id=file.processing_id,
    )


def _tls(file: _Tls | None, folder: Path, place: str) -> Tls | None:
    if file is None:
        return None
    if (file.certificate is None) != (file.key is None):
        raise Hl7FileRefused(f"{place}: certificate and key go together")
    own = [None if name is None else folder / name for name in (file.certificate, file.key)]
    return Tls(folder / file.authorities, *own)


def _wrong(file: _File) -> Iterator[tuple[str, str]]:
    """Find what would be taken for something else, or could never be."""
    senders: set[tuple[str, str]] = set()
    for number, sender in enumerate(file.senders):
        if (sender.application, sender.facility) in senders:
            yield f"senders/{number}", "the application and facility stand twice"
        if sender.certificate is not None and file.listen.tls is None:
            yield f"senders/{number}/certificate", "without listen/tls no certificate is ever seen"
        senders.add((sender.application, sender.facility))
    ids = [destination.id for destination in file.destinations]
    for number, each in enumerate(ids):
        if each in ids[:number]:
            yield f"destinations/{number}/id", "the id stands twice"


def _number(text: str, place: str, least: int, most: int = 65535) -> int:
    number = int(text)
    if not least <= number <= most:
        raise Hl7FileRefused(f"{place}: is not from {least} to {most}")
    return number


def _place(*parts: str | int) -> str:
    return "/".join(str(part) for part in parts) or "the file"
