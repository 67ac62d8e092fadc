/* Elements and words: the words of both languages are in the page itself, and no text is ever read as HTML. */

const words = document.getElementById("words").content;

/* Returns a text of the page by its name, its gaps filled. */
export function word(name, parts = {}) {
  const found = words.querySelector(`[data-word="${CSS.escape(name)}"]`);
  const text = found ? found.textContent.trim() : name;
  return text.replace(/\{(\w+)\}/g, (gap, part) => parts[part] ?? gap);
}

/* Returns an element: "p.hint" names it and its classes; members of `told` are attributes, or listeners ("onclick"). */
export function element(name, told = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  made.classList.add(...classes);
  for (const [member, value] of Object.entries(told)) {
    if (member.startsWith("on")) {
      made.addEventListener(member.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(member, value === true ? "" : value);
    }
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

/* Returns a link that leaves the page, where the address is one of the web; else its text alone. */
export function outward(address, text) {
  const isWeb = /^https?:\/\//i.test(address ?? "");
  return isWeb ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : text;
}
