"""The tables of docs/hl7v2.md that are made from the program: what is taken, how it is read, what codes mean."""

from collections.abc import Iterable, Mapping

from fhir.v2.conformance import REQUIREMENTS
from fhir.v2.converters import CONVERTERS
from fhir.v2.kinds import TAKEN
from fhir.v2.mapping import Row, read_mapping
from fhir.v2.tables import read_tables
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.invented_bundles import edition

KINDS = {
    "ADT": "the visit: class, place, service, beginning and end; diagnoses; a merge of two numbers (A40)",
    "ORM": "orders: new, changed, replaced, cancelled, their state; answers asked with them",
    "OMG": "as ORM^O01",
    "OMI": "as ORM^O01; all of it is imaging",
    "OML": "orders of the laboratory: a nucleic acid test that is ordered is pending",
    "ORU": "results, reports, vital signs, symptoms",
    "OUL": "results by specimen",
}
"""What each type of message tells."""

READ = {
    "certainty": "confirmed or provisional",
    "concept": "a code with its system",
    "day": "a date",
    "deletion": "`D`: entered in error",
    "diagnosis": "a code with its system; before 2.4 the system may stand in DG1-2",
    "imaging-category": "imaging, where the group is an order of imaging",
    "interpretation": "a code, alone or with its system",
    "known-order": "a code of a chest X-ray or chest CT",
    "known-text": "a text of a closed list",
    "order-code": "a code; without a system it is of the local system `L`",
    "place": "point of care, room, bed, facility",
    "priority": "stat, asap, routine",
    "quantity": "a number, with the unit in OBX-6; of SN, no range",
    "reason": "a code with its system; never a text",
    "report-status": "the state of a report",
    "result-status": "the state of a result",
    "service": "a code of table 0069",
    "site-order": "a code that `site.yaml` has among its orders",
    "time": "a time, as precise as it is written; without a zone, in the site's",
    "visit-class": "the class of the visit",
}
"""How a field is read, by the name that mapping.yaml gives it."""

CODES = {
    "systems": "names of code systems",
    "visit_class": "PV1-2",
    "result_status": "OBX-11",
    "report_status": "OBR-25",
    "order_control": "ORC-1",
    "order_status": "ORC-5, where ORC-1 says nothing",
    "priority": "TQ1-9, OBR-27.6, ORC-7.6, OBR-5",
    "certainty": "DG1-6",
    "imaging": "OBR-24",
    "impression": "OBX-3 of an impression",
    "yes_no": "yes and no as a text",
    "units": "units",
}
"""Which codes each table is about."""

UNTOLD = {"rank", "ordering", "days"}
"""Tables that have no codes of messages."""


def kinds() -> str:
    """Every type of message that is taken, its events and what it tells."""
    assert KINDS.keys() == TAKEN.keys()
    return table("| MSH-9 | tells |", (f"| {kind}^{', '.join(TAKEN[kind])} | {told} |" for kind, told in KINDS.items()))


def required() -> str:
    """Every field that a message must have, in which messages, why, and the error otherwise."""
    rows: list[str] = []
    for each in REQUIREMENTS:
        kinds = "all" if each.kinds == TAKEN.keys() else ", ".join(sorted(each.kinds))
        rows.append(f"| {each.field} | {kinds} | {each.why} | {each.error} `{each.reason}` |")
    return table("| field | in | why | ERR-3, reason |", rows)


def mapping() -> str:
    """Every element that is read, and the fields it is read from."""
    rows: list[str] = []
    for kind, several in read_mapping().items():
        by_element: dict[str, list[Row]] = {}
        for row in several:
            by_element.setdefault(row.into, []).append(row)
        for element, sources in by_element.items():
            parted = " and " if sources[0].is_one_of_many else ", else "
            rows.append(f"| {kind} | {element} | {parted.join(map(_source, sources))} |")
    return table("| what | element | read from |", rows)


def reading() -> str:
    """How each field is read."""
    assert READ.keys() == CONVERTERS.keys()
    return table("| as | is |", (f"| {name} | {told} |" for name, told in READ.items()))


def codes() -> str:
    """What the codes of each table mean."""
    assert CODES.keys() | UNTOLD == read_tables().keys()
    rows: list[str] = []
    for name, told in CODES.items():
        by_meaning: dict[str, list[str]] = {}
        for code, meaning in read_tables()[name].items():
            by_meaning.setdefault(meaning, []).append(f"`{code}`")
        rows.extend(f"| {told} | {', '.join(codes)} | {meaning} |" for meaning, codes in by_meaning.items())
    return table("| of | codes | mean |", rows)


def purposes() -> str:
    """The answers to the first question, as they stand in OBX-5."""
    labels = edition().facts["purpose"].labels
    return table("| OBX-5 | English | Korean |", (f"| `{_own(v)}` | {w.en} | {w.ko} |" for v, w in labels.items()))


def circumstances() -> str:
    """The answers to the second question, as they stand in OBX-5, and what each states."""
    rows: list[str] = []
    for code, option in read_ct_circumstance().options.items():
        states = _states(option.states)
        if option.unless_recorded:
            states += f"; unless one is recorded, {_states(option.unless_recorded)}"
        rows.append(f"| `{_own(code)}` | {option.label.en} | {option.label.ko} | {states or 'nothing'} |")
    return table("| OBX-5 | English | Korean | states |", rows)


LISTS = {
    "hl7v2.md#kinds": kinds,
    "hl7v2.md#required": required,
    "hl7v2.md#mapping": mapping,
    "hl7v2.md#reading": reading,
    "hl7v2.md#codes": codes,
    "hl7v2.md#purposes": purposes,
    "hl7v2.md#circumstances": circumstances,
}


def table(head: str, rows: Iterable[str]) -> str:
    """A table of Markdown."""
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows, ""])


def _source(row: Row) -> str:
    types = f" of {', '.join(sorted(row.when))}" if row.when else ""
    return f"{row.source}{types} ({row.convert})"


def _own(code: str) -> str:
    return f"{code}^^99IMGCDS"


def _states(said: Mapping[str, Iterable[str]]) -> str:
    return ", ".join(f"{fact}: {' or '.join(values)}" for fact, values in said.items())
