/**
 * A card's QR carries its code after the sign "#", which browsers do not send: it is put into the
 * field, and taken out of the address, so that neither a history nor a shared link holds it.
 */

const written = /^#carte=([A-Za-z]{8})$/.exec(location.hash);
const field = document.getElementById("carte");

if (written && field instanceof HTMLInputElement) {
  field.value = `${written[1].slice(0, 4)} ${written[1].slice(4)}`.toUpperCase();
  history.replaceState(null, "", location.pathname + location.search);
  field.form?.querySelector("button")?.focus();
}
