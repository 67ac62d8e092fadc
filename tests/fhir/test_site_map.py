"""site.yaml is read strictly: every leaf is text, every code has a system, every fact and value is declared."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.bundle.site import SiteMap, read_site
from fhir.bundle.site_text import SiteMapRefused
from tests.fhir.invented_bundles import edition

FACTS = edition().facts


def refusal(text: str) -> str:
    with pytest.raises(SiteMapRefused) as caught:
        read_site(text.encode(), FACTS)
    return str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "locations: {}"])
def test_empty_file_is_the_empty_map(text: str) -> None:
    assert read_site(text.encode(), FACTS) == SiteMap()


def test_zone_is_given_beside_the_file() -> None:
    assert read_site(b"", FACTS, zone="Europe/Berlin").zone == ZoneInfo("Europe/Berlin")


def test_example_of_the_documentation_is_a_site_map() -> None:
    page = (Path(__file__).parents[2] / "docs" / "fhir.md").read_text()
    (example,) = [block.partition("```")[0] for block in page.split("```yaml\n")[1:]]
    assert read_site(example.encode(), FACTS) == SiteMap(
        locations={
            "Location/screening-1": "screening-clinic",
            "https://hospital.example/places|ICU-A": "intensive-care",
        },
        service_types={"https://hospital.example/services|SAFE": "outpatient-safe-clinic"},
        visit_reasons={
            "https://hospital.example/visits|CONTACT": "epidemiological",
            "https://hospital.example/visits|CHECK": "unspecified",
        },
        orders={"https://hospital.example/orders|RG101": "cxr", "https://hospital.example/orders|CT202": "ct"},
        reasons={
            "https://hospital.example/reasons|COVID-HIGH": {"covid_suspicion": ("high",)},
            "https://hospital.example/reasons|RO-COVID": {"purpose": ("rule-out-covid-pneumonia",)},
            "https://hospital.example/reasons|PREOP": {"purpose": ("pre-procedure",), "severity": ("none", "mild")},
        },
        film_conclusions={
            "https://hospital.example/films|PNA": "pneumonia-definite",
            "https://hospital.example/films|NO-PNA": "pneumonia-not-definite",
        },
        severity_scales={"http://loinc.org|97852-8": {"6": "critical", "7": "critical"}},
        surgery=frozenset({"https://hospital.example/orders|OPERATION"}),
        laboratory_record_complete=True,
        u07_2_means_high_suspicion=False,
        naat_accepted_as_rt_pcr=True,
        urgent_surgery_counts=True,
        rt_pcr_turnaround=timedelta(hours=8),
        always_in_topic=False,
        topic_settings=frozenset({"emergency"}),
    )


ALLOWED = ", ".join(FACTS["care_setting"].values)
PATTERN = "codes are written system|code, places also Location/<id>, hours as a whole number"
REFUSED = {
    "locations: {Location/a: clinic}": f"locations/Location/a: not a value of care_setting; allowed: {ALLOWED}",
    "reasons: {'urn:a|b': {fevre: yes}}": f"reasons/urn:a|b/fevre: there is no such fact; allowed: {', '.join(FACTS)}",
    "reasons: {'urn:a|b': {fever: maybe}}": "reasons/urn:a|b/fever: not a value of fever; allowed: yes, no",
    "reasons: {'urn:a|b': {fever: []}}": "reasons/urn:a|b/fever: not a value of fever; allowed: yes, no",
    "severity_scales: {'urn:a|b': {'3': bad}}": (
        f"severity_scales/urn:a|b/3: not a value of severity; allowed: {', '.join(FACTS['severity'].values)}"
    ),
    "orders: {'urn:a|b': mri}": "orders/urn:a|b: Input should be 'cxr' or 'ct'",
    "topic_settings: [emergency, ward]": f"topic_settings/1: not a value of care_setting; allowed: {ALLOWED}",
    "topic_settings: emergency": "topic_settings: Input should be a valid list",
    "always_in_topic: 1": "always_in_topic: Input should be 'true' or 'false'",
    "invented: true": "invented: there is no such table or switch",
    "laboratory_record_complete: yes": "laboratory_record_complete: Input should be 'true' or 'false'",
    "- a": "it is not a mapping of tables and switches",
    "a": "it is not a mapping of tables and switches",
    "a: [": "line 1: it is not YAML: expected the node content, but found '<stream end>'",
    "a: {b: c}\na: {}": "line 2: the key is no text, or it stands twice",
    "? [a]\n: b": "line 1: the key is no text, or it stands twice",
    "locations: &x {}\norders: *x": "line 2: aliases are not used here",
    "a: \x01": "it is not YAML in UTF-8 that can be read",
    'a: "\\UFFFFFFFF"': "it is not YAML in UTF-8 that can be read",
}


@pytest.mark.parametrize("text", list(REFUSED), ids=repr)
def test_wrong_file_is_refused_with_its_place(text: str) -> None:
    assert refusal(text) == f"site.yaml: {REFUSED[text]}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("orders: {CT202: ct}", "orders/CT202"),
        ("orders: {'|CT202': ct}", "orders/|CT202"),
        ("surgery: [CT202]", "surgery/0"),
        ("locations: {clinic: other}", "locations/clinic"),
        ("rt_pcr_turnaround_hours: 0", "rt_pcr_turnaround_hours"),
        ("rt_pcr_turnaround_hours: six", "rt_pcr_turnaround_hours"),
    ],
)
def test_code_without_its_system_is_refused(text: str, place: str) -> None:
    assert refusal(text) == f"site.yaml: {place}: {PATTERN}"


def test_orders_are_in_topic_by_the_site_s_rules() -> None:
    site = read_site(b"always_in_topic: true\ntopic_settings: [emergency, intensive-care]", FACTS)
    assert (site.always_in_topic, site.topic_settings) == (True, frozenset({"emergency", "intensive-care"}))


def test_no_is_the_word_no() -> None:
    site = read_site(b"reasons: {'urn:a|b': {fever: no, respiratory_symptoms: [yes, no]}}", FACTS)
    assert site.reasons == {"urn:a|b": {"fever": ("no",), "respiratory_symptoms": ("yes", "no")}}


def test_deep_file_is_refused() -> None:
    assert refusal("[" * 5000) == "site.yaml: it is not YAML in UTF-8 that can be read"


def test_file_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(SiteMapRefused):
        read_site(b"a: \xff\xfe\xfa", FACTS)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_file_breaks_the_reading(text: str | bytes) -> None:
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        site = read_site(body, FACTS)
    except SiteMapRefused:
        return
    assert site == SiteMap()
