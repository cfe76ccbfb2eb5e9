// What the office's pages do beyond links and forms. Everything works without it.
"use strict";

(() => {
  // What is wrong is where the reader is.
  const focus = document.querySelector("[data-focus]");
  if (focus) focus.focus();

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return; // the network is cut: it was not sent
    if (form.method !== "post" || form.dataset.sent) {
      if (form.dataset.sent) event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // Rows are walked with the arrows.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const here = event.target.closest("[data-list]");
    if (!here || event.target.matches("input, select, textarea")) return;
    const links = [...here.querySelectorAll("tbody th a")];
    const at = links.indexOf(document.activeElement);
    const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  });
})();
