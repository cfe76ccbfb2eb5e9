// The run-sheet editor, in place: minutes as one leaves the field, drag, keys. Each act is a form
// that works without this file; here its answer takes the page's place. Acts asked while one is
// being saved wait for their turn; what is typed meanwhile, and the focus, stay where they are.
"use strict";

(() => {
  const waiting = [];
  let going = false;
  let redrawing = false;
  let unsaved = false;
  let notices = [];
  let leaving = null; // what is sent once the open form is saved
  let isLeaving = false;
  let isRefused = false;

  const editor = () => document.querySelector("[data-editor]");
  const fieldsOf = (root) => root.querySelectorAll("input:not([type=hidden]), select, textarea");
  const versionOf = (root) => root.querySelector("form[data-edit] [name=version]")?.value ?? "";
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

  function tell(word) {
    const place = document.querySelector("[data-saved]");
    if (!place) return;
    place.textContent = word ? place.dataset[word] : "";
    clearTimeout(tell.later);
    if (word === "done") tell.later = setTimeout(() => tell(""), 4000);
  }

  const openForm = () => editor()?.querySelector("[data-keep]");

  // What is typed in the open form is saved before an act that shows another.
  function saveOpenForm() {
    const form = openForm();
    if (!form || !unsaved) return false;
    ask(form, form.querySelector("#enregistrer").value);
    return true;
  }

  function ask(form, act) {
    const fields = new URLSearchParams(new FormData(form));
    if (act) fields.set("act", act);
    waiting.push({ form, fields });
    if (!going) saveNext();
  }

  async function saveNext() {
    const asked = waiting.shift();
    going = Boolean(asked);
    if (!asked) {
      const leave = isRefused ? null : leaving;
      notices = [];
      leaving = null;
      isRefused = false;
      if (leave) leave();
      return;
    }
    tell("saving");
    const before = document.activeElement;
    let answer, page;
    try {
      // Kept alive: a page that is left at once has saved all the same (64 KB at most).
      const keepalive = asked.fields.toString().length < 60000;
      answer = await fetch(asked.form.action, {
        method: "POST",
        body: asked.fields,
        keepalive,
        credentials: "same-origin",
      });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      stayOffline(asked);
      return;
    }
    const fresh = page.querySelector("[data-editor]");
    if (!fresh) {
      // Another page answers, such as the sign-in after a lapsed session, which keeps what was sent.
      going = unsaved = isRefused = false;
      waiting.length = 0;
      leaving = null;
      delete asked.form.dataset.sent;
      if (answer.redirected) location.assign(answer.url);
      else asked.form.submit();
      return;
    }
    // What waited was asked of the page that this act has just changed, when nobody else did.
    const sent = asked.fields.get("version");
    const saved = versionOf(fresh);
    if (answer.redirected && Number(saved) <= Number(sent) + 1) {
      for (const each of waiting) if (each.fields.get("version") === sent) each.fields.set("version", saved);
    }
    redraw(fresh, asked, before, answer.ok);
    if (answer.redirected) history.replaceState(null, "", answer.url.split("#")[0]);
    tell(answer.ok ? "done" : "");
    // A refused form stays as it was typed: what would have left it is not done.
    isRefused = isRefused || !answer.ok;
    if (!answer.ok && asked.form.matches("[data-keep]")) waiting.length = 0;
    saveNext();
  }

  // No network: what was typed stays on the page, which says so.
  function stayOffline(asked) {
    going = isRefused = false;
    waiting.length = 0;
    leaving = null;
    tell("");
    delete asked.form.dataset.sent;
    for (const each of document.querySelectorAll("[data-asked]")) delete each.dataset.asked;
    const said = document.querySelector("[data-offline]");
    if (said) {
      said.hidden = false;
      said.scrollIntoView({ block: "nearest" });
    }
  }

  function redraw(fresh, asked, before, isSaved) {
    const old = editor();
    const here = document.activeElement;
    const again = old.contains(here) ? twin(here, fresh) : null;
    const isTyped = again && "value" in again && here.value !== here.defaultValue;
    for (const each of notices) fresh.querySelector("header").after(each.cloneNode(true));
    if (!isSaved) notices.push(...fresh.querySelectorAll(":scope > .notice:not([hidden])"));
    const isKept = carryTyped(old, fresh, asked);
    if (asked.form.matches("[data-keep]") || isKept) unsaved = isKept;
    [...old.querySelectorAll("details")].forEach((each, place) => {
      const same = fresh.querySelectorAll("details")[place];
      if (each.open && same && same.firstElementChild.textContent === each.firstElementChild.textContent) same.open = true;
    });
    const [left, right] = [here.selectionStart, here.selectionEnd];
    redrawing = true;
    old.replaceWith(fresh);
    const wrong = fresh.querySelector("[data-focus], [aria-invalid]");
    // What is wrong is where the reader is, unless they have gone on elsewhere.
    if (wrong && !waiting.length && (here === before || !again)) wrong.focus();
    else if (again) {
      again.focus({ preventScroll: true });
      if (typeof left === "number") again.setSelectionRange(left, right);
      else if (again.matches("input[type=number]") && !isTyped) again.select();
    }
    redrawing = false;
  }

  // The same field, button or link on the page that comes.
  function twin(here, fresh) {
    if (here.id) return fresh.querySelector(`#${CSS.escape(here.id)}`);
    const isSame = (each) =>
      each.name === here.name && each.getAttribute("href") === here.getAttribute("href") && each.textContent === here.textContent;
    return [...fresh.querySelectorAll(here.tagName)].find(isSame) ?? null;
  }

  // What was typed and is not saved goes into the page that comes; says whether the open form has some.
  function carryTyped(old, fresh, asked) {
    const open = (root) => root.querySelector("[data-keep] [name=sequence]")?.value;
    let isKept = false;
    for (const field of fieldsOf(old)) {
      const isOpen = Boolean(field.closest("[data-keep]"));
      if (isOpen && open(old) !== open(fresh)) continue;
      const isAsked = field.form.dataset.edit === asked.form.dataset.edit;
      const was = isAsked ? asked.fields.get(field.name) : undefined;
      const isChanged = isTicked(field)
        ? field.checked !== (isAsked ? asked.fields.has(field.name) : field.defaultChecked)
        : field.value !== (was ?? stored(field));
      const isWrong = !isAsked && field.matches("[aria-invalid]");
      const next = isChanged || isWrong ? twinField(field, fresh) : null;
      if (!next) continue;
      if (isTicked(field)) next.checked = field.checked;
      else next.value = field.value;
      if (field.dataset.asked) next.dataset.asked = field.dataset.asked;
      isKept = isKept || isOpen;
    }
    return isKept;
  }

  const isUnsaved = (field) => (isTicked(field) ? field.checked !== field.defaultChecked : field.value !== stored(field));

  function stored(field) {
    if (field.tagName !== "SELECT") return field.defaultValue;
    const chosen = [...field.options].find((each) => each.defaultSelected) ?? field.options[0];
    return chosen ? chosen.value : "";
  }

  function twinField(field, fresh) {
    if (field.id) return fresh.querySelector(`#${CSS.escape(field.id)}`);
    return [...fieldsOf(fresh)].find((each) => each.name === field.name && each.type === field.type) ?? null;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("[data-edit]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const act = event.submitter?.name === "act" ? event.submitter.value : "";
      if (act === "add" || act.startsWith("copy:")) saveOpenForm();
      ask(form, act);
    },
    true,
  );

  // The other forms of the page lead away from what is typed.
  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (form.matches("[data-edit]") || isLeaving || !editor().contains(form) || !saveOpenForm()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const [where, what] = [form.action, submitter?.value ?? ""];
      leaving = () => {
        // The page was drawn again meanwhile: the same button is pressed there.
        const again = [...editor().querySelectorAll("form")].find((each) => each.action === where);
        const button = [...(again?.querySelectorAll("button") ?? [])].find((each) => each.value === what);
        isLeaving = true;
        again?.requestSubmit(button);
        isLeaving = false;
      };
    },
    true,
  );

  window.addEventListener("online", () => {
    for (const field of document.querySelectorAll("[data-act]")) saveMinutes({ target: field });
  });

  // Minutes are saved as one leaves their field, even one that was redrawn while it was typed in.
  function saveMinutes(event) {
    const field = event.target.closest("[data-act]");
    if (redrawing || !field || field.value === (field.dataset.asked ?? field.defaultValue)) return;
    field.dataset.asked = field.value;
    ask(field.form, field.dataset.act);
  }
  document.addEventListener("change", saveMinutes);
  document.addEventListener("focusout", saveMinutes);

  // Hands may be quicker than this file: what was typed before it came is taken up.
  for (const field of document.querySelectorAll("[data-act]:not([aria-invalid])")) {
    if (field !== document.activeElement) saveMinutes({ target: field });
  }
  unsaved = [...(openForm() ? fieldsOf(openForm()) : [])].some(isUnsaved);

  // Rows are dragged by their grip; the buttons do the same without a pointer.
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    const row = grip.closest("[data-activity]");
    const rows = row.parentElement;
    row.dataset.dragged = "";
    const move = (moved) => {
      const over = [...rows.children].find((each) => {
        const box = each.getBoundingClientRect();
        return moved.clientY >= box.top && moved.clientY < box.bottom;
      });
      if (!over || over === row) return;
      const isAfter = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      over[isAfter ? "after" : "before"](row);
    };
    const drop = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      delete row.dataset.dragged;
      const form = row.querySelector("form");
      const place = document.createElement("input");
      place.type = "hidden";
      place.name = "place";
      place.value = String([...rows.children].indexOf(row));
      form.append(place);
      ask(form, `place:${row.dataset.activity}`);
      place.remove();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input:not([type=checkbox]), select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.keys === "off") return; // keys.js
    const button = { a: "ajouter", u: "defaire" }[event.key];
    const found = button && document.getElementById(button);
    if (found && !found.disabled) {
      event.preventDefault();
      found.click();
    }
  });

  // What is typed and not yet saved is not left by mistake.
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-keep]")) unsaved = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved || waiting.length) event.preventDefault();
  });

  const file = document.querySelector("[data-open-file]");
  if (file) {
    file.hidden = false;
    file.querySelector("input").addEventListener("change", async (event) => {
      const [chosen] = event.target.files;
      if (chosen) document.getElementById("texte").value = await chosen.text();
    });
  }
})();
