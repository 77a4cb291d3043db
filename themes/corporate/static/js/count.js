// Counts characters while a person writes. The page works without it: the limit stands in words
// below the box and the server checks it.
(function () {
  "use strict";

  var WAIT_BEFORE_SPEAKING = 1000; // a screen reader hears the count once typing pauses

  function words(left) {
    var number = Math.abs(left).toLocaleString("en-CA");
    var noun = Math.abs(left) === 1 ? " character" : " characters";
    return left < 0 ? number + noun + " too many" : number + noun + " left";
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
      seen.textContent = words(left);
      seen.classList.toggle("count--over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(function () { heard.textContent = words(left); }, WAIT_BEFORE_SPEAKING);
    }

    box.addEventListener("input", update);
    if (box.value) {
      seen.textContent = words(maximum - length(box.value));
      seen.classList.toggle("count--over", length(box.value) > maximum);
    }
  }

  document.querySelectorAll("[data-count-max]").forEach(watch);
})();
