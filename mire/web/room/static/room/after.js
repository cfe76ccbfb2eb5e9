/** The hour after: copies the message that is ready. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.getAttribute("data-copy") ?? "");
  const said = document.querySelector("[data-copied]");
  if (!(field instanceof HTMLTextAreaElement)) continue;
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
