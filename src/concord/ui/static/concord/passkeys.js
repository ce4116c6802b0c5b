// Passkeys: a form with data-passkey asks the browser for one, puts the answer into its hidden field and sends itself.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      ask(form).catch(() => {
        form.querySelector("[data-passkey-failed]").hidden = false;
      });
    });
  }
});

async function ask(form) {
  form.querySelector("[data-passkey-failed]").hidden = true;
  const options = await given(form);
  const making = form.dataset.passkey === "create";
  if (making) {
    // Kept on the device, so that it signs in by itself; the device asks for a finger, a face or its own code.
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  const answer = making ? await webauthnJSON.create(options) : await webauthnJSON.get(options);
  form.elements.credential.value = JSON.stringify(answer);
  form.submit();
}

async function given(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
}
