/** Copies what a field holds: a message that is ready, a private link. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.getAttribute("data-copy") ?? "");
  const said = document.querySelector("[data-copied]");
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) continue;
  button.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // a demonstration without TLS has no clipboard of its own
    }
    if (said) said.textContent = button.getAttribute("data-done");
  });
}
