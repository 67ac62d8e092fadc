"""An answer to a question of the order, put into the forms that support the order, which come along within it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from msgspec import Raw

from fhir.bundle.references import relative
from fhir.hooks.written import Order, items_of, list_of, members_of, raw_of, read_written, text_of, with_items

FORM = "QuestionnaireResponse"
_OWN = "imaging-cds-answers"
_ANSWERED = frozenset({"completed", "amended"})
_DEEPEST = 30  # groups within groups
_LEFT_OUT = ("contained", "meta", "text")
"""What a contained resource may not have, and the narrative, which would tell the old answer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The option chosen of a question, by its link id, and its words."""

    link_id: str
    option: str
    display: str

    @property
    def coding(self) -> dict[str, str]:
        """The answer as it is written on a form."""
        return {"system": f"urn:imaging-cds:{self.link_id}", "code": self.option, "display": self.display}

    @property
    def item(self) -> dict[str, object]:
        """The question with its answer."""
        return {"linkId": self.link_id, "answer": [{"valueCoding": self.coding}]}


def correct(order: Order, forms: Mapping[str, Raw], chosen: Chosen) -> tuple[Order, frozenset[str]]:
    """Return the order with the answer in place of any earlier one, and the names of the forms that had one.

    `forms` are the known ones by type and id; the corrected copy is contained, and referred to in its place. A form
    that is not completed says nothing, and stays as it is.
    """
    contained = items_of(order, "contained")
    names = [_id_of(raw) for raw in contained]
    references = items_of(order, "supportingInfo")
    corrected: dict[str, str] = {}
    for index, raw in enumerate(references):
        said = _name_of(raw)
        if said not in corrected:
            is_within = said.startswith("#")
            form = contained[names.index(said[1:])] if is_within and said[1:] in names else forms.get(said)
            members = members_of(form)
            if not _answers(members, chosen.link_id):
                continue
            name = said[1:] if is_within else _free(said.rpartition("/")[2], names)
            if is_within:
                contained[names.index(name)] = _corrected(members, name, chosen)
            else:
                contained.append(_corrected(members, name, chosen))
                names.append(name)
            corrected[said] = name
        references[index] = raw_of({"reference": f"#{corrected[said]}"})
    if not corrected:
        return order, frozenset()
    changed = with_items(with_items(order, "contained", contained), "supportingInfo", references)
    return changed, frozenset(corrected)


def answer(order: Order, forms: Mapping[str, Raw], chosen: Chosen) -> Order:
    """Return the order with the answer in place of any earlier one, else on a form of its own."""
    changed, corrected = correct(order, forms, chosen)
    if corrected:
        return changed
    contained = items_of(order, "contained")
    name = _free(_OWN, [_id_of(raw) for raw in contained])
    form = {"resourceType": FORM, "id": name, "status": "completed", "item": [chosen.item]}
    references = [*items_of(order, "supportingInfo"), raw_of({"reference": f"#{name}"})]
    return with_items(with_items(order, "contained", [*contained, raw_of(form)]), "supportingInfo", references)


def _id_of(raw: Raw) -> str | None:
    return text_of(members_of(raw).get("id"))


def _name_of(reference: Raw) -> str:
    """Return what a reference points to: a type and id, or "#" and the id of what is contained."""
    address = text_of(members_of(reference).get("reference")) or ""
    return address if address.startswith("#") else relative(address)


def _free(wanted: str, taken: Sequence[str | None]) -> str:
    """Return a name that no contained resource has yet."""
    numbered = (f"{_OWN}-{number}" for number in count(1))
    return next(name for name in chain([wanted], numbered) if name not in taken)


def _answers(form: Order, link_id: str) -> bool:
    return text_of(form.get("status")) in _ANSWERED and link_id in _answered(form, _DEEPEST)


def _answered(holder: Order, levels: int) -> Iterator[str | None]:
    """Walk through the link ids of what is answered in a form or a group."""
    for raw in items_of(holder, "item") if levels else ():
        item = members_of(raw)
        if "answer" in item:
            yield text_of(item.get("linkId"))
        yield from _answered(item, levels - 1)


def _corrected(form: Order, name: str, chosen: Chosen) -> Raw:
    kept = {member: value for member, value in form.items() if member not in _LEFT_OUT}
    items = [_chosen_in(raw, chosen, _DEEPEST) for raw in items_of(form, "item")]
    changed = {**kept, "id": raw_of(name), "status": raw_of("amended"), "item": raw_of(items)}
    return raw_of(read_written(raw_of(changed)))


def _chosen_in(raw: Raw, chosen: Chosen, levels: int) -> Raw:
    item = members_of(raw)
    if text_of(item.get("linkId")) == chosen.link_id:
        item["answer"] = raw_of(chosen.item["answer"])
    if levels and "item" in item:
        item["item"] = raw_of([_chosen_in(inner, chosen, levels - 1) for inner in list_of(item["item"])])
    return raw_of(item)
