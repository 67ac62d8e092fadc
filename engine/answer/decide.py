"""The decision: everything an edition says for one patient, from what is known and nothing else."""

from collections.abc import Mapping, Sequence

from engine.answer.advice import Advice, Decision
from engine.answer.explain import Explainer
from engine.answer.notes import notes_on
from engine.answer.order import concordance, presumably
from engine.answer.settle import Settler, settler_of
from engine.context import PatientContext
from engine.errors import EngineFault
from engine.guideline import Edition
from engine.rows import matches_of, space_of
from engine.safety import LocalSafety
from engine.table import compare, tabulate


class DecidingEdition:
    """An edition whose complete table was built twice and agreed; it decides without either rule engine."""

    def __init__(self, edition: Edition, tables: Mapping[str, Mapping[str, int]]) -> None:
        """Take the row matches that durable-rules found, per modality.

        EngineFault where they are not those of the independent evaluator; GuidelineError as in `tabulate`.
        """
        if tables.keys() != edition.modalities.keys():
            message = f"{edition.id}: a table for each modality is needed"
            raise EngineFault(message)
        self.edition = edition
        self._settlers: dict[str, Settler] = {}
        self._explainers: dict[str, Explainer] = {}
        for modality, theirs in tables.items():
            space = space_of(edition, modality)
            compare(modality, matches_of(edition, space), theirs)
            settler = settler_of(edition, tabulate(edition, space, theirs))
            self._settlers[modality] = settler
            self._explainers[modality] = Explainer(edition, settler)

    def advise(
        self, known: Sequence[int], order: str | None = None, *, presume: bool = True, explain: bool = False
    ) -> dict[str, Advice]:
        """Return the advice on every modality for the values that each fact of the edition may have (masks)."""
        return {
            modality: self._advise(modality, known, order, presume=presume, explain=explain)
            for modality in self._settlers
        }

    def _advise(
        self, modality: str, known: Sequence[int], order: str | None, *, presume: bool, explain: bool
    ) -> Advice:
        settler, explainer = self._settlers[modality], self._explainers[modality]
        settling = settler.settle(known, order, presume=presume)
        presumed = settler.presumed(settling)
        changes = explainer.would_change(known, settling, presumed, order, presume=presume) if explain else None
        certain, possible = explainer.governing(settling.cells)
        return Advice(
            modality=modality,
            strength=settling.strength,
            recommendations=certain,
            possible=possible,
            defeated=explainer.defeated(settling.cells),
            cautions=explainer.cautions(settling.cells),
            ask=settler.ask(settling),
            presumed=presumed,
            presumably=presumably(settler, known, settling, presume=presume) if order == modality else None,
            because=explainer.because(certain, settling),
            interpretations=explainer.interpretations(settling.cells),
            would_change=changes,
            masks=settling.masks,
            narrowed=tuple(each.fact for each in settling.active),
        )

    def decide(
        self, context: PatientContext, safety: LocalSafety, *, presume: bool = True, explain: bool = False
    ) -> Decision:
        """Return the decision for a patient's context."""
        known = [context.facts[fact].mask for fact in self.edition.facts]
        advice = self.advise(known, context.order, presume=presume, explain=explain)
        ordered = advice[context.order] if context.order else None
        return Decision(
            advice,
            notes_on(safety, context, advice, self.edition.thresholds),
            context.order,
            concordance(self.edition, ordered) if ordered else None,
        )
