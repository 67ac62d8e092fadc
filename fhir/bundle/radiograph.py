"""What the newest chest film of the window shows; a narrative alone says only that there is a film."""

from collections.abc import Iterator

from engine.context import Unread
from fhir.bundle.chart import Chart, Told
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.moments import Moment, newest
from fhir.bundle.order import modality_of
from fhir.bundle.raw import Found
from fhir.valuesets.loader import read_codebook

_FACT = "chest_radiograph"
_CONCLUSIONS = read_codebook(_FACT)
_EITHER = ("pneumonia-definite", "pneumonia-not-definite")
_FINAL = frozenset({"final", "amended", "corrected", "appended"})
_EARLY = frozenset({"preliminary", "partial"})


def tell_radiograph(chart: Chart) -> Told:
    """Tell the coded conclusion of the newest film, else that it is one of the two."""
    films: list[tuple[Moment, Found]] = []
    old: list[tuple[Moment, Found]] = []
    for found in chart.all("DiagnosticReport"):
        report = found.resource
        if modality_of((report.code,), chart.site) != "cxr" or not chart.is_issued(report.issued):
            continue
        moment = chart.effective(report) or chart.moment(report.issued)
        if moment is None:
            yield Unread(found.at("effective"), "it does not say when the film was made")
        elif not chart.is_within(moment, _FACT):
            old += [(moment, found)] if moment.earliest <= chart.as_of else []
        elif report.status not in _FINAL | _EARLY:
            yield Unread(found.at("status"), "the film was not reported")
        else:
            films.append((moment, found))
    if films and not chart.record.searches.holds_newest("reports"):
        yield Unread("Bundle.link", "the reports are not all here, so a newer film may show otherwise")
        return
    for found in [] if films else newest(old)[:1]:
        yield Unread(found.at("code"), "the film is older than the window")
    dated = {id(found): moment for moment, found in films}
    for found in newest(films):
        yield from _tell_film(chart, found, dated[id(found)])


def _tell_film(chart: Chart, found: Found, moment: Moment) -> Told:
    said = set(_conclusions(chart, found))
    if found.resource.status in _FINAL and len(said) == 1:
        yield from chart.tell(_FACT, said, found.at("conclusionCode"), moment)
    else:
        because = "the report is not final" if found.resource.status in _EARLY else "the conclusion is not coded"
        yield from chart.tell(_FACT, _EITHER, found.at("conclusion"), moment, because)


def _conclusions(chart: Chart, found: Found) -> Iterator[str]:
    for concept in found.resource.conclusion_code:
        local = [chart.site.film_conclusions[key] for key in site_keys(concept) if key in chart.site.film_conclusions]
        yield from local or names(concept, _CONCLUSIONS)
