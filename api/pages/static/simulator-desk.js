/* The clinician's desk: the draft orders with their ratings, the cards, or why there is nothing to see. */

import { cardOf } from "./simulator-cards.js";
import { ratedIn, ratingOf } from "./simulator-orders.js";
import { element, word } from "./simulator-page.js";

const orders = document.getElementById("orders");
const cards = document.getElementById("cards");

/* Draws the drafts; `response` is the last answer, by which each says where its rating was read. */
export function drawOrders(drafts, response) {
  const rows = drafts.map((order) => rowOf(order, response));
  orders.replaceChildren(...(rows.length ? rows : [element("li.none", {}, word("no-orders"))]));
}

function rowOf(order, response) {
  const reason = (order.reasonCode ?? []).map((each) => each.text ?? each.coding?.[0]?.display ?? each.coding?.[0]?.code);
  return element(
    "li",
    { "data-order": order.id },
    element(
      "div.what",
      {},
      element("strong", {}, order.code?.text ?? order.code?.coding?.[0]?.code ?? word("order-without-code")),
      element("span.hint", {}, reason.filter(Boolean).join(" · ") || word("no-reason")),
    ),
    badgeOf(order, response),
  );
}

function badgeOf(order, response) {
  const rating = ratingOf(order);
  if (!rating) {
    return element("div.rated", {}, element("span.badge", { "data-rating": "none" }, word("rating.none")));
  }
  const places = Object.entries(response ? ratedIn(response, order.id) : {}).filter(([, rates]) => rates);
  return element(
    "div.rated",
    {},
    element("span.badge", { "data-rating": rating.code }, word(`rating.${rating.code}`)),
    element("span.hint", {}, places.length ? places.map(([place]) => place).join(" + ") : word("rating.suggested")),
  );
}

/* Draws what a clinician is shown of the exchanges of one act, the last one's answer last. */
export function drawCards(exchanges, act, language) {
  const answered = exchanges.filter((each) => each.status === 200 && each.answer?.cards?.length);
  const shown = answered.flatMap((each) => [
    exchanges.length > 1 ? element("p.from", {}, word("cards-of", { hook: each.body.hook })) : "",
    ...each.answer.cards.map((card) => cardOf(card, act, language)),
  ]);
  const count = answered.flatMap((each) => each.answer.cards).length;
  cards.replaceChildren(told(exchanges.at(-1), count), ...shown);
}

function told({ status, answer }, count) {
  if (status !== 200) {
    return element("p.told.refused", {}, word(status === 401 ? "told.401" : status === 412 ? "told.412" : "told.other", { status }));
  }
  if (count) {
    return element("p.told", {}, word("told.cards", { count }));
  }
  const rates = (answer?.systemActions ?? []).length > 0;
  return element("p.told.silent", {}, word(rates ? "told.rated" : "told.silent"));
}

/* Says what became of a card, in its place. */
export function settle(card, text) {
  const drawn = cards.querySelector(`[data-card="${CSS.escape(card.uuid)}"]`);
  drawn?.replaceChildren(element("p.settled", { role: "status" }, text), element("p.hint", {}, card.summary));
}

/* Shows that nothing was asked yet of what is on the page now. */
export function drawNothing() {
  cards.replaceChildren(element("p.told.silent", {}, word("told.not-yet")));
}
