// Passkeys: asks the server for a challenge, the browser for an answer, and sends the form with it.
// Without this script, or in a browser that knows no passkeys, the forms stay hidden and the other
// ways of signing in remain.
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  var WORDS = {
    InvalidStateError: "This device has a passkey for your account already.",
    NotAllowedError: "No passkey was used: it was cancelled, or it took too long. Try again.",
    SecurityError: "Passkeys do not work at this address. Use another way to sign in.",
  };
  var OTHERWISE = "That did not work. Try again, or use another way to sign in.";

  function toBytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function toText(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(credentials) {
    return (credentials || []).map(function (each) {
      return Object.assign({}, each, { id: toBytes(each.id) });
    });
  }

  // The server sends bytes as base64url; the browser's API takes bytes.
  function prepared(options) {
    var ready = Object.assign({}, options, { challenge: toBytes(options.challenge) });
    if (options.user) ready.user = Object.assign({}, options.user, { id: toBytes(options.user.id) });
    if (options.excludeCredentials) ready.excludeCredentials = withBytes(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = withBytes(options.allowCredentials);
    return ready;
  }

  function answered(credential) {
    var response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: response,
    });
  }

  async function ask(form) {
    var told = await fetch(form.dataset.passkeyOptions, { headers: { Accept: "application/json" } });
    if (!told.ok || told.redirected) {
      // Signed out, or to be confirmed again: the page itself leads there.
      window.location.reload();
      return false;
    }
    var asked = await told.json();
    var request = { publicKey: prepared(asked.options) };
    var credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create(request)
      : await navigator.credentials.get(request);
    form.elements.token.value = asked.token;
    form.elements.credential.value = answered(credential);
    return true;
  }

  function prepare(form) {
    var said = form.querySelector("[data-passkey-said]");
    var button = form.querySelector("button[type=submit]");
    form.hidden = false;
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      if (button.disabled || !form.reportValidity()) return;
      button.disabled = true;
      said.textContent = "";
      try {
        if (await ask(form)) form.submit();
      } catch (trouble) {
        said.textContent = WORDS[trouble.name] || OTHERWISE;
        button.disabled = false;
      }
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(prepare);
  document.querySelectorAll("[data-passkey-without]").forEach(function (words) {
    words.hidden = true;
  });
})();
