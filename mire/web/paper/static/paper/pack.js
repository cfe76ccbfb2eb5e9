/** The pack: one press prints it. */
for (const place of document.querySelectorAll("[data-print-here]")) {
  place.removeAttribute("hidden");
  place.querySelector("[data-print]")?.addEventListener("click", () => window.print());
}
