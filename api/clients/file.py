"""clients.yaml: read strictly, so that nobody is let in by a slip of the pen."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.clients.addresses import is_origin, plain_url
from api.clients.client import HOOK_MODES, MODES, UNREGISTERED, Client, FhirBase, Hook, Language, Mode, PublicKey
from api.clients.jwks import KeyRefused, read_key
from engine.errors import ImagingCdsError
from fhir.bundle.site_text import SiteMapRefused, read_text
from fhir.hooks.limits import Indicator, Limits

Switch = Literal["true", "false"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Number = Annotated[str, Field(pattern=r"^(?:0|[1-9][0-9]{0,5})$")]
Several = Annotated[list[Text], Field(max_length=100)]

_WRITTEN = {
    "extra_forbidden": "there is no such setting",
    "missing": "is missing",
    "string_type": "is not a text",
    "list_type": "is not a list",
    "model_type": "is not a mapping",
    "dict_type": "is not a mapping",
    "string_pattern_mismatch": "is not written as it should be (ids: a-z, 0-9 and -; numbers: whole)",
}


class ClientsRefused(ImagingCdsError):
    """A clients.yaml that must not be used, with the place and the reason in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"clients.yaml: {reason}")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Base(_Strict):
    url: Text
    private: Switch = "false"


class _Limits(_Strict):
    cards_per_order: Number = "2"
    kinds: Several = []
    least: Indicator = "info"


class _Jwks(_Strict):
    keys: Annotated[list[dict[str, Any]], Field(max_length=100)] = []


class _Client(_Strict):
    id: Name
    issuer: Text
    tenant: Text | None = None
    jwks: _Jwks = _Jwks()
    jwks_url: Text | None = None
    jwks_private: Switch = "false"
    fhir_bases: Annotated[list[_Base], Field(max_length=20)] = []
    language: Language = "en"
    limits: _Limits = _Limits()
    qcdsm: Text = "imaging-cds"
    origins: Several = []
    mode: Mode = "on"
    modes: dict[Hook, Mode] = {}
    requests_per_minute: Number | None = None


class _File(_Strict):
    clients: Annotated[list[_Client], Field(max_length=1000)] = []


def read_clients(body: bytes) -> tuple[Client, ...]:
    """Return the clients that clients.yaml registers; ClientsRefused names what is wrong, and where."""
    try:
        written = read_text(body)
    except SiteMapRefused as error:
        raise ClientsRefused(str(error).partition(": ")[2]) from None
    try:
        file = _File.model_validate({} if written in ("", None) else written)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise ClientsRefused(
            "; ".join(f"{_place(*each['loc'])}: {_WRITTEN.get(each['type'], each['msg'])}" for each in wrong)
        ) from None
    clients = tuple(_client(each, f"clients/{number}") for number, each in enumerate(file.clients))
    for place, reason in _repeated(clients):
        raise ClientsRefused(f"{place}: {reason}")
    return clients


def _client(file: _Client, place: str) -> Client:
    if file.id in UNREGISTERED:
        raise ClientsRefused(f"{place}/id: this id is the service's own; choose another")
    if not file.jwks.keys and file.jwks_url is None:
        raise ClientsRefused(f"{place}: neither jwks nor jwks_url, so no token could be verified")
    for number, origin in enumerate(file.origins):
        if not is_origin(origin):
            raise ClientsRefused(f"{place}/origins/{number}: not an origin, such as https://ehr.example")
    bases = tuple(
        FhirBase(_url(base.url, f"{place}/fhir_bases/{number}/url"), base.private == "true")
        for number, base in enumerate(file.fhir_bases)
    )
    said: dict[str, Mode] = {hook: mode for hook, mode in file.modes.items()}  # noqa: C416 - hooks of any name
    return Client(
        id=file.id,
        issuer=file.issuer,
        tenant=file.tenant,
        keys=_keys(file.jwks, f"{place}/jwks/keys"),
        jwks_url=None if file.jwks_url is None else _exact(file.jwks_url, f"{place}/jwks_url"),
        jwks_private=file.jwks_private == "true",
        fhir_bases=bases,
        language=file.language,
        limits=Limits(int(file.limits.cards_per_order), frozenset(file.limits.kinds), file.limits.least),
        qcdsm=file.qcdsm,
        origins=frozenset(file.origins),
        modes={hook: _stricter(file.mode, said.get(hook, mode)) for hook, mode in HOOK_MODES.items()},
        requests_per_minute=None if file.requests_per_minute is None else int(file.requests_per_minute),
    )


def _keys(jwks: _Jwks, place: str) -> dict[str, PublicKey]:
    found: dict[str, PublicKey] = {}
    for number, each in enumerate(jwks.keys):
        try:
            kid, key = read_key(each)
        except KeyRefused as error:
            raise ClientsRefused(f"{place}/{number}: {error}") from None
        if kid in found:
            raise ClientsRefused(f"{place}/{number}: the kid stands twice")
        found[kid] = key
    return found


def _stricter(one: Mode, other: Mode) -> Mode:
    return max(one, other, key=MODES.index)


def _url(text: str, place: str) -> str:
    plain = plain_url(text)
    if plain is None:
        raise ClientsRefused(f"{place}: not a plain https address (host, port, path)")
    return plain


def _exact(text: str, place: str) -> str:
    """Return an address as it is written, which a token repeats letter by letter, if it is a plain one."""
    _url(text, place)
    return text


def _repeated(clients: tuple[Client, ...]) -> Iterator[tuple[str, str]]:
    """Find clients that could be taken for one another."""
    ids: set[str] = set()
    tenants: dict[str, list[str | None]] = {}
    for number, client in enumerate(clients):
        others = tenants.setdefault(client.issuer, [])
        if client.id in ids:
            yield f"clients/{number}/id", "the id stands twice"
        if others and (client.tenant is None or client.tenant in others or None in others):
            yield f"clients/{number}/issuer", "the issuer stands twice, and the tenants do not tell which is meant"
        ids.add(client.id)
        others.append(client.tenant)


def _place(*parts: str | int) -> str:
    return "/".join(str(part) for part in parts if part != "[key]") or "the file"
