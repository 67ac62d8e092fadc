"""One call of a CDS client, read leniently: what is used must be right, what is merely sloppy is a warning."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import DecodeError, Raw, Struct, ValidationError, json

from engine.errors import Flaw, InputError
from fhir.bundle.raw import Entry

ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW = "order-select", "order-sign", "patient-view"
HOOKS = (ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW)
PROBLEM = "malformed-hook"

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}", re.ASCII)
_TOKEN = re.compile(r"[!-~]+")
_PLACE = re.compile(r" - at `\$([^`]*)`")
_INDEX = re.compile(r"\[(\d+)\]")


class _Body(Struct, frozen=True, gc=False, rename="camel"):
    hook: str
    hook_instance: Any = None
    fhir_server: Any = None
    fhir_authorization: Raw = Raw(b"null")
    context: Raw = Raw()
    prefetch: dict[str, Raw] | None = None


class _Context(Struct, frozen=True, gc=False, rename="camel"):
    patient_id: str
    user_id: Any = None
    encounter_id: str | None = None
    selections: list[Any] | None = None
    draft_orders: Raw = Raw()


class _Drafts(Struct, frozen=True, gc=False, rename="camel"):
    resource_type: str | None = None
    type: Any = None
    entry: tuple[Entry, ...] = ()


class _Authorization(Struct, frozen=True, gc=False):
    access_token: str
    token_type: str


@dataclass(frozen=True, slots=True)
class HookRequest:
    """What a client asks: ids are bare, `selections` relative references; `warnings` are slugs of a closed list."""

    hook: str
    instance: str | None
    patient: str
    encounter: str | None
    drafts: tuple[Entry, ...]
    selections: frozenset[str] | None
    prefetch: Mapping[str, Raw]
    server: str | None
    access_token: str | None
    warnings: tuple[str, ...]


_decode_parts = json.Decoder(_Body).decode
_decode_context = json.Decoder(_Context).decode
_decode_drafts = json.Decoder(_Drafts).decode
_decode_authorization = json.Decoder(_Authorization).decode


def read_hook(body: bytes) -> HookRequest:
    """Return what a call asks; InputError where it is no JSON, or lacks what no answer can do without."""
    said = _decoded(_decode_body, body.removeprefix(BOM_UTF8), "#")
    if said.hook not in HOOKS:
        raise InputError(PROBLEM, Flaw("#/hook", "unknown-value", HOOKS))
    if not said.context or bytes(said.context) == b"null":
        raise InputError(PROBLEM, Flaw("#/context", "missing-field"))
    context = _decoded(_decode_context, said.context, "#/context")
    warnings: list[str] = []
    patient = _bare("Patient", context.patient_id, "#/context/patientId", warnings)
    encounter = context.encounter_id and _bare("Encounter", context.encounter_id, "#/context/encounterId", warnings)
    if not isinstance(context.user_id, str):
        warnings.append("user-missing")
    return HookRequest(
        hook=said.hook,
        instance=_instance(said.hook_instance, warnings),
        patient=patient,
        encounter=encounter or None,
        drafts=_drafts(said.hook, context, warnings),
        selections=_selections(said.hook, context, warnings),
        prefetch=said.prefetch or {},
        server=said.fhir_server if isinstance(said.fhir_server, str) else None,
        access_token=_access_token(said.fhir_authorization, warnings),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _decode_body(body: bytes) -> _Body:
    body.decode()  # what is not looked at is echoed, so it must be text as well
    return _decode_parts(body)


def _decoded(decode: Any, data: bytes | Raw, pointer: str) -> Any:  # noqa: ANN401  whichever of the shapes above
    try:
        return decode(data)
    except ValidationError as error:
        place = _PLACE.search(str(error))
        path = _INDEX.sub(r"/\1", place[1]).replace(".", "/") if place else ""
        missing = re.search(r"missing required field `(\w+)`", str(error))
        if missing:
            raise InputError(PROBLEM, Flaw(f"{pointer}{path}/{missing[1]}", "missing-field")) from None
        raise InputError(PROBLEM, Flaw(pointer + path, "wrong-type")) from None
    except RecursionError:
        raise InputError("too-deep", Flaw(pointer, "too-deep")) from None
    except (DecodeError, UnicodeDecodeError):
        raise InputError("malformed-json", Flaw(pointer, "malformed-json")) from None


def _bare(kind: str, given: str, pointer: str, warnings: list[str]) -> str:
    """Return an id, of which some clients send a reference."""
    bare = given.removeprefix(f"{kind}/")
    if bare != given:
        warnings.append("id-written-as-reference")
    if not _ID.fullmatch(bare):
        raise InputError(PROBLEM, Flaw(pointer, "wrong-type"))
    return bare


def _instance(given: object, warnings: list[str]) -> str | None:
    if isinstance(given, str) and _UUID.fullmatch(given):
        return given.lower()
    warnings.append("hook-instance-not-a-uuid" if given else "hook-instance-missing")
    return None


def _drafts(hook: str, context: _Context, warnings: list[str]) -> tuple[Entry, ...]:
    pointer = "#/context/draftOrders"
    if hook == PATIENT_VIEW:
        return ()
    if not context.draft_orders:
        raise InputError(PROBLEM, Flaw(pointer, "missing-field"))
    bundle: _Drafts = _decoded(_decode_drafts, context.draft_orders, pointer)
    if bundle.resource_type != "Bundle":
        raise InputError(PROBLEM, Flaw(f"{pointer}/resourceType", "unknown-value", ("Bundle",)))
    if not isinstance(bundle.type, str):
        warnings.append("bundle-without-type")
    return bundle.entry


def _selections(hook: str, context: _Context, warnings: list[str]) -> frozenset[str] | None:
    if hook != ORDER_SELECT:
        return None
    if context.selections is None:
        warnings.append("selections-missing")
        return None
    return frozenset(each for each in context.selections if isinstance(each, str))


def _access_token(given: Raw, warnings: list[str]) -> str | None:
    if bytes(given) == b"null":
        return None
    try:
        authorization = _decode_authorization(given)
    except ValidationError:
        warnings.append("authorization-unreadable")
        return None
    if authorization.token_type.lower() == "bearer" and _TOKEN.fullmatch(authorization.access_token):
        return authorization.access_token
    warnings.append("authorization-unreadable")
    return None
