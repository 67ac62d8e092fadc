// Reads {"resource", "expressions"} as NDJSON on stdin; for each, writes a line: the value of every FHIRPath expression.
import { createInterface } from "node:readline";

// @medplum/core names it when it is loaded; before version 22, Node has none.
globalThis.WebSocket ??= class {};
const { evalFhirPath } = await import("@medplum/core");

for await (const line of createInterface({ input: process.stdin })) {
  const { resource, expressions } = JSON.parse(line);
  console.log(JSON.stringify(expressions.map((each) => evalFhirPath(each, resource)[0] ?? null)));
}
