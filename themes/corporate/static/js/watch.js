// Parts of a page that move while somebody looks are fetched anew every few seconds, until they have
// come to rest: then the whole page is loaded once more. Without it, the link beside them does that.
(function () {
  "use strict";
  var EVERY = 3000;
  function names() {
    return Array.prototype.map.call(document.querySelectorAll("[data-watch]"), function (one) {
      return one.getAttribute("data-watch");
    });
  }
  function look() {
    if (document.hidden) { wait(); return; }
    fetch(location.pathname, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
      if (!answer.ok) throw new Error("no page");
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      var rested = names().some(function (name) {
        var before = document.querySelector('[data-watch="' + name + '"]');
        var after = fresh.querySelector('[data-watch="' + name + '"]');
        if (after && !before.contains(document.activeElement)) before.replaceWith(after);
        return !after;
      });
      if (rested) location.reload(); else wait();
    }).catch(wait);
  }
  function wait() { setTimeout(look, EVERY); }
  if (names().length) wait();
})();
