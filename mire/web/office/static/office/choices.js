/**
 * The sliders of a file of scenarios: each move is answered by the server, which alone computes.
 * Without it, the form does the same when it is sent.
 */

const form = document.querySelector("[data-weigh]");
const place = document.querySelector("[data-weighed]");

/** The weights as the form's address holds them. */
const asked = () => new URLSearchParams(new FormData(form)).toString();

let isBusy = false;
let shown = form ? asked() : "";

/** Put what came beside the sliders; these stay, and so does the focus. */
function put(html) {
  const isOpen = place.querySelector("details")?.open ?? false;
  place.innerHTML = html;
  const details = place.querySelector("details");
  if (details) details.open = isOpen;
  const shares = place.querySelector("[data-shares]")?.innerHTML.split("|") ?? [];
  document.querySelector("[data-said]").textContent = place.querySelector("[data-first]")?.textContent ?? "";
  form.querySelectorAll("output").forEach((output, n) => (output.value = shares[n] ?? output.value));
}

/** Ask for the last weights only: those in between are passed over. */
async function weigh() {
  if (isBusy || asked() === shown) return;
  isBusy = true;
  const query = asked();
  try {
    const answer = await fetch(`${form.dataset.weigh}?${query}`, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      put(await answer.text());
      history.replaceState(null, "", `?${query}#poids`);
      const link = document.querySelector("[data-export]");
      if (link) link.search = `?${query}`;
    } else {
      form.submit();
    }
    shown = query;
  } catch {
    form.querySelector("[data-compute]").hidden = false; // no network: the button tries again
    shown = query;
  } finally {
    isBusy = false;
  }
  if (asked() !== shown) weigh();
}

if (form && place) {
  form.querySelector("[data-compute]").hidden = true;
  form.addEventListener("input", weigh);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    shown = "";
    weigh();
  });
}
