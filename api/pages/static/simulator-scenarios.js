/* The invented patients: what is on record of each, and what is ordered. Their stories in words are in the page. */

const HOUR = 3600;

/* answers: questions answered with the order, by link id; vitals, tests: newest first; ago: seconds before now. */
export const SCENARIOS = [
  {
    name: "ordinary-film",
    number: 1,
    gender: "male",
    birthDate: "1964-03-02",
    visit: "AMB",
    answers: {},
    vitals: [],
    tests: [],
    conditions: [],
    order: { kind: "film", reason: "S22.3" },
  },
  {
    name: "screening-ct",
    number: 2,
    gender: "female",
    birthDate: "1991-08-17",
    visit: "AMB",
    answers: {
      care_setting: "screening-clinic",
      visit_reason: "epidemiological",
      fever: "no",
      respiratory_symptoms: "no",
      other_symptoms_or_signs: "no",
      purpose: "screening",
      "ct-circumstance": "none-of-these",
    },
    vitals: [{ code: "8310-5", value: 36.5, unit: "Cel" }],
    tests: [],
    conditions: [],
    order: { kind: "ct", reason: "Z20.822" },
  },
  {
    name: "screening-film",
    number: 3,
    gender: "male",
    birthDate: "1978-11-30",
    visit: "AMB",
    answers: { care_setting: "screening-clinic", visit_reason: "medical" },
    vitals: [{ code: "8310-5", value: 37.1, unit: "Cel" }],
    tests: [],
    conditions: ["R05"],
    order: { kind: "film", reason: "R05" },
  },
  {
    name: "safe-clinic-film",
    number: 4,
    gender: "female",
    birthDate: "1958-05-09",
    visit: "AMB",
    answers: { care_setting: "outpatient-safe-clinic", purpose: "rule-out-covid-pneumonia" },
    vitals: [{ code: "8310-5", value: 38.4, unit: "Cel" }],
    tests: [],
    conditions: [],
    order: { kind: "film", reason: "U07.2" },
  },
  {
    name: "emergency-ct",
    number: 5,
    gender: "male",
    birthDate: "1970-01-25",
    visit: "EMER",
    answers: { "ct-circumstance": "negative-but-suspected", purpose: "diagnosis" },
    vitals: [{ code: "8310-5", value: 38.1, unit: "Cel" }],
    tests: [{ result: "260415000", ago: 20 * HOUR }],
    conditions: ["R05"],
    order: { kind: "ct", reason: "U07.2" },
  },
  {
    name: "unsettled-ct",
    number: 6,
    gender: "female",
    birthDate: "1983-07-14",
    visit: "EMER",
    answers: {},
    vitals: [{ code: "8310-5", value: 37.2, unit: "Cel" }],
    tests: [],
    conditions: ["R05"],
    order: { kind: "ct", reason: "U07.2" },
  },
  {
    name: "positive-ct",
    number: 7,
    gender: "male",
    birthDate: "1949-12-05",
    visit: "IMP",
    answers: {},
    vitals: [{ code: "59408-5", value: 95, unit: "%" }],
    tests: [{ result: "260373001", ago: 44 * HOUR }],
    conditions: [],
    order: { kind: "ct", reason: "J18.9" },
  },
  {
    name: "critical-ct",
    number: 8,
    gender: "female",
    birthDate: "1966-09-21",
    visit: "EMER",
    answers: { "ct-circumstance": "critical-cannot-wait", fever: "no", respiratory_symptoms: "no", other_symptoms_or_signs: "no" },
    vitals: [
      { code: "59408-5", value: 84, unit: "%" },
      { code: "9279-1", value: 34, unit: "/min" },
    ],
    tests: [],
    conditions: [],
    order: { kind: "ct", reason: "U07.2" },
  },
];

/* What an order is coded by, per kind; a kind without a code in a system cannot be ordered by it. */
export const ORDERS = {
  film: { loinc: "36643-5", snomed: "399208008", cpt: "71046", local: "XR-CHEST-2" },
  ct: { loinc: "24627-2", snomed: "169069000", cpt: "71250", local: "CT-CHEST" },
  cta: { loinc: "36147-7", cpt: "71275", local: "CTA-CHEST" },
  other: { loinc: "24558-9", snomed: "45036003", cpt: "76700", local: "US-ABDOMEN" },
};

export const SYSTEMS = {
  loinc: "http://loinc.org",
  snomed: "http://snomed.info/sct",
  cpt: "http://www.ama-assn.org/go/cpt",
  local: "https://hospital.example/order-codes",
};

export const ICD_10 = "http://hl7.org/fhir/sid/icd-10-cm";
