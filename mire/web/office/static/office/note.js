/**
 * Writing a passage: what is typed stays on this device until the server has it, and what is pasted
 * from a word processor becomes the passage's marks. Without it, the text box does without both.
 */

const box = document.querySelector("[data-marks]");
const notice = document.querySelector("[data-draft]");
const BULLETS = /^[\u00b7\u2022\u25aa\u25cf\u25e6\u2013o\u00a7-][\s\u00a0]+/u;
const NUMBER = /^\(?[0-9a-z]{1,3}[.)][\s\u00a0]+/i;

const PREFIX = "mire-note-";

forgetSaved();

if (box instanceof HTMLTextAreaElement && notice instanceof HTMLElement) {
  keepDraft(box, notice);
  box.addEventListener("paste", paste);
}

/** What was kept on this device, or nothing in a private window. @param {string} name */
function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {{text: string, loaded: string} | null} draft */
function keep(name, draft) {
  try {
    if (draft) localStorage.setItem(name, JSON.stringify(draft));
    else localStorage.removeItem(name);
  } catch {
    // The text stays on the page.
  }
}

/** A text as the server keeps it. @param {string} text */
function same(text) {
  return text.replace(/\r\n/g, "\n").trim();
}

/** A draft whose words the server has now, as the page of a passage shows them, has served. */
function forgetSaved() {
  const saved = [...document.querySelectorAll("template[data-saved]")].map((each) => same(each.content.textContent ?? ""));
  if (!saved.length) return;
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && saved.includes(same(kept(name)?.text ?? ""))) keep(name, null);
    }
  } catch {
    // Nothing was kept.
  }
}

/** @param {HTMLTextAreaElement} text @param {HTMLElement} said */
function keepDraft(text, said) {
  const name = PREFIX + said.dataset.draft;
  const loaded = text.form?.elements.namedItem("loaded");
  const version = loaded instanceof HTMLInputElement ? loaded : null;
  const draft = kept(name);
  // A page that comes back with what was typed holds the draft: the server doesn't.
  if (draft && !("typed" in said.dataset)) {
    if (same(draft.text) === same(text.value)) keep(name, null);
    else said.hidden = false;
  }
  said.querySelector("[data-take]")?.addEventListener("click", () => {
    text.value = draft?.text ?? text.value;
    if (version && draft) version.value = draft.loaded; // what was read then: who saved since is told
    said.hidden = true;
    text.focus();
  });
  said.querySelector("[data-drop]")?.addEventListener("click", () => {
    said.hidden = true;
    keep(name, null);
  });
  text.addEventListener("input", () => keep(name, { text: text.value, loaded: version?.value ?? "" }));
  text.form?.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const words = said.querySelector("p");
    if (words) words.textContent = said.dataset.offline ?? "";
    said.querySelectorAll("button").forEach((each) => (each.hidden = true));
    said.hidden = false;
    said.scrollIntoView();
  });
}

/** @param {ClipboardEvent} event */
function paste(event) {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  // Styles are read, never applied, and nothing runs: the page's policy would refuse, and say so.
  const inert = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/(\s)(?=style\s*=|on\w+\s*=)/gi, "$1data-"));
  const marks = marksOf(new DOMParser().parseFromString(inert, "text/html").body);
  if (!marks) return;
  event.preventDefault();
  box.setRangeText(marks, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** The marks of a document that was pasted; nothing of it runs. @param {Element} body */
function marksOf(body) {
  body.querySelectorAll("style, script, meta, link, title, template").forEach((each) => each.remove());
  return blocks(body)
    .join("\n\n")
    .replace(/(\n- .*)\n\n(?=- )/g, "$1\n")
    .replace(/^(- .*)\n\n(?=- )/gm, "$1\n")
    .replace(/^(\d+\. .*)\n\n(?=\d+\. )/gm, "$1\n")
    .trim();
}

/** @param {Element} within @returns {string[]} */
function blocks(within) {
  const made = [];
  let line = "";
  const end = () => {
    const words = tidy(line);
    if (words) made.push(words);
    line = "";
  };
  for (const node of within.childNodes) {
    const tag = node instanceof Element ? node.tagName : "";
    if (node.nodeType === Node.TEXT_NODE) line += node.textContent ?? "";
    else if (!(node instanceof Element)) continue;
    else if (tag === "TABLE") end(), made.push(table(node));
    else if (tag === "UL" || tag === "OL") end(), made.push(...list(node));
    else if (tag === "BR") line += "\n";
    else if (tag === "BLOCKQUOTE") end(), made.push(...blocks(node).map((each) => `> ${each.replace(/\n/g, " ")}`));
    else if (/^(P|DIV|H[1-6]|SECTION|ARTICLE|HEADER|FOOTER|MAIN|BODY|LI|DD|DT|DL|PRE|FIGURE)$/.test(tag)) {
      end();
      const isItem = /mso-list/i.test(node.getAttribute("data-style") ?? "") || /MsoListParagraph/.test(node.className);
      const inner = blocks(node);
      if (isItem) made.push(item(inner.join(" ")));
      else made.push(...inner);
    } else line += inline(node);
  }
  end();
  return made.filter(Boolean);
}

/** A paragraph of Word that is a point of a list. @param {string} words */
function item(words) {
  if (NUMBER.test(words) && !BULLETS.test(words)) return `1. ${words.replace(NUMBER, "")}`;
  return `- ${words.replace(BULLETS, "")}`;
}

/** @param {Element} node @returns {string[]} */
function list(node) {
  const isOrdered = node.tagName === "OL";
  const made = [];
  let n = 0;
  for (const each of node.children) {
    if (each.tagName === "UL" || each.tagName === "OL") {
      made.push(...nested(each));
      continue;
    }
    const own = each.cloneNode(true);
    const within = [...each.querySelectorAll(":scope > ul, :scope > ol")];
    if (own instanceof Element) own.querySelectorAll(":scope > ul, :scope > ol").forEach((one) => one.remove());
    const words = blocks(/** @type {Element} */ (own)).join(" ").replace(/\s+/g, " ");
    n += 1;
    if (words) made.push(isOrdered ? `${n}. ${words}` : `- ${words}`);
    for (const one of within) made.push(...nested(one));
  }
  return [made.join("\n")];
}

/** A list within a list, as its marks are written: further in. @param {Element} node */
function nested(node) {
  return list(node).map((each) => each.replace(/^/gm, "   "));
}

/** @param {Element} node */
function table(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) =>
    [...row.children].map((cell) => blocks(cell).join(" ").replace(/\s+/g, " ").replace(/\|/g, "/")),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (!width) return "";
  const full = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  const written = full.map((row) => `| ${row.join(" | ")} |`);
  written.splice(1, 0, `|${" --- |".repeat(width)}`);
  return written.join("\n");
}

/** @param {Element} node */
function inline(node) {
  const words = [...node.childNodes]
    .map((each) => (each instanceof Element ? (each.tagName === "BR" ? "\n" : inline(each)) : (each.textContent ?? "")))
    .join("");
  const style = node.getAttribute("data-style") ?? "";
  const isStrong = /^(B|STRONG)$/.test(node.tagName) && !/font-weight:\s*normal/i.test(style);
  const said = words.trim();
  if (said && (isStrong || /font-weight:\s*(bold|[6-9]00)/i.test(style))) return words.replace(said, `**${said}**`);
  if (said && /^(I|EM)$/.test(node.tagName) && !/font-style:\s*normal/i.test(style)) return words.replace(said, `*${said}*`);
  return words;
}

/** @param {string} line */
function tidy(line) {
  return line.replace(/[ \t\u00a0]*\n[ \t\u00a0]*/g, " ").replace(/[ \t]+/g, " ").replace(/\*\*\*\*/g, "").trim();
}
