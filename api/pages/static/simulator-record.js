/* An invented patient's record as FHIR resources, and what a search in it finds: the templates of discovery, run. */

import { ICD_10 } from "./simulator-scenarios.js";

const BASE = "https://ehr.example/fhir";
const LOINC = "http://loinc.org";
const SNOMED = "http://snomed.info/sct";
const TERMINOLOGY = "http://terminology.hl7.org/CodeSystem";
const RT_PCR = "94500-6";

/* What every resource says of itself: it is test data, and nobody's. */
const INVENTED = { tag: [{ system: `${TERMINOLOGY}/v3-ActReason`, code: "HTEST", display: "test health data" }] };

export const coded = (system, code, text) => ({ coding: [{ system, code }], ...(text ? { text } : {}) });
export const before = (now, seconds) => new Date(now - seconds * 1000).toISOString();

/* Returns the record of one visit; `visit` is new with every visit, so that no earlier one is continued. */
export function recordOf(scenario, visit, now) {
  const patient = `invented-${scenario.number}`;
  const encounter = `visit-${visit}`;
  const here = { subject: { reference: `Patient/${patient}` }, encounter: { reference: `Encounter/${encounter}` } };
  const told = { id: patient, encounter, answers: `answers-${visit}`, here };
  return {
    ...told,
    resources: [
      patientOf(scenario, patient),
      encounterOf(scenario, encounter, here.subject, now),
      ...scenario.vitals.map((vital, index) => vitalOf(vital, `vital-${visit}-${index}`, here, now)),
      ...scenario.tests.map((test, index) => testOf(test, `test-${visit}-${index}`, here, now)),
      ...scenario.conditions.map((code, index) => conditionOf(code, `condition-${visit}-${index}`, here, now)),
      ...formOf(scenario, told, now),
    ],
  };
}

function patientOf(scenario, id) {
  return {
    resourceType: "Patient",
    id,
    meta: INVENTED,
    name: [{ use: "usual", family: "Invented", given: [`Patient ${scenario.number}`] }],
    gender: scenario.gender,
    birthDate: scenario.birthDate,
  };
}

function encounterOf(scenario, id, subject, now) {
  return {
    resourceType: "Encounter",
    id,
    meta: INVENTED,
    status: "in-progress",
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: scenario.visit },
    subject,
    period: { start: before(now, 3600) },
  };
}

function observation(id, category, code, here, time) {
  return {
    resourceType: "Observation",
    id,
    meta: INVENTED,
    status: "final",
    category: [coded(`${TERMINOLOGY}/observation-category`, category)],
    code: coded(LOINC, code),
    ...here,
    effectiveDateTime: time,
  };
}

function vitalOf(vital, id, here, now) {
  const unit = vital.unit === "Cel" ? "°C" : vital.unit;
  const value = { value: vital.value, unit, system: "http://unitsofmeasure.org", code: vital.unit };
  return { ...observation(id, "vital-signs", vital.code, here, before(now, 1800)), valueQuantity: value };
}

function testOf(test, id, here, now) {
  // The test may be older than the visit, so it names none.
  const found = observation(id, "laboratory", RT_PCR, { subject: here.subject }, before(now, test.ago));
  return { ...found, valueCodeableConcept: coded(SNOMED, test.result) };
}

function conditionOf(code, id, here, now) {
  return {
    resourceType: "Condition",
    id,
    meta: INVENTED,
    clinicalStatus: coded(`${TERMINOLOGY}/condition-clinical`, "active"),
    verificationStatus: coded(`${TERMINOLOGY}/condition-ver-status`, "confirmed"),
    code: coded(ICD_10, code),
    ...here,
    recordedDate: before(now, 1500),
  };
}

function formOf(scenario, told, now) {
  const item = Object.entries(scenario.answers).map(([linkId, code]) => ({
    linkId,
    answer: [{ valueCoding: { system: `urn:imaging-cds:${linkId}`, code } }],
  }));
  if (item.length === 0) {
    return [];
  }
  const form = { resourceType: "QuestionnaireResponse", id: told.answers, meta: INVENTED, status: "completed" };
  return [{ ...form, ...told.here, authored: before(now, 600), item }];
}

/* Returns what a prefetch template finds: the resource of a read, or a searchset. */
export function answerOf(template, record) {
  const tokens = { patientId: record.id, encounterId: record.encounter };
  const query = template.replace(/\{\{context\.(\w+)\}\}/g, (token, name) => tokens[name] ?? token);
  const [path, parameters = ""] = query.split("?");
  const [type, id] = path.split("/");
  if (id) {
    return record.resources.find((each) => each.resourceType === type && each.id === id) ?? null;
  }
  const wanted = new URLSearchParams(parameters);
  const found = record.resources.filter((each) => each.resourceType === type && fits(each, wanted));
  return searchset(found);
}

function fits(resource, wanted) {
  const category = wanted.get("category");
  const status = wanted.get("status");
  const codes = (resource.category ?? []).flatMap((each) => each.coding.map((coding) => coding.code));
  const named = (resource.code?.coding ?? []).map((each) => `${each.system}|${each.code}`);
  const isNamed = !wanted.get("code") || wanted.get("code").split(",").some((code) => named.includes(code));
  return isNamed && (!category || codes.includes(category)) && (!status || resource.status === status);
}

function searchset(found) {
  const entry = found.map((resource) => ({
    fullUrl: `${BASE}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: "match" },
  }));
  return { resourceType: "Bundle", type: "searchset", total: found.length, ...(entry.length ? { entry } : {}) };
}
