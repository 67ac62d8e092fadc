"""Messages of an invented patient, as an invented hospital writes them: small, and changed field by field in tests."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

CT, CXR = "24627-2^chest CT^LN", "30745-4^chest film^LN"
ORDERS = {"ct": CT, "cxr": CXR}
DETECTED, NOT_DETECTED = "260373001^^SCT", "260415000^^SCT"
START = datetime.fromisoformat("2020-04-07T10:00:00+09:00")
KIND = {"ORM": "ORM^O01^ORM_O01", "OMG": "OMG^O19^OMG_O19", "OMI": "OMI^O23^OMI_O23"}
PATIENT = "PID|1||INVENTED-1^^^HIS^MR||가상^환자^^^^^L||19610203|F"
VISIT = "PV1|1|E|ER^1^1^INVENTED||||||||||||||||V1^^^HIS^VN"
_numbers = count(1)


def at(minutes: float) -> str:
    """Write a time so many minutes after the start."""
    return (START + timedelta(minutes=minutes)).strftime("%Y%m%d%H%M%S+0900")


def message(
    kind: str,
    *lines: str,
    control: str | None = None,
    minutes: float = 0,
    charset: str = "UNICODE UTF-8",
    version: str = "2.5.1",
    processing: str = "P",
    accept: str = "",
    result: str = "",
    application: str = "HIS",
    codec: str = "utf-8",
) -> bytes:
    """Write a message; without `control`, under a number of its own."""
    control = control or f"INV{next(_numbers)}"
    header = (
        rf"MSH|^~\&|{application}|INVENTED|IMAGING-CDS|INVENTED|{at(minutes)}||{kind}|{control}|{processing}|{version}"
        f"|||{accept}|{result}||{charset}"
    )
    return "".join(f"{line}\r" for line in (header, *lines)).encode(codec)


def order(
    kind: str = "ORM",
    modality: str = "ct",
    asks: str = "NW",
    placer: str = "P1",
    minutes: float = 0,
    told: Iterable[str] = (),
    reason: str = "",
    patient: str = PATIENT,
    visit: str = VISIT,
    **header: str,
) -> bytes:
    """Write an order of chest imaging, with the questions that were answered with it."""
    request = f"OBR|1|{placer}^HIS||{ORDERS[modality]}" + "|" * 27 + reason
    lines = [patient, visit, f"ORC|{asks}|{placer}^HIS|||||||{at(minutes)}", request, *told]
    if kind == "OMI":
        lines.append(f"IPC|ACC-{placer}|REQ-{placer}|2.25.1|SPS-{placer}|{modality.upper()}")
    return message(KIND[kind], *lines, minutes=minutes, **header)


def answer(question: str, said: str, number: int = 1) -> str:
    """Write the answer to one of the order's questions."""
    return f"OBX|{number}|CWE|{question}^^99IMGCDS||{said}^^99IMGCDS||||||F" + "|" * 18 + "QST"


def rt_pcr(
    said: str = NOT_DETECTED,
    status: str = "F",
    minutes: float = 5,
    taken: float = -60,
    code: str = "94500-6^RNA^LN",
    filler: str = "L1",
    patient: str = PATIENT,
    visit: str = VISIT,
    **header: str,
) -> bytes:
    """Write a laboratory result."""
    return message(
        "ORU^R01^ORU_R01",
        patient,
        visit,
        f"ORC|RE||{filler}^LAB",
        f"OBR|1||{filler}^LAB|{code}|||{at(taken)}|||||||||||||||{at(minutes)}|||{status}",
        f"OBX|1|CWE|{code}||{said}||||||{status}|||{at(taken)}",
        minutes=minutes,
        **header,
    )


def merged(given_up: str, minutes: float = 20, patient: str = PATIENT) -> bytes:
    """Write that a number was given up for the patient's."""
    return message("ADT^A40^ADT_A39", f"EVN|A40|{at(minutes)}", patient, f"MRG|{given_up}^^^HIS^MR", minutes=minutes)


def visit(event: str = "A04", pv1: str = VISIT, minutes: float = -30, **header: str) -> bytes:
    """Write an event of the visit."""
    lines = (f"EVN|{event}|{at(minutes)}", PATIENT, pv1)
    return message(f"ADT^{event}^ADT_A01", *lines, minutes=minutes, **header)
