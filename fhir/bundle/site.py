"""What one hospital's own codes and places mean, and which of its habits count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SiteMap:
    """The site's answers to what no standard code says; the default knows nothing of any site.

    Codes are written `system|code`; a location is `Location/<id>` or the `system|value` of its identifier.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    locations: Mapping[str, str] = field(default_factory=dict)
    service_types: Mapping[str, str] = field(default_factory=dict)
    visit_reasons: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    film_conclusions: Mapping[str, str] = field(default_factory=dict)
    severity_scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    surgery: frozenset[str] = frozenset()
    laboratory_record_complete: bool = False
    u07_2_means_high_suspicion: bool = False
    naat_accepted_as_rt_pcr: bool = True
    urgent_surgery_counts: bool = False
    rt_pcr_turnaround: timedelta = timedelta(hours=6)
