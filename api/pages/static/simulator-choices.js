/* What is chosen on the page: the patient, the order, the hook, and how it is played. */

import { ORDERS, SCENARIOS } from "./simulator-scenarios.js";
import { element, word } from "./simulator-page.js";

const form = document.getElementById("choices");
const field = (name) => form.elements.namedItem(name);

/* Boxes of which only one can be ticked: a prefetch is one thing or the other, and so is a token. */
const EXCLUSIVE = [
  ["prefetch-absent", "prefetch-null", "prefetch-html", "prefetch-outcome", "prefetch-next"],
  ["wrong-aud", "replayed", "expired", "alg-none", "hs256"],
];
const [, TOKENS] = EXCLUSIVE;

/* Returns the scenario chosen. */
export const scenario = () => SCENARIOS.find((each) => each.name === field("scenario").value);

/* Returns the hook chosen. */
export const hook = () => field("hook").value;

/* Returns the order chosen, with the words for it. */
export function order() {
  const kind = field("kind").value;
  const reason = field("reason").value;
  return {
    kind,
    system: field("system").value,
    words: word(`order.${kind}`),
    reason,
    reasonWords: reason ? word(`reason.${reason}`) : "",
    isTextOnly: field("reason-as").value === "text",
  };
}

/* Returns the boxes that are ticked, while the EHR is sloppy, and the fault of its tokens. */
export function sloppiness() {
  const isSloppy = field("playing").value === "sloppy";
  const boxes = isSloppy ? [...form.querySelectorAll("[name=box]:checked")].map((each) => each.value) : [];
  return { boxes, fault: boxes.find((each) => TOKENS.includes(each)) ?? "none" };
}

/* Fills in the scenario's own order, and its story. */
export function showScenario() {
  const chosen = scenario();
  field("kind").value = chosen.order.kind;
  field("system").value = "loinc";
  field("reason").value = chosen.order.reason;
  field("reason-as").value = "coded";
  document.getElementById("story").replaceChildren(
    element("p.who", {}, word("patient", { number: chosen.number, born: chosen.birthDate.slice(0, 4) }), " · ", word(`gender.${chosen.gender}`)),
    element("p", {}, word(`story.${chosen.name}`)),
    element("p.expected", {}, word(`expected.${chosen.name}`)),
  );
  showCodes();
}

/* Offers only the systems that have a code for what is ordered. */
export function showCodes() {
  const codes = ORDERS[field("kind").value];
  for (const option of field("system").options) {
    option.disabled = option.value !== "text" && !(option.value in codes);
  }
  if (field("system").selectedOptions[0].disabled) {
    field("system").value = "loinc";
  }
}

/* Shows the boxes while the EHR is sloppy, lets one of an exclusive group push out the others, and tells of a hook that
   is not offered (`offered` tells whether it is) that it is off. */
export function watchChoices(offered) {
  form.addEventListener("change", ({ target }) => {
    document.getElementById("boxes").hidden = field("playing").value !== "sloppy";
    document.getElementById("patient-view-off").hidden = offered(hook());
    const group = EXCLUSIVE.find((each) => each.includes(target.value));
    if (target.name === "box" && target.checked && group) {
      form.querySelectorAll("[name=box]").forEach((each) => {
        each.checked = each.checked && (each === target || !group.includes(each.value));
      });
    }
  });
}
