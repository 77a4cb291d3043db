// Ctrl (or Command) and Enter in the text saves; the focus begins in the text for the next of a pile.
// Without it, the form works by its button and the page begins at its top.
(function () {
  "use strict";
  var form = document.querySelector("[data-keyed]");
  if (!form) return;
  form.querySelectorAll("[data-with-script]").forEach(function (one) { one.hidden = false; });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });
  var details = form.querySelector("[name=platform]").closest("details");
  form.addEventListener("change", function (event) {
    if (event.target.name === "channel") details.open = event.target.value === "social";
  });
})();
