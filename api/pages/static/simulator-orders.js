/* The draft orders: written as the choices on the page say, and changed as a response's actions say. */

import { before, coded } from "./simulator-record.js";
import { ICD_10, ORDERS, SYSTEMS } from "./simulator-scenarios.js";

const RATING = "http://fhir.org/argonaut/Extension/pama-rating";
const CONSULT = "http://fhir.org/argonaut/Extension/pama-rating-consult-id";

/* Returns a draft; `choice` has kind, system, reason ("" for none), isTextOnly, and the words of what is ordered. */
export function draftOf(choice, record, id, now) {
  const code = ORDERS[choice.kind][choice.system];
  const form = record.resources.find((each) => each.resourceType === "QuestionnaireResponse");
  return {
    resourceType: "ServiceRequest",
    id,
    status: "draft",
    intent: "order",
    category: [coded(SYSTEMS.snomed, "363679005")],
    priority: "routine",
    code: code ? coded(SYSTEMS[choice.system], code, choice.words) : { text: choice.words },
    ...record.here,
    requester: { reference: "Practitioner/invented-clinician" },
    authoredOn: before(now, 0),
    ...reasonOf(choice),
    ...(form ? { supportingInfo: [{ reference: `QuestionnaireResponse/${form.id}` }] } : {}),
  };
}

function reasonOf(choice) {
  if (!choice.reason) {
    return {};
  }
  const text = choice.reasonWords;
  return { reasonCode: [choice.isTextOnly ? { text } : coded(ICD_10, choice.reason, text)] };
}

/* Returns the drafts after actions; `resourceId` names what a delete removes, by type and id. */
export function changed(drafts, actions) {
  let orders = drafts;
  for (const action of actions) {
    const { resource } = action;
    if (action.type === "create") {
      orders = [...orders, { id: crypto.randomUUID(), ...resource }];
    } else if (action.type === "update") {
      orders = orders.map((each) => (each.id === resource.id ? resource : each));
    } else if (action.type === "delete") {
      orders = orders.filter((each) => `${each.resourceType}/${each.id}` !== action.resourceId);
    }
  }
  return orders;
}

/* Returns the rating that an order carries: its code, the strength beside it, and the decision it came from. */
export function ratingOf(order) {
  const extensions = order.extension ?? [];
  const coding = extensions.find((each) => each.url === RATING)?.valueCodeableConcept?.coding ?? [];
  const consult = extensions.find((each) => each.url === CONSULT)?.valueUri ?? "";
  if (coding.length === 0) {
    return null;
  }
  const strength = coding.find((each) => each.system === "urn:imaging-cds:strength")?.code ?? "";
  return { code: coding[0].code, strength, decision: consult.replace("urn:uuid:", "") };
}

/* Returns which of the two places a response rates an order in. */
export function ratedIn(response, id) {
  const rates = (actions) => (actions ?? []).some((each) => each.resource?.id === id && ratingOf(each.resource));
  return {
    systemActions: rates(response.systemActions),
    "extension.systemActions": rates(response.extension?.systemActions),
  };
}
