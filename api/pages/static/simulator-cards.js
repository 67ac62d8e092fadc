/* Cards as a clinician meets them: what they say, what they suggest, and the reasons to do otherwise. */

import { markdown } from "./simulator-markdown.js";
import { element, outward, word } from "./simulator-page.js";

/* Returns a card in its own language. A press of its buttons calls `act.accept` with the card and the suggestion, or
   `act.override` with the card and the reason. */
export function cardOf(card, act, lang) {
  const { indicator, source = {} } = card;
  return element(
    "article.card",
    { "data-indicator": indicator, "data-card": card.uuid },
    element("p.kind", {}, element("span.indicator", {}, word(`indicator.${indicator}`)), topicOf(source)),
    element("h3", { lang }, card.summary),
    element("div.detail", { lang }, ...markdown(card.detail ?? "")),
    element("p.source", {}, `${word("source")} `, element("span", { lang }, outward(source.url, source.label ?? ""))),
    suggestionsOf(card, act, lang),
    linksOf(card, lang),
    reasonsOf(card, act, lang),
  );
}

function topicOf(source) {
  return source.topic?.code ? element("code", {}, source.topic.code) : null;
}

function suggestionsOf(card, act, lang) {
  const suggestions = card.suggestions ?? [];
  if (suggestions.length === 0) {
    return null;
  }
  const buttons = suggestions.map((each) => {
    const style = each.isRecommended ? "button.main" : "button.other";
    const press = () => act.accept(card, each);
    return element(style, { type: "button", "data-suggestion": each.uuid, onclick: press }, each.label);
  });
  return element("div.suggestions", { lang }, ...buttons);
}

function linksOf(card, lang) {
  const links = card.links ?? [];
  return links.length ? element("p.links", { lang }, ...links.map((each) => outward(each.url, each.label))) : null;
}

function reasonsOf(card, act, lang) {
  const reasons = card.overrideReasons ?? [];
  if (reasons.length === 0) {
    return null;
  }
  const buttons = reasons.map((each) =>
    element(
      "li",
      {},
      element("button.reason", { type: "button", "data-reason": each.code, onclick: () => act.override(card, each) }, each.display),
    ),
  );
  return element(
    "details.override",
    {},
    element("summary", {}, word("override")),
    element("ul", { lang }, ...buttons),
  );
}
