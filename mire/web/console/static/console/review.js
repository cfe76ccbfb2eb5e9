/**
 * Reading again: texts are ticked off, sought, and left out of sight once read.
 *
 * What is ticked stays in this browser, by the entry's number: the words themselves are not kept.
 */

const bar = document.getElementById("reading");
const key = `mire-read-${bar?.dataset.code ?? ""}`;
const texts = [...document.querySelectorAll(".review-texts > li")];

/** @returns {Set<string>} */
function kept() {
  try {
    return new Set(JSON.parse(window.localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
}

const read = kept();

function keep() {
  try {
    window.localStorage.setItem(key, JSON.stringify([...read]));
  } catch {
    // No storage: the ticks last as long as the page.
  }
}

/** Letters without their accents, in lower case. @param {string} words */
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function show() {
  const wanted = plain(document.getElementById("seek")?.value.trim() ?? "");
  const isUnreadOnly = document.getElementById("unread")?.checked ?? false;
  let n = 0;
  let seen = 0;
  for (const text of texts) {
    const isRead = read.has(text.id);
    n += Number(isRead);
    text.toggleAttribute("data-read", isRead);
    const isFound = plain(text.querySelector(".quote")?.textContent ?? "").includes(wanted);
    text.hidden = !isFound || (isUnreadOnly && isRead);
    seen += Number(!text.hidden);
  }
  const said = bar?.querySelector("[data-said]");
  if (said instanceof HTMLElement) {
    said.textContent = (said.dataset.said ?? "")
      .replace("{n}", String(n)).replace("{all}", String(texts.length)).replace("{seen}", String(seen));
  }
}

if (bar && texts.length > 0) {
  bar.hidden = false;
  for (const text of texts) {
    const label = document.createElement("label");
    label.className = "review-tick";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "tick";
    box.checked = read.has(text.id);
    label.append(box, ` ${bar.dataset.tick ?? ""}`);
    text.prepend(label);
    box.addEventListener("change", () => {
      if (box.checked) read.add(text.id);
      else read.delete(text.id);
      keep();
      show();
    });
  }
  for (const id of ["seek", "unread"]) document.getElementById(id)?.addEventListener("input", show);
  show();
}
