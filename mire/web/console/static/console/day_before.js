/** The day before: what phones find in the room shows here as they find it. */
const LOOK_MS = 3000;
const list = document.getElementById("checks");

async function look() {
  try {
    const answer = await fetch(list?.dataset.src ?? "", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    const html = answer.ok ? await answer.text() : null;
    if (list && html !== null && list.innerHTML.trim() !== html.trim()) list.innerHTML = html;
  } catch {
    // The network is away: the next turn tries again.
  }
  window.setTimeout(look, LOOK_MS);
}

if (list) window.setTimeout(look, LOOK_MS);
