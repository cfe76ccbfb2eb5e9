/**
 * The secretary's screen: a line is kept on this device as soon as Enter is pressed, and sent in
 * order until the server has it; others' lines come by themselves. Without it, each line is a form.
 */

const POLL_MS = 2500;
const RETRY_MS = 4000;

/** The server answers, and can't take a line now. */
class Trouble extends Error {}

const form = document.querySelector("[data-minutes]");
if (form instanceof HTMLFormElement) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const prefix = `mire-minutes-${form.dataset.minutes}-`;
  const input = form.querySelector("#typed");
  const offline = form.querySelector("[data-offline]");
  const trouble = form.querySelector("[data-trouble]");
  const away = form.querySelector("[data-away]");
  /** @type {{once: string, at: number, typed: string, kind: string, sources: string, by: string, error?: string}[]} lines that the server doesn't have yet, the oldest first */
  let queue = read();
  let isBusy = false;
  let isWaiting = false;

  /** What waits on this device: a line under a name of its own, so that two tabs lose none. */
  function read() {
    const found = [];
    try {
      for (let n = 0; n < localStorage.length; n += 1) {
        const name = localStorage.key(n);
        if (name?.startsWith(prefix)) found.push(JSON.parse(localStorage.getItem(name) ?? "null"));
      }
    } catch {
      // A private window keeps nothing.
    }
    return found.filter(Boolean).sort((one, other) => one.at - other.at);
  }

  function add(line) {
    queue.push(line);
    try {
      localStorage.setItem(prefix + line.once, JSON.stringify(line));
    } catch {
      // The line stays on the page.
    }
    showWaiting();
  }

  function drop(line) {
    queue = queue.filter((each) => each.once !== line.once);
    try {
      localStorage.removeItem(prefix + line.once);
    } catch {
      // Nothing was kept.
    }
  }

  /** A key of a row: eleven of the letters that the office's keys have. */
  function newKey() {
    const letters = "23456789abcdefghjkmnpqrstuvwxyz";
    const random = crypto.getRandomValues(new Uint32Array(11));
    return [...random].map((each) => letters[each % letters.length]).join("");
  }

  function showWaiting() {
    document.querySelectorAll(".minutes-waiting").forEach((each) => each.remove());
    const list = document.getElementById("lignes");
    for (const each of queue) {
      const item = document.createElement("li");
      item.className = "minutes-waiting";
      const said = document.createElement("p");
      said.textContent = each.typed;
      const state = document.createElement("p");
      state.className = each.error ? "small notice notice-error" : "small soft";
      state.textContent = each.error ?? form.dataset.waiting ?? "";
      item.append(said, state);
      if (each.error) {
        state.setAttribute("role", "alert");
        const again = document.createElement("button");
        again.type = "button";
        again.className = "button button-quiet";
        again.textContent = form.dataset.again ?? "";
        again.addEventListener("click", () => takeBack(each));
        item.append(again);
      }
      list?.prepend(item);
    }
    document.querySelector("[data-no-lines]")?.toggleAttribute("hidden", queue.length > 0 || (list?.children.length ?? 0) > 0);
  }

  /** Put a line that was refused back in the field; what stands there is kept in its place. */
  function takeBack(line) {
    drop(line);
    if (input.value.trim()) add({ ...line, once: newKey(), at: Date.now(), typed: input.value, error: undefined });
    input.value = line.typed;
    choose(line.kind);
    showWaiting();
    input.focus();
    send();
  }

  function choose(kind) {
    for (const radio of form.querySelectorAll("[name=kind]")) radio.checked = radio.value === kind;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const typed = input.value.trim();
    if (!typed) return;
    const kind = form.querySelector("[name=kind]:checked")?.value ?? "";
    const [sources, by] = ["sources", "by"].map((name) => form.querySelector(`[name=${name}]`).value);
    add({ once: newKey(), at: Date.now(), typed, kind, sources, by });
    input.value = "";
    input.focus();
    send();
  });

  // The letter that begins a line chooses its kind in sight.
  input.addEventListener("input", () => {
    const letter = /^([a-z])\s/i.exec(input.value)?.[1]?.toLowerCase();
    const radio = letter && form.querySelector(`[data-letter="${letter}"]`);
    if (radio) radio.checked = true;
  });

  /** Send what waits, in order; a line that is refused stays in sight and lets the others pass. */
  async function send() {
    if (isBusy || isWaiting) return;
    isBusy = true;
    let refreshed = "";
    try {
      for (let line = next(); line; line = next()) {
        const body = new URLSearchParams(new FormData(form));
        for (const name of ["once", "typed", "kind", "sources", "by"]) body.set(name, line[name]);
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
        const html = await answer.text();
        offline.hidden = trouble.hidden = true;
        if (isSignedOut(answer)) return;
        const page = new DOMParser().parseFromString(html, "text/html");
        if (answer.status === 403 && refreshed !== line.once) {
          refreshed = line.once; // a second refusal is not the token's
          if (!(await freshToken())) return;
          continue;
        }
        if (answer.ok) {
          drop(line);
          renumber(page);
          put(page);
        } else if (answer.status < 500) {
          line.error = page.querySelector("[data-refusal]")?.textContent?.trim() ?? `${answer.status}`;
        } else {
          throw new Trouble(`${answer.status}`);
        }
        showWaiting();
      }
    } catch (error) {
      offline.hidden = error instanceof Trouble;
      trouble.hidden = !offline.hidden;
      later();
    } finally {
      isBusy = false;
    }
  }

  /** Try again once, however many lines were typed meanwhile. */
  function later() {
    if (isWaiting) return;
    isWaiting = true;
    window.setTimeout(() => {
      isWaiting = false;
      send();
    }, RETRY_MS);
  }

  /** The sources and what numbers them come together: a number always means what stands beside it. */
  function renumber(page) {
    const came = page.querySelector("[name=sources]");
    const list = page.getElementById("sources-a-citer");
    if (!came || !list) return;
    form.querySelector("[name=sources]").value = came.value;
    document.getElementById("sources-a-citer")?.replaceWith(list);
  }

  const next = () => queue.find((each) => !each.error);

  /** Say that the session has ended, and try again later: the lines wait. */
  function isSignedOut(answer) {
    const isOut = new URL(answer.url).pathname.startsWith("/compte/");
    away.hidden = !isOut;
    away.textContent = isOut ? (form.dataset.signedOut ?? "") : "";
    if (isOut) later();
    return isOut;
  }

  /** After signing in again, the page's token is another one. */
  async function freshToken() {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isSignedOut(answer)) return "";
    const token = page.querySelector("[data-minutes] [name=csrfmiddlewaretoken]")?.value ?? "";
    const mine = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!token || !mine) throw new Error("403");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return token;
  }

  /** Put the lines that came in place; what has the keyboard keeps it. @param {Document} page */
  function put(page) {
    const came = page.getElementById("lignes");
    const was = document.getElementById("lignes");
    if (!came || !was) return;
    const href = was.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    was.replaceWith(came);
    for (const field of document.querySelectorAll("[data-seen-lines]")) field.value = came.dataset.seen;
    if (href) came.querySelector(`[href="${CSS.escape(href)}"]`)?.focus();
    showWaiting();
  }

  async function look() {
    const list = document.getElementById("lignes");
    if (list && !isBusy && document.visibilityState === "visible") {
      try {
        const answer = await fetch(`${form.dataset.lines}?vu=${list.dataset.seen}`, { cache: "no-store" });
        if (answer.status === 200 && !isBusy && !new URL(answer.url).pathname.startsWith("/compte/")) {
          put(new DOMParser().parseFromString(await answer.text(), "text/html"));
        }
      } catch {
        // The next look tries again.
      }
    }
    window.setTimeout(look, POLL_MS);
  }

  window.addEventListener("online", () => {
    isWaiting = false;
    send();
  });
  window.setTimeout(look, POLL_MS);
  showWaiting();
  send();
}
