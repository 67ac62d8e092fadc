"""site.yaml says who numbers the patients in messages, what result texts mean, and which doors are told."""

import pytest

from fhir.bundle.site import SiteMap, read_site
from fhir.bundle.site_text import SiteMapRefused
from tests.fhir.invented_bundles import edition

FACTS = edition().facts


def test_keys_for_messages_are_read() -> None:
    text = """
assigning_authorities: {HIS: "urn:oid:1.2.410.1", 1.2.410.2: "https://hospital.example/mrn"}
result_texts: {"NEG (-)": negative, "POS (+)": positive, "재검": inconclusive}
share_hl7v2: [cds-hooks, form]
local_authority: urn:oid:1.2.410.1
"""
    assert read_site(text.encode(), FACTS) == SiteMap(
        assigning_authorities={"HIS": "urn:oid:1.2.410.1", "1.2.410.2": "https://hospital.example/mrn"},
        result_texts={"NEG (-)": "negative", "POS (+)": "positive", "재검": "inconclusive"},
        share_hl7v2=frozenset({"cds-hooks", "form"}),
        local_authority="urn:oid:1.2.410.1",
    )


def test_nothing_is_shared_unless_the_site_says_so() -> None:
    site = read_site(b"", FACTS)
    assert (site.share_hl7v2, site.local_authority) == (frozenset(), None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("share_hl7v2: [fhir]", "share_hl7v2/0"),
        ("share_hl7v2: form", "share_hl7v2"),
        ("result_texts: {NEG: not-done}", "result_texts/NEG"),
        ("assigning_authorities: {HIS: two words}", "assigning_authorities/HIS"),
        ("assigning_authorities: {HIS: 'a|b'}", "assigning_authorities/HIS"),
        ("local_authority: ''", "local_authority"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(SiteMapRefused) as caught:
        read_site(text.encode(), FACTS)
    assert f"{place}:" in str(caught.value)
