/** A phone tries the way to the server, and says what it found: page, trips, stream, clock, sending. */
const TRIPS = 5;
const TRIAL_MS = 5000;
/** Three beats, half a second apart, that come at once were held back on the way. */
const APART_MS = 300;
const WRONG_CLOCK_S = 120;

const main = document.getElementById("contenu");

/** @param {string} name @param {string} words */
function say(name, words) {
  const line = main?.querySelector(`[data-check-${name}]`);
  if (line) line.textContent = words;
}

/** @param {string} name */
const words = (name, which = "words") =>
  main?.querySelector(`[data-check-${name}]`)?.getAttribute(`data-${which}`) ?? "";

async function trip() {
  const from = performance.now();
  const answer = await fetch(main?.dataset.pulse ?? "", { cache: "no-store", signal: AbortSignal.timeout(8000) });
  const said = await answer.json();
  const took = performance.now() - from;
  return { took, ahead: Date.now() - took / 2 - Number(String(said.now).split(" ")[0]) };
}

/** @returns {Promise<boolean>} whether beats come as they are sent */
function stream() {
  return new Promise((settle) => {
    const source = new EventSource(main?.dataset.trial ?? "");
    /** @type {number[]} */
    const heard = [];
    const end = (isDirect) => {
      source.close();
      window.clearTimeout(timer);
      settle(isDirect);
    };
    const timer = window.setTimeout(() => end(false), TRIAL_MS);
    source.addEventListener("beat", () => {
      heard.push(performance.now());
      if (heard.length === 3) end(heard[2] - heard[0] > APART_MS);
    });
    source.addEventListener("error", () => end(false));
  });
}

/** @param {boolean} isDone @param {string} why words of the server, when it answers and refuses */
function finish(isDone, why = "") {
  const failed = main?.querySelector("[data-say=failed]");
  if (why && failed) failed.textContent = why;
  for (const name of ["going", "done", "failed"]) {
    const line = main?.querySelector(`[data-say=${name}]`);
    if (line instanceof HTMLElement) line.hidden = name !== (isDone ? "done" : "failed");
  }
}

async function run() {
  main?.querySelector("[data-say=going]")?.removeAttribute("hidden"); // hidden without scripts
  const page = Math.round(performance.now()); // since the page was asked for
  const trips = [];
  for (let n = 0; n < TRIPS; n += 1) trips.push(await trip());
  trips.sort((a, b) => a.took - b.took);
  const { took, ahead } = trips[Math.floor(TRIPS / 2)];
  const isDirect = await stream();
  const clock = Math.round(ahead / 1000);
  say("page", words("page").replace("{n}", String(page)));
  say("trip", words("trip").replace("{n}", String(Math.round(took))));
  say("stream", words("stream", isDirect ? "direct" : "held"));
  say("clock", words("clock", Math.abs(clock) > WRONG_CLOCK_S ? "wrong" : "right"));
  const list = main?.querySelector(".checks");
  if (list instanceof HTMLElement) list.hidden = false;
  const token = main?.querySelector("input[name=csrfmiddlewaretoken]");
  const answer = await fetch(main?.dataset.check ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token?.value ?? "" },
    body: JSON.stringify({ stream: isDirect, page_ms: page, trip_ms: Math.round(took), clock_s: clock }),
    signal: AbortSignal.timeout(8000),
  });
  say("post", words("post", answer.ok ? "words" : "refused"));
  const said = answer.ok ? {} : await answer.json().catch(() => ({}));
  finish(answer.ok, said.message ?? main?.dataset.refused ?? "");
}

run().catch(() => finish(false));
