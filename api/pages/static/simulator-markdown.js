/* The Markdown of cards, drawn as a few harmless elements: paragraphs, lists, strong, emphasis, code and links. */

import { element, outward } from "./simulator-page.js";

const INLINE = /\\([\\`*_{}[\]<>#|~&!()+.-])|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/gs;
const BULLET = /^\s*[-*]\s+/;

/* Returns the nodes of a text. What is no Markdown of this kind, HTML above all, stays text. */
export function markdown(text) {
  const blocks = text.replaceAll("\r\n", "\n").split(/\n{2,}/);
  return blocks.filter((each) => each.trim()).map(block);
}

function block(text) {
  const lines = text.split("\n");
  if (lines.every((line) => BULLET.test(line))) {
    return element("ul", {}, ...lines.map((line) => element("li", {}, ...inline(line.replace(BULLET, "")))));
  }
  return element("p", {}, ...inline(text));
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, found.index), drawn(found));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
}

function drawn([, escaped, strong, emphasis, code, label, address]) {
  if (escaped !== undefined) {
    return escaped;
  }
  if (strong !== undefined) {
    return element("strong", {}, ...inline(strong));
  }
  if (emphasis !== undefined) {
    return element("em", {}, ...inline(emphasis));
  }
  return code === undefined ? outward(address, label) : element("code", {}, code);
}
