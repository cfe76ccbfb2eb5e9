/**
 * Single keys can be switched off, for who speaks to their computer or leans on its keys. This
 * browser keeps the choice, for all pages that have keys; they look at `document.body.dataset.keys`.
 */

const KEYS_ARE_OFF = "mire-keys-off";
const shortcuts = document.getElementById("shortcuts");

function setKeys(isOn) {
  document.body.dataset.keys = isOn ? "on" : "off";
  if (shortcuts instanceof HTMLInputElement) shortcuts.checked = isOn;
}

shortcuts?.addEventListener("change", () => {
  setKeys(shortcuts.checked);
  try {
    if (shortcuts.checked) window.localStorage.removeItem(KEYS_ARE_OFF);
    else window.localStorage.setItem(KEYS_ARE_OFF, "1");
  } catch {
    // No storage: the choice lasts as long as the page.
  }
});

try {
  setKeys(window.localStorage.getItem(KEYS_ARE_OFF) === null);
} catch {
  setKeys(true);
}

shortcuts?.closest("[hidden]")?.removeAttribute("hidden"); // without scripts there are no keys
