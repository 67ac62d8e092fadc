"""Messages that nobody here wrote are read with every segment, or are refused with their place.

They are those of the public corpus, and of a folder of others that may be named in IMAGING_CDS_V2_MESSAGES: files that
end with .hl7, each a message, several, or a batch.
"""

import os
from pathlib import Path

import pytest

from fhir.v2.batch import messages_of
from fhir.v2.parse import read_message
from fhir.v2.refusal import MessageRefused
from tests.fhir.v2.independent_count import by_bytes, by_python_hl7

CORPUS = {
    "reportstream/orm_lab_2.5.1.hl7": "ORM^O01 MSH PID ORC OBR OBR" + " OBX" * 12,
    "reportstream/oru_2.7.hl7": "ORM^O01 MSH SFT PID ORC OBR OBX",
    "reportstream/oru_ag_notdetected_2.5.1.hl7": "ORU^R01 MSH SFT PID ORC OBR OBX NTE SPM",
    "reportstream/oru_batch_fhs_bhs_2.5.1.hl7": "ORU^R01 MSH SFT PID ORC OBR" + " OBX" * 5 + " SPM",
    "reportstream/oru_rna_detected_aoe_2.5.1.hl7": "ORU^R01 MSH SFT PID ORC OBR OBX SPM" + " OBX" * 15,
    "reportstream/oru_rna_localcode_ST_2.3.hl7": "ORU^R01 MSH PID PV1 PD1 ORC OBR OBX NTE",
    "v2fhir/00_register_outpatient.hl7": "ADT^A04 MSH EVN PID PV1",
    "v2fhir/01_new_ct_order.hl7": "ORM^O01 MSH PID PV1 ORC OBR ZDS",
    "v2fhir/02_exam_completed_sc_cm.hl7": "ORM^O01 MSH PID PV1 ORC OBR ZDS",
    "v2fhir/03_preliminary_report.hl7": "ORU^R01 MSH PID PV1 ORC OBR OBX OBX OBX ZDS",
    "v2fhir/04_final_report.hl7": "ORU^R01 MSH PID PV1 ORC OBR OBX OBX OBX ZDS",
    "v2fhir/06_name_change_a08.hl7": "ADT^A08 MSH EVN PID PV1",
    "v2fhir/08_cancel_second_order_orc_only.hl7": "ORM^O01 MSH ORC",
    "v2fhir/omi_o23_new_stat.hl7": "OMI^O23 MSH PID PV1 ORC TQ1 OBR NTE DG1 IPC",
}


def others() -> list[Path]:
    """The files of the other folder; none where it is not named."""
    named = os.environ.get("IMAGING_CDS_V2_MESSAGES")
    if not named:
        return []
    files = sorted(Path(named).rglob("*.hl7"))
    if not files:
        pytest.fail(f"IMAGING_CDS_V2_MESSAGES names {named}, which holds no file that ends with .hl7")
    return files


def told(raw: bytes) -> str:
    """What a message is and which segments it has; or where and why it is refused."""
    try:
        found = read_message(raw)
    except MessageRefused as error:
        return f"{error.code} {error.error} {error.place} {error.reason}"
    names = [each.id for each in found.segments]
    assert names == by_bytes(raw) == by_python_hl7(raw, found.charset)
    return " ".join([found.header.kind, *names])


def test_message_of_the_corpus_is_read_whole(corpus: Path) -> None:
    folder = corpus / "hl7v2"
    found = {
        file.relative_to(folder).as_posix(): [told(raw) for raw in messages_of(file.read_bytes())]
        for file in sorted(folder.rglob("*.hl7"))
    }
    assert found == {name: [each] for name, each in CORPUS.items()}


def test_message_of_another_folder_is_read_whole_or_refused(corpus: Path) -> None:
    for file in [*sorted((corpus / "hl7v2").rglob("*.hl7")), *others()]:
        raw = file.read_bytes()
        try:
            messages = messages_of(raw)
        except MessageRefused as error:
            found = [error.place]
        else:
            found = [told(each) for each in messages]
            assert len(found) == by_bytes(raw.replace(b"\x0b", b"")).count("MSH")
        assert "" not in found
