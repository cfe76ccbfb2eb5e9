// The run-sheet editor, in place: minutes as one leaves the field, drag, keys. Each act is a form
// that works without this file; here its answer takes the page's place.
"use strict";

(() => {
  let going = false;
  let unsaved = false;

  async function send(form, act) {
    if (going) return;
    going = true;
    const body = new URLSearchParams(new FormData(form));
    if (act) body.set("act", act);
    const here = document.activeElement && document.activeElement.id;
    try {
      // Kept alive: a page that is left at once has saved all the same (64 KB at most).
      const keepalive = body.toString().length < 60000;
      const answer = await fetch(form.action, { method: "POST", body, keepalive, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-editor]");
      if (!fresh) {
        going = false;
        delete form.dataset.sent;
        form.submit();
        return;
      }
      document.querySelector("[data-editor]").replaceWith(fresh);
      unsaved = false;
      if (answer.redirected) history.replaceState(null, "", answer.url.split("#")[0]);
      const focus = fresh.querySelector("[data-focus], [aria-invalid]");
      const again = focus || (here && document.getElementById(here));
      if (again) again.focus({ preventScroll: !focus });
    } catch {
      // No network: what was typed stays on the page, which says so.
      delete form.dataset.sent;
      const said = document.querySelector("[data-offline]");
      if (said) {
        said.hidden = false;
        said.scrollIntoView({ block: "nearest" });
      }
    }
    going = false;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("[data-edit]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const by = event.submitter;
      send(form, by && by.name === "act" ? by.value : "");
    },
    true,
  );

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-act]");
    if (field) send(field.form, field.dataset.act);
  });

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
      send(form, `place:${row.dataset.activity}`);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
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
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-edit]")) unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
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
