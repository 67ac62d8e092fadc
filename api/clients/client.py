"""A client: an EHR that may ask, how it proves who it is, and what it wants to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from joserfc.jwk import ECKey, RSAKey

from fhir.hooks.limits import Limits

Language = Literal["en", "ko"]
Hook = Literal["order-select", "order-sign", "patient-view"]
Mode = Literal["on", "shadow", "off"]
MODES: tuple[Mode, ...] = ("on", "shadow", "off")
"""In order of growing restraint: shadow decides and records and shows nothing; off does not even decide."""

HOOK_MODES: Mapping[str, Mode] = {"order-select": "on", "order-sign": "on", "patient-view": "off"}
"""The hooks there are, and whether a client that says nothing of them gets them."""

PublicKey = ECKey | RSAKey


@dataclass(frozen=True, slots=True)
class FhirBase:
    """A FHIR server that may be fetched from; `private` where it may lie at an address that is not of the internet."""

    url: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """One client; `keys` by their kid, beside those of `jwks_url`."""

    id: str
    issuer: str = ""
    tenant: str | None = None
    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    jwks_url: str | None = None
    jwks_private: bool = False
    fhir_bases: tuple[FhirBase, ...] = ()
    language: Language = "en"
    limits: Limits = field(default_factory=Limits)
    qcdsm: str = "imaging-cds"
    origins: frozenset[str] = frozenset()
    modes: Mapping[str, Mode] = field(default_factory=lambda: HOOK_MODES)
    requests_per_minute: int | None = None

    def mode(self, hook: str) -> Mode:
        """Return how a hook is answered: as usual, without showing anything, or not at all.

        >>> LOCAL.mode("order-select"), LOCAL.mode("patient-view")
        ('on', 'off')
        """
        return self.modes.get(hook, "off")


LOCAL = Client(id="local")
"""Whoever asks a service that has no clients: somebody on this machine, or anybody in a demonstration."""

UNREGISTERED = frozenset({LOCAL.id, "simulator"})
"""Ids of clients that the service itself knows."""
