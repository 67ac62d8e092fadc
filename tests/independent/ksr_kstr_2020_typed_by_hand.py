"""The tables of ksr-kstr-2020, typed in by hand from the specification and shared with nothing that is tested.

The program reads its guideline from rules/; this file must never be made from there, or a slip there could not be seen.
"""

from dataclasses import dataclass

Cells = dict[str, frozenset[str]]

YES_NO = ("yes", "no")

FACTS: dict[str, tuple[str, ...]] = {
    "care_setting": ("screening-clinic", "outpatient-safe-clinic", "emergency", "inpatient", "intensive-care", "other"),
    "visit_reason": ("epidemiological", "unspecified", "medical"),
    "fever": YES_NO,
    "respiratory_symptoms": YES_NO,
    "other_symptoms_or_signs": YES_NO,
    "rt_pcr": ("not-done", "pending", "negative", "positive", "inconclusive"),
    "covid_suspicion": ("high", "not-high"),
    "pneumonia_suspected": YES_NO,
    "chest_radiograph": ("not-done", "pneumonia-definite", "pneumonia-not-definite"),
    "severity": ("none", "mild", "moderate", "severe", "critical"),
    "urgent_procedure": YES_NO,
    "can_wait_for_rt_pcr": YES_NO,
    "purpose": ("screening", "diagnosis", "rule-out-covid-pneumonia", "pre-procedure", "follow-up"),
}
"""Every fact, in asking order, with its values in domain order."""

MODALITIES = ("cxr", "ct")


@dataclass(frozen=True)
class Presumption:
    """What a fact of which nothing is known is presumed not to be; any one cell of `unless` suspends it."""

    not_to_be: frozenset[str]
    unless: tuple[tuple[str, str], ...] = ()
    lifted_for_ct_when_ct_is_ordered: bool = False


PRESUMPTIONS: dict[str, Presumption] = {
    "visit_reason": Presumption(frozenset({"medical"}), (("urgent_procedure", "yes"),)),
    "rt_pcr": Presumption(frozenset({"positive"})),
    "covid_suspicion": Presumption(
        frozenset({"high"}), (("rt_pcr", "negative"),), lifted_for_ct_when_ct_is_ordered=True
    ),
    "pneumonia_suspected": Presumption(
        frozenset({"yes"}), (("chest_radiograph", "pneumonia-not-definite"),), lifted_for_ct_when_ct_is_ordered=True
    ),
    "severity": Presumption(
        frozenset({"critical"}),
        (("care_setting", "intensive-care"), ("can_wait_for_rt_pcr", "no")),
        lifted_for_ct_when_ct_is_ordered=True,
    ),
    "urgent_procedure": Presumption(
        frozenset({"yes"}), (("can_wait_for_rt_pcr", "no"),), lifted_for_ct_when_ct_is_ordered=True
    ),
}


@dataclass(frozen=True)
class Recommendation:
    """Rows joined by OR, cells by AND; a strength per modality it speaks of; the pairs (id, modality) it defeats."""

    rows: tuple[Cells, ...]
    strength: dict[str, str]
    defeats: frozenset[tuple[str, str]] = frozenset()


def _row(**cells: str) -> Cells:
    """Give a row, each cell written as its values with spaces between."""
    return {fact: frozenset(values.split()) for fact, values in cells.items()}


_BEATS_1_1_FOR_CT = frozenset({("1.1", "ct")})
_NO_RESULT_YET = "not-done pending inconclusive"

RECOMMENDATIONS: dict[str, Recommendation] = {
    "1.1": Recommendation(
        (
            _row(
                care_setting="screening-clinic",
                visit_reason="epidemiological unspecified",
                fever="no",
                respiratory_symptoms="no",
                other_symptoms_or_signs="no",
                severity="none mild moderate severe",
            ),
        ),
        {"cxr": "not-recommended", "ct": "not-recommended"},
    ),
    "1.2": Recommendation(
        (_row(care_setting="screening-clinic", respiratory_symptoms="yes"),), {"cxr": "may-be-considered"}
    ),
    "1.3": Recommendation(
        (
            _row(care_setting="outpatient-safe-clinic", fever="yes"),
            _row(care_setting="outpatient-safe-clinic", respiratory_symptoms="yes"),
        ),
        {"cxr": "recommended"},
    ),
    "1.4.a": Recommendation(
        (_row(pneumonia_suspected="yes", chest_radiograph="pneumonia-not-definite"),),
        {"ct": "after-weighing"},
        _BEATS_1_1_FOR_CT,
    ),
    "1.4.b": Recommendation(
        (_row(covid_suspicion="high", rt_pcr="negative"),), {"ct": "after-weighing"}, _BEATS_1_1_FOR_CT
    ),
    "1.4.c": Recommendation(
        (
            _row(severity="critical", can_wait_for_rt_pcr="no", rt_pcr=_NO_RESULT_YET),
            _row(urgent_procedure="yes", can_wait_for_rt_pcr="no", rt_pcr=_NO_RESULT_YET),
        ),
        {"ct": "after-weighing"},
        _BEATS_1_1_FOR_CT,
    ),
}


@dataclass(frozen=True)
class Caution:
    """What holds, for one modality, where one recommendation holds and the cells match as well."""

    modality: str
    where: str
    cells: Cells


CAUTIONS: dict[str, Caution] = {"1.3.rule-out": Caution("cxr", "1.3", _row(purpose="rule-out-covid-pneumonia"))}

OUT_OF_SCOPE: Cells = _row(rt_pcr="positive")
"""A context that matches is outside the section, for every modality."""
