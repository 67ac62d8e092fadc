"""A patient's bundle to facts, and on to a decision, beside only parsing the same bytes with orjson."""

import gc
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import process_time

import orjson

from api.library import read_library
from engine.context import Gathered, weigh
from fhir.bundle.read import read_bundle
from fhir.bundle.site import SiteMap
from tests.bench.rows import Row

ROUNDS = 300
PATIENT = "fhir/synthea/Bibi254_Schowalter414_475d72ca-91c7-7211-97e3-f000af33fc04.json"  # 94 entries
AS_OF = datetime.fromisoformat("2020-03-06T21:00:00-08:00")  # in the encounter for symptoms


def run() -> list[Row]:
    """Measure, if the public corpus is here; figures are microseconds of processor time, the best of all rounds."""
    corpus = Path(os.environ.get("IMAGING_CDS_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
    if not (corpus / PATIENT).is_file():
        print("the public corpus is absent: name its folder in IMAGING_CDS_CORPUS")
        return []
    body = orjson.dumps(orjson.loads((corpus / PATIENT).read_bytes()))
    library = read_library(None, "ksr-kstr-2020")
    deciding, site = library.deciding(library.find(None)), SiteMap()
    facts, thresholds = deciding.edition.facts, deciding.edition.thresholds

    def gather() -> Gathered:
        return read_bundle(body, facts=facts, thresholds=thresholds, site=site, as_of=AS_OF, now=AS_OF)

    def decide() -> object:
        return deciding.decide(weigh(gather(), facts, thresholds, AS_OF), library.safety)

    def parse() -> object:
        return orjson.loads(body)

    gc.collect()
    gc.freeze()
    reading, deciding_too, parsing = _best(gather, decide, parse)
    size = f"94 entries, {len(body) // 1024} KB"
    return [
        Row(f"bundle ({size}) to facts", reading, "µs", "orjson.loads", parsing),
        Row(f"bundle ({size}) to decision", deciding_too, "µs", "orjson.loads", parsing),
    ]


def _best(*works: Callable[[], object]) -> list[float]:
    """Return the best time of each; they take turns, so that a busy machine is busy for all."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for index, work in enumerate(works):
            start = process_time()
            work()
            best[index] = min(best[index], (process_time() - start) * 1e6)
    return best
