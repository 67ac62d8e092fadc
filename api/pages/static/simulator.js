/* The simulator: plays what is chosen on the page, shows what comes of it, and acts on the cards as an EHR would. */

import { callOf, sloppily } from "./simulator-call.js";
import { hook, order, scenario, showCodes, showScenario, sloppiness, watchChoices } from "./simulator-choices.js";
import { drawCards, drawNothing, drawOrders, settle } from "./simulator-desk.js";
import { addExchange } from "./simulator-exchange.js";
import { changed, draftOf } from "./simulator-orders.js";
import { word } from "./simulator-page.js";
import { recordOf } from "./simulator-record.js";
import { FEEDBACK, SERVICE, discover, send } from "./simulator-send.js";

const page = document.getElementById("simulator");
const { base, language } = page.dataset;
const state = { record: null, drafts: [], hook: "order-select", services: {} };

/* A visit begins anew: other ids, so that nothing said of an earlier one counts. */
function begin() {
  const visit = crypto.randomUUID().slice(0, 8);
  const now = Date.now();
  state.record = recordOf(scenario(), visit, now);
  state.drafts = [draftOf(order(), state.record, `order-${visit}`, now)];
  drawOrders(state.drafts);
  drawNothing();
}

/* Does one thing at a time: what is pressed meanwhile is not heard. */
async function alone(act) {
  if (page.dataset.busy === "no") {
    page.dataset.busy = "yes";
    await act().finally(() => {
      page.dataset.busy = "no";
    });
  }
}

/* Calls hooks, one after the other, on the same drafts; the service's ratings are written on them at once. */
async function fire(...hooks) {
  const exchanges = [];
  for (const each of hooks) {
    state.hook = each;
    exchanges.push(await call(each));
  }
  drawOrders(state.drafts, exchanges.at(-1).answer);
  const heard = (act) => (card, chosen) => alone(() => act(card, chosen));
  drawCards(exchanges, { accept: heard(accept), override: heard(override) }, language);
}

async function call(each) {
  const { boxes, fault } = sloppiness();
  const templates = (state.services[each] ?? state.services["order-select"] ?? {}).prefetch ?? {};
  const body = sloppily(callOf(each, state.record, state.drafts, templates), boxes);
  const exchange = await send(base, SERVICE, body, fault);
  if (exchange.status === 200) {
    state.drafts = changed(state.drafts, exchange.answer?.systemActions ?? []);
  }
  addExchange(exchange);
  return exchange;
}

/* A suggestion is accepted: its actions are done, the service hears of it, and judges the orders anew. */
async function accept(card, suggestion) {
  settle(card, word("accepted", { label: suggestion.label }));
  state.drafts = changed(state.drafts, suggestion.actions ?? []);
  drawOrders(state.drafts);
  await tell({ card: card.uuid, outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] });
  if (state.drafts.length) {
    await fire(state.hook);
  }
}

/* A card is overridden: the order stays as it is, and the service hears why. */
async function override(card, reason) {
  const { system, code } = reason;
  settle(card, word("overridden", { reason: reason.display }));
  await tell({ card: card.uuid, outcome: "overridden", overrideReason: { reason: { system, code } } });
}

async function tell(outcome) {
  const body = { feedback: [{ ...outcome, outcomeTimestamp: new Date().toISOString() }] };
  addExchange(await send(base, FEEDBACK, body, sloppiness().fault));
}

async function start() {
  const form = document.getElementById("choices");
  watchChoices((each) => each in state.services);
  form.addEventListener("change", ({ target }) => {
    if (target.name === "scenario") {
      showScenario();
      begin();
    } else if (["kind", "system", "reason", "reason-as"].includes(target.name)) {
      showCodes();
      begin();
    }
  });
  document.getElementById("send").addEventListener("click", () => alone(() => fire(hook())));
  document.getElementById("sign").addEventListener("click", () => alone(() => fire("order-select", "order-sign")));
  document.getElementById("anew").addEventListener("click", begin);
  state.services = await discover();
  showScenario();
  begin();
  page.hidden = false;
  page.dataset.busy = "no";
}

await start();
