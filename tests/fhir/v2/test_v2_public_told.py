"""What the public messages tell, read by eye in each of them before any program read them."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fhir.v2.batch import messages_of
from fhir.v2.parse import read_message
from fhir.v2.tell import tell
from tests.fhir.invented_bundles import edition
from tests.fhir.v2.invented_telling import NO_SITE, facts, gathering, read

CORPUS = Path(os.environ.get("IMAGING_CDS_CORPUS", Path(__file__).parents[4] / "shared" / "corpus")) / "hl7v2"
AMBULATORY = ("screening-clinic", "outpatient-safe-clinic", "other")
SYNTH = {
    "subject": "urn:hl7v2:SYNTH_HOSP|SYN100234",
    "age": 58,
}
HERE = {"care_setting": AMBULATORY}
ORDER = "ORDER|urn:hl7v2:SYNTH_HIS|ORD1001"

# Each with the time as of which it is read, whom it is about, how old they are then, what is known, and which orders of
# chest imaging are open.
#
# orm_lab: newborn screening of a child of two days, two OBR under one placer number; nothing of it is asked here.
# oru_2.7: an antigen test ("ORM" in MSH-9, but ORC-1 is RE), not detected. Antigen is no RT-PCR.
# oru_ag_notdetected: antigen of 19 January 2022, numbers of type PT.
# oru_batch: antigen of 2 August 2021 00:00 -0500; 95419-8 = N, which denies all symptoms; PI number.
# oru_rna_detected_aoe: RNA 94500-6 detected, OBX-14 11 January 2021, SPM-17 13 January; antigen as an answer;
#   95419-8 = N, dated as the report (9 January), 75325-1 loss of smell of 19 December and fever of 20 December 2020;
#   95420-6 = N. The number is of 13 digits, but begins with no birthday, so it is no citizen's.
# oru_rna_localcode: local codes in 1-3, LOINC in 4-6, "NEGATIVE" as ST, collected 17 March 2021 11:50:59; PV1 is over.
# 00, 06: outpatient, born 12 April 1968. 01: CT of the chest (CPT 71250) for cough (R05.9). 02: it is completed.
# 03, 04: the report of that CT in words alone, preliminary and final; its PV1 does not say where the patient is.
# 08: another order is cancelled, without PID.
# omi: CT of abdomen and pelvis, stat, in the emergency department: no imaging of the chest.
TOLD: dict[str, dict[str, Any]] = {
    "reportstream/orm_lab_2.5.1.hl7": {
        "as_of": "2023-05-06T05:29:16-05:00",
        "subject": "urn:hl7v2:CRPMRN|11102779",
        "age": 0,
    },
    "reportstream/oru_2.7.hl7": {
        "as_of": "2021-02-10T17:07:37-05:00",
        "subject": "urn:hl7v2:Avante_at_Ormond_Beach|2a14112c-ece1-4f82-915c-7b3a8d152eda",
        "age": None,  # born after the test
    },
    "reportstream/oru_ag_notdetected_2.5.1.hl7": {
        "as_of": "2022-01-19T18:21:00-05:00",
        "subject": "urn:oid:2.16.840.1.113883.9.265|LT-1645108",
        "age": 23,
    },
    "reportstream/oru_batch_fhs_bhs_2.5.1.hl7": {
        "as_of": "2021-08-02T09:00:00-05:00",
        "subject": "urn:hl7v2:Winchester_House|09d12345-0987-1234-1234-111b1ee0879f",
        "age": 121,
        "known": {"fever": ("no",), "respiratory_symptoms": ("no",), "other_symptoms_or_signs": ("no",)},
    },
    "reportstream/oru_rna_detected_aoe_2.5.1.hl7": {
        "as_of": "2021-01-14T00:00:00-05:00",
        "subject": "urn:oid:2.16.840.1.113883.4.945.1|0099000223440",
        "age": 37,
        "known": {"rt_pcr": ("positive",)},
    },
    "reportstream/oru_rna_localcode_ST_2.3.hl7": {
        "as_of": "2021-03-17T12:00:00+09:00",
        "subject": "urn:hl7v2:MRN|2000005",
        "age": 58,
        "known": {"rt_pcr": ("negative",)},
    },
    "v2fhir/00_register_outpatient.hl7": SYNTH | {"as_of": "2026-09-15T08:00:00+09:00", "known": HERE},
    "v2fhir/01_new_ct_order.hl7": SYNTH
    | {"as_of": "2026-09-15T08:30:00+09:00", "known": HERE, "orders": {ORDER: "ct"}},
    "v2fhir/02_exam_completed_sc_cm.hl7": SYNTH | {"as_of": "2026-09-15T08:30:00+09:00", "known": HERE},
    "v2fhir/03_preliminary_report.hl7": SYNTH | {"as_of": "2026-09-15T12:00:00+09:00"},
    "v2fhir/04_final_report.hl7": SYNTH | {"as_of": "2026-09-15T12:00:00+09:00"},
    "v2fhir/06_name_change_a08.hl7": SYNTH | {"as_of": "2026-09-15T08:00:00+09:00", "known": HERE},
    "v2fhir/08_cancel_second_order_orc_only.hl7": {
        "as_of": "2026-09-15T08:30:00+09:00",
        "subject": None,
        "age": None,
    },
    "v2fhir/omi_o23_new_stat.hl7": SYNTH
    | {"as_of": "2026-09-16T09:15:00-05:00", "known": {"care_setting": ("emergency",)}},
}


def raws(name: str) -> tuple[bytes, ...]:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"no public test data at {path}; set IMAGING_CDS_CORPUS")
    return messages_of(path.read_bytes())


@pytest.mark.parametrize("name", TOLD)
def test_public_message_tells_what_a_reader_finds_in_it(name: str) -> None:
    (raw,), expected = raws(name), TOLD[name]
    as_of = datetime.fromisoformat(expected["as_of"])
    one = tell(read_message(raw), NO_SITE, edition().thresholds, as_of)
    gathered = read(raw, as_of=as_of)
    orders = {key: order.modality for key, order in gathering(raw, as_of=as_of).orders}
    assert one.subject == expected["subject"]
    assert gathered.circumstances.age_years == expected["age"]
    assert facts(gathered, as_of) == expected.get("known", {})
    assert orders == expected.get("orders", {})


def test_public_feed_opens_and_closes_its_order_in_any_order() -> None:
    names = [f"v2fhir/{name}.hl7" for name in ("00_register_outpatient", "01_new_ct_order", "03_preliminary_report")]
    feed = [raw for name in names for raw in raws(name)]
    closing = raws("v2fhir/04_final_report.hl7")
    as_of = datetime.fromisoformat("2026-09-16T00:20:00+09:00")
    for messages in (feed, feed[::-1]):
        assert [key for key, _ in gathering(*messages, as_of=as_of).orders] == [ORDER]
        assert gathering(*messages, *closing, as_of=as_of).orders == ()
        assert gathering(*closing, *messages, as_of=as_of).orders == ()
    # the CT itself was made on 15 September at 10:12 -0500
    assert read(*feed, as_of=as_of).circumstances.recent_ct == "yes"


def test_every_public_message_is_told_of_here() -> None:
    if not CORPUS.exists():
        pytest.skip(f"no public test data at {CORPUS}; set IMAGING_CDS_CORPUS")
    assert {str(path.relative_to(CORPUS)) for path in CORPUS.glob("*/*.hl7")} == set(TOLD)
