"""Every problem a caller can meet: the one list of types, titles and HTTP statuses (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import InputError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One type of problem: what it is called, which status tells it, and what to do about it."""

    slug: str
    status: int
    title: str
    advice: str

    def body(self, *errors: Mapping[str, object]) -> dict[str, object]:
        """Return the problem document; `errors` name fields and never hold what was sent."""
        told: dict[str, object] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.advice,
        }
        return told | {"errors": list(errors)} if errors else told


_ALL = (
    Problem(
        "malformed-json", 400, "The body is not JSON", "Send one JSON document in UTF-8, without NaN or repeated keys."
    ),
    Problem("too-deep", 400, "The JSON is nested too deeply", "Send a document nested at most 64 levels deep."),
    Problem(
        "too-large", 413, "The body is too large", "Send at most 256 KiB of facts, 1 MiB of HL7 v2, or 8 MiB of FHIR."
    ),
    Problem("unsupported-media-type", 415, "This media type is not read here", "Send one of the allowed media types."),
    Problem("not-an-object", 422, "A JSON object is needed", 'Send an object with the key "facts".'),
    Problem("unknown-field", 422, "A field is not known", "Use only the allowed fields."),
    Problem("missing-field", 422, "A field is missing", "Add the field that is named."),
    Problem("wrong-type", 422, "A field has the wrong type", "Send the type that the documentation shows."),
    Problem("unknown-fact", 422, "A fact is not declared", "Use only the allowed facts."),
    Problem(
        "unknown-value",
        422,
        "A value is not one of the allowed",
        "Send one of the allowed values, a list of them, or null.",
    ),
    Problem("empty-list", 422, "A list of possible values is empty", "Leave the fact out where nothing is known."),
    Problem("repeated-value", 422, "A list names a value twice", "Name each possible value once."),
    Problem("unknown-unit", 422, "The unit is not one that can be read", "Use one of the allowed UCUM units."),
    Problem(
        "implausible", 422, "The number cannot be a measurement of a living patient", "Check the number and its unit."
    ),
    Problem("malformed-time", 422, "The time cannot be read", "Send a date and time with its zone, as in RFC 3339."),
    Problem("too-long", 422, "A text is too long", "Send at most 200 characters."),
    Problem("unknown-guideline", 422, "The guideline is not on the shelf", "Use one of the allowed guidelines."),
    Problem("not-a-bundle", 422, "The body is neither a Bundle nor Parameters with a bundle", "Send a FHIR R4 Bundle."),
    Problem(
        "two-patients",
        422,
        "What was sent is about more than one patient",
        "Send the resources of one patient: of a CDS Hooks call, context.patientId.",
    ),
    Problem(
        "malformed-message",
        400,
        "The HL7 v2 message cannot be taken",
        "Mend the segment or field that is named; what is allowed there is listed.",
    ),
    Problem(
        "control-id-used",
        422,
        "The sender used this MSH-10 for another message",
        "Give each message a control id of its own; the same message again gives the same answer.",
    ),
    Problem("invalid-resource", 422, "A resource is not valid FHIR", "Mend the elements that are named."),
    Problem("repeated-parameter", 422, "A parameter of the query stands twice", "Give each parameter once."),
    Problem("malformed-key", 422, "The Idempotency-Key cannot be used", "Send 1 to 200 printable ASCII characters."),
    Problem(
        "idempotency-conflict",
        422,
        "The Idempotency-Key was used with another body",
        "Use a new key for a new request.",
    ),
    Problem("idempotency-in-flight", 409, "The same request is being decided", "Wait for its answer, then ask again."),
    Problem("malformed-hook", 400, "The CDS Hooks request cannot be read", "Mend the fields that are named."),
    Problem("malformed-feedback", 400, "The feedback cannot be read", "Mend the fields that are named."),
    Problem(
        "too-many-orders",
        400,
        "The request holds more imaging orders than are answered at once",
        "Send the orders of one selection or signing.",
    ),
    Problem(
        "source-failed",
        412,
        "What the answer rests on could not be fetched",
        "No advice was given. Send it as prefetch, or try again.",
    ),
    Problem("unknown-service", 404, "No CDS service has this id", "Take the id from /cds-services."),
    Problem("not-found", 404, "There is nothing at this address", "Check the address."),
    Problem("unknown-decision", 404, "No decision has this id", "Check the id."),
    Problem("method-not-allowed", 405, "This address does not take that method", "Use one of the allowed methods."),
    Problem(
        "forbidden-host",
        403,
        "The service answers only this machine",
        "Configure clients, or set IMAGING_CDS_DEMO=1 for a demonstration.",
    ),
    Problem("unauthorised", 401, "The token proves nothing", "Told without a body. The operator reads why in the log."),
    Problem("too-many-requests", 429, "The client asks more often than it may", "Wait as long as Retry-After says."),
    Problem("bad-request", 400, "The request cannot be read", "Check the request against the documentation."),
    Problem("log-unavailable", 503, "The decision cannot be recorded now", "No advice was given. Try again."),
    Problem(
        "log-damaged",
        500,
        "The log does not hold what was recorded",
        "No advice was given. The operator finds the record with: imaging-cds log verify",
    ),
    Problem("internal", 500, "The program failed", "No advice was given. Report the request id."),
)

PROBLEMS: Mapping[str, Problem] = {problem.slug: problem for problem in _ALL}


MOST_FLAWS = 100
"""A body can have more; nobody reads them, and the answer would be larger than the body."""


def problem_of(error: InputError) -> tuple[int, dict[str, object]]:
    """Return the status and document of an error in what was sent, with the first of its flaws."""
    problem = PROBLEMS[error.problem]
    return problem.status, problem.body(
        *(
            {"pointer": flaw.pointer, "code": flaw.code} | ({"allowed": list(flaw.allowed)} if flaw.allowed else {})
            for flaw in error.flaws[:MOST_FLAWS]
        )
    )
