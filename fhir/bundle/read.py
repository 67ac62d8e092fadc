"""The door for a FHIR R4 Bundle: what it says of one patient, or why it cannot be read."""

from datetime import datetime

from engine.context import Gathered
from engine.facts import Facts
from engine.thresholds import Thresholds
from fhir.bundle.site import SiteMap


def read_bundle(  # noqa: PLR0913  every argument is a thing known outside the bundle
    body: bytes,
    *,
    facts: Facts,
    thresholds: Thresholds,
    site: SiteMap,
    as_of: datetime | None,
    now: datetime,
    order: str | None = None,
) -> Gathered:
    """Read a Bundle, or a Parameters with a Bundle and stated facts.

    Windows count back from `as_of`, else from the order's authoredOn (returned as `authored_on`), else from `now`.
    Raises InputError where the body is no such resource, holds two patients, or states an unknown fact or value.
    """
    raise NotImplementedError
