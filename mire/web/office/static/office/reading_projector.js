/** The projector view of a reading: what changed within a second; without a network it stays as it was. */

const POLL_MS = 700;
const projected = () => document.getElementById("ecran");

async function look() {
  const now = projected();
  if (now) {
    try {
      const asked = new URLSearchParams({ depuis: now.dataset.seen ?? "" });
      const answer = await fetch(`${now.dataset.here}?${asked}`, { cache: "no-store" });
      if (answer.status === 200) {
        const came = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ecran");
        if (came) now.replaceWith(came);
        else window.location.reload(); // the session has ended: the page says so
      }
    } catch {
      // The next look tries again.
    }
  }
  window.setTimeout(look, POLL_MS);
}
window.setTimeout(look, POLL_MS);
