// Asks the device for a passkey, or to make one, and sends its answer in the form.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // What the server asks holds bytes as text; browsers want bytes.
  const read = ({ publicKey }) => {
    const named = (each) => ({ ...each, id: bytes(each.id) });
    const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (asked.user) asked.user = named(asked.user);
    if (asked.excludeCredentials) asked.excludeCredentials = asked.excludeCredentials.map(named);
    if (asked.allowCredentials) asked.allowCredentials = asked.allowCredentials.map(named);
    return { publicKey: asked };
  };

  // And the other way round.
  const written = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
      response,
    };
  };

  const use = async (form) => {
    const say = (words) => {
      const place = form.querySelector("[data-said]");
      place.textContent = words;
      place.hidden = !words;
    };
    say("");
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.passkey, { method: "POST", body, headers: { Accept: "application/json" } });
      const asked = await answer.json();
      if (!answer.ok) {
        say(asked.message);
        return;
      }
      const device = navigator.credentials;
      const credential = await (form.dataset.make ? device.create(read(asked)) : device.get(read(asked)));
      form.elements.credential.value = JSON.stringify(written(credential));
      form.submit();
    } catch (fault) {
      say(fault.name === "NotAllowedError" ? form.dataset.cancelled : form.dataset.failed);
    }
  };

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      use(form);
    });
  }
})();
