// Copies what somebody selects in a published text into the field for exact words.
(function () {
  "use strict";
  var text = document.querySelector("[data-quotable]");
  var field = text && document.getElementById(text.getAttribute("data-quotable"));
  if (!field) return;
  function take() {
    var selected = document.getSelection();
    if (!selected || selected.isCollapsed || !text.contains(selected.anchorNode) || !text.contains(selected.focusNode)) return;
    var words = selected.toString().trim();
    if (words) field.value = words;
  }
  text.addEventListener("mouseup", take);
  text.addEventListener("keyup", take);
  text.addEventListener("touchend", function () { setTimeout(take, 0); });
  text.setAttribute("tabindex", "0");
})();
