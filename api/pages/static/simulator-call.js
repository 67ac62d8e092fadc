/* One call of a hook as a strict EHR makes it, and the ways in which a sloppy one makes it. */

import { answerOf } from "./simulator-record.js";

/* Returns the body of a call: drafts for every hook but patient-view, and what the templates of discovery find. */
export function callOf(hook, record, drafts, templates) {
  const context = { userId: "Practitioner/invented-clinician", patientId: record.id, encounterId: record.encounter };
  if (hook === "order-select") {
    context.selections = drafts.map((each) => `${each.resourceType}/${each.id}`);
  }
  if (hook !== "patient-view") {
    const entry = drafts.map((resource) => ({ resource }));
    context.draftOrders = { resourceType: "Bundle", type: "collection", entry };
  }
  const found = Object.entries(templates).map(([key, template]) => [key, answerOf(template, record)]);
  return { hook, hookInstance: crypto.randomUUID(), context, prefetch: Object.fromEntries(found) };
}

const HTML = "<!doctype html><html><body><h1>504 Gateway Time-out</h1></body></html>";
const OUTCOME = {
  resourceType: "OperationOutcome",
  issue: [{ severity: "error", code: "timeout", diagnostics: "The search did not finish." }],
};

const eachDraft = (body, change) => (body.context.draftOrders?.entry ?? []).forEach((each) => change(each.resource));
const eachSource = (body, change) => {
  for (const [key, found] of Object.entries(body.prefetch)) {
    body.prefetch[key] = change(found);
  }
};

/* By the name of the box: what it does to a body. All of it has been met in the field. */
export const SLOPPY = {
  "bundle-without-type": (body) => {
    delete body.context.draftOrders?.type;
  },
  "empty-coding": (body) =>
    eachDraft(body, (order) => {
      order.code = { coding: [{}] };
      order.reasonCode = [];
    }),
  "hook-instance": (body) => {
    body.hookInstance = "order-entry-42";
  },
  "no-subject": (body) =>
    eachDraft(body, (order) => {
      delete order.subject;
    }),
  "patient-reference": (body) => {
    body.context.patientId = `Patient/${body.context.patientId}`;
  },
  "text-reason": (body) =>
    eachDraft(body, (order) => {
      (order.reasonCode ?? []).forEach((reason) => delete reason.coding);
    }),
  "prefetch-absent": (body) => {
    delete body.prefetch;
  },
  "prefetch-null": (body) => eachSource(body, () => null),
  "prefetch-html": (body) => eachSource(body, () => HTML),
  "prefetch-outcome": (body) => eachSource(body, () => OUTCOME),
  "prefetch-next": (body) =>
    eachSource(body, (found) =>
      found?.resourceType === "Bundle"
        ? { ...found, link: [{ relation: "next", url: "https://ehr.example/fhir?page=2" }] }
        : found,
    ),
};

/* Returns a call with the faults of the ticked boxes. */
export function sloppily(body, boxes) {
  const copy = structuredClone(body);
  boxes.filter((each) => each in SLOPPY).forEach((each) => SLOPPY[each](copy));
  return copy;
}
