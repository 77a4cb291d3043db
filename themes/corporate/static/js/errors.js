// Moves the focus to the summary of errors, so that nobody has to look for what went wrong.
(function () {
  "use strict";
  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
