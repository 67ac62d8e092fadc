/* What went over the wire, as an integrator wants it: request, response, status, time, and what was recorded of it. */

import { element, word } from "./simulator-page.js";
import { claimsOf, curlOf, recordedOf } from "./simulator-send.js";
import { ratingOf } from "./simulator-orders.js";

const MOST = 12;
const list = document.getElementById("exchanges");
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d[\d.eE+-]*/g;

/* Adds an exchange, on top and open. */
export function addExchange(exchange) {
  list.querySelector(".none")?.remove();
  list.querySelectorAll("details[open]").forEach((each) => each.removeAttribute("open"));
  const drawn = element(
    "details.exchange",
    { open: true, "data-status": exchange.status },
    summaryOf(exchange),
    recorded(exchange),
    element("div.act", {}, ...copying(exchange)),
    element(
      "div.bodies",
      {},
      body(word("request"), [tokenOf(exchange), pretty(exchange.body)]),
      body(word("response"), [exchange.answer ? pretty(exchange.answer) : exchange.text || word("no-body")]),
    ),
  );
  list.prepend(drawn);
  [...list.children].slice(MOST).forEach((each) => each.remove());
}

function summaryOf(exchange) {
  const { status, milliseconds } = exchange;
  const kind = status >= 200 && status < 300 ? "ok" : "refused";
  return element(
    "summary",
    {},
    element("code.path", {}, `POST ${exchange.path}`),
    element("span.hook", {}, exchange.body.hook ?? "feedback"),
    element("span.status", { "data-kind": kind }, String(status || word("no-answer"))),
    element("span.hint", {}, word("milliseconds", { milliseconds: milliseconds.toFixed(1) })),
  );
}

/* How a call was made is on record alone: it is read back by the id that the answer tells. */
function recorded(exchange) {
  const place = element("div.recorded", {});
  if (exchange.spent) {
    place.append(element("p", {}, word("replayed", { status: exchange.spent.status })));
  }
  const decision = exchange.status === 200 && exchange.body.hook ? decisionOf(exchange.answer) : "";
  if (decision) {
    recordedOf(decision).then((found) => place.append(...(found ? drawnRecord(found) : [])));
  } else if (exchange.status === 200 && exchange.body.hook) {
    place.append(element("p", {}, word("record-not-told")));
  }
  return place;
}

function drawnRecord({ warnings, sources }) {
  const sloppy = warnings.map((each) => element("code.warned", {}, each));
  const found = Object.entries(sources).map(([key, state]) => element("code", { "data-state": state }, `${key}: ${state}`));
  return [
    element("p", {}, `${word(sloppy.length ? "recorded-warnings" : "no-warnings")} `, ...sloppy),
    element("p", {}, `${word("recorded-sources")} `, ...found),
  ];
}

function decisionOf(answer) {
  const rated = (answer?.systemActions ?? []).map((each) => ratingOf(each.resource)?.decision).find(Boolean);
  const links = (answer?.cards ?? []).flatMap((each) => each.links ?? []);
  return rated ?? links.map((each) => new URL(each.url).searchParams.get("from")).find(Boolean) ?? "";
}

function copying(exchange) {
  const text = curlOf(exchange);
  const said = element("span.hint", { role: "status" });
  const shown = element("pre.curl", { hidden: true, tabindex: "0" }, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = word("copied");
    } catch {
      // A browser may forbid the clipboard: then it is copied by hand.
      shown.hidden = false;
      getSelection().selectAllChildren(shown);
      said.textContent = word("copy-by-hand");
    }
  };
  return [element("button.small", { type: "button", onclick: copy }, word("copy-curl")), said, shown];
}

function body(name, parts) {
  return element("section.body", {}, element("h3", {}, name), element("pre", { tabindex: "0" }, ...parts));
}

function tokenOf(exchange) {
  const claims = claimsOf(exchange.token);
  const told = claims ? [element("span.comment", {}, `// ${word("token")}\n`), pretty(claims), "\n\n"] : [];
  return element("span.token", {}, ...told);
}

/* Returns JSON with its parts marked, so that they can be coloured. */
function pretty(value) {
  const text = JSON.stringify(value, null, 2);
  const marked = element("code.json");
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [all, quoted, colon] = found;
    const kind = quoted === undefined ? "literal" : colon === undefined ? "text" : "key";
    marked.append(text.slice(end, found.index), element(`span.${kind}`, {}, all));
    end = found.index + all.length;
  }
  marked.append(text.slice(end));
  return marked;
}
