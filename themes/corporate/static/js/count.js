// Counts characters while a person writes. The page works without it: the limit stands in words
// below the box and the server checks it.
(function () {
  "use strict";

  var WAIT_BEFORE_SPEAKING = 1000; // a screen reader hears the count once typing pauses

  var ENGLISH = {
    countLeft: "# characters left",
    countOneLeft: "# character left",
    countOver: "# characters too many",
    countOneOver: "# character too many",
  };

  // The page gives the words in its language, with "#" where the number stands.
  function words(seen, left) {
    var number = Math.abs(left);
    var name = "count" + (number === 1 ? "One" : "") + (left < 0 ? "Over" : "Left");
    return (seen.dataset[name] || ENGLISH[name]).replace("#", number.toLocaleString(document.documentElement.lang));
  }

  // The server counts code points and one character for a line break; so does this.
  function length(text) {
    return Array.from(text.replace(/\r\n?/g, "\n")).length;
  }

  function watch(box) {
    var maximum = Number(box.dataset.countMax);
    var seen = document.getElementById(box.id + "-count");
    if (!maximum || !seen) return;
    var heard = document.createElement("p");
    heard.className = "visually-hidden";
    heard.setAttribute("aria-live", "polite");
    seen.after(heard);
    var timer;

    function update() {
      var left = maximum - length(box.value);
      seen.textContent = words(seen, left);
      seen.classList.toggle("count--over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(function () { heard.textContent = words(seen, left); }, WAIT_BEFORE_SPEAKING);
    }

    box.addEventListener("input", update);
    if (box.value) {
      seen.textContent = words(seen, maximum - length(box.value));
      seen.classList.toggle("count--over", length(box.value) > maximum);
    }
  }

  document.querySelectorAll("[data-count-max]").forEach(watch);
})();
