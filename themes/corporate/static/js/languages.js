// A link to another language keeps what somebody typed: it presses the button of the form that does.
// Without this script the buttons are there to be pressed.
(function () {
  "use strict";

  function isFilled(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    return field.matches("textarea, input:not([type=hidden])") && field.value !== "";
  }

  function follow(event, link, button) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (Array.from(button.form.elements).some(isFilled)) {
      event.preventDefault();
      button.click();
    } else if (link.hash === "#go-on") {
      event.preventDefault();
      location.assign(button.formAction);
    }
  }

  var buttons = Array.from(document.querySelectorAll("button[name=go_on]"));
  document.querySelectorAll(".site-nav a[hreflang], .languages a[hreflang]").forEach(function (link) {
    var tags = [link.hreflang, link.hreflang + "-CA"];
    var button = buttons.find(function (one) { return tags.includes(one.value); });
    if (button) link.addEventListener("click", function (event) { follow(event, link, button); });
  });
})();
