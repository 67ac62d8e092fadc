"""Tells what a message says of a patient, by the table of what each field means."""

from datetime import datetime

from engine.thresholds import Thresholds
from fhir.bundle.site import SiteMap
from fhir.v2.message import Message
from fhir.v2.statements import Told


def tell(message: Message, site: SiteMap, thresholds: Thresholds, received: datetime) -> Told:
    """Return what a message tells; `received` is when it came, for where it does not say when it was written."""
    raise NotImplementedError
