/* Ask the service as a client does: with a token for the one endpoint, timed, and told as an exchange. */

export const SERVICE = "/cds-services/chest-imaging";
export const FEEDBACK = `${SERVICE}/feedback`;
const JSON_TYPE = { "Content-Type": "application/json" };

/* Returns the services of discovery, by hook. */
export async function discover() {
  const response = await fetch("/cds-services");
  const { services } = await response.json();
  return Object.fromEntries(services.map((each) => [each.hook, each]));
}

/* Returns a token for an endpoint (an absolute URL), right or with a fault; "" where none is given. */
async function tokenFor(aud, fault) {
  const body = JSON.stringify({ aud, fault });
  const response = await fetch("/simulator/token", { method: "POST", headers: JSON_TYPE, body });
  return response.ok ? (await response.json()).token : "";
}

/* Returns what was sent to a path and what came back. A token whose fault is "replayed" was spent once before. */
export async function send(base, path, body, fault = "none") {
  const isReplayed = fault === "replayed";
  const token = await tokenFor(base + path, isReplayed ? "none" : fault);
  const spent = isReplayed ? await post(path, body, token) : null;
  return { path, url: base + path, body, fault, token, spent, ...(await post(path, body, token)) };
}

async function post(path, body, token) {
  const language = document.documentElement.lang;
  const headers = { ...JSON_TYPE, "Accept-Language": language, Authorization: `Bearer ${token}` };
  const began = performance.now();
  try {
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, milliseconds: performance.now() - began, text, answer: parsed(text) };
  } catch {
    return { status: 0, milliseconds: performance.now() - began, text: "", answer: null };
  }
}

/* Returns JSON, or null for what is none. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/* Returns the header and the claims of a token, without its signature. */
export function claimsOf(token) {
  const read = (part) => parsed(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
  const [header, claims] = token.split(".");
  return token ? { header: read(header), claims: read(claims) } : null;
}

/* Returns what the record of a call tells of how it was made: its warnings, and the state of each source. */
export async function recordedOf(decision) {
  const response = await fetch(`/simulator/records/${encodeURIComponent(decision)}`);
  return response.ok ? await response.json() : null;
}

/* Returns the same exchange for a shell, with a token of its own: one is taken only once. */
export function curlOf(exchange) {
  const fault = exchange.fault === "replayed" ? "none" : exchange.fault;
  const asked = JSON.stringify({ aud: exchange.url, fault });
  const origin = new URL(exchange.url).origin;
  const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `TOKEN=$(curl -s ${quoted(`${origin}/simulator/token`)} -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(asked)} | sed 's/.*"token": *"\\([^"]*\\)".*/\\1/')`,
    `curl -i ${quoted(exchange.url)} -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" \\`,
    `  -d ${quoted(JSON.stringify(exchange.body))}`,
  ].join("\n");
}
