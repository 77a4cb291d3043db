// Coding by keys. Every key ticks or presses something that is on the page, so the page works
// without this; what only works with it (the field that finds themes) is shown by it.
(function () {
  "use strict";

  var page = document.querySelector("[data-coding]");
  if (!page) return;
  var form = page.querySelector("[data-coding-form]");
  var areOn = page.dataset.keys === "on";
  var heard = document.querySelector("[data-heard]");

  function say(words) {
    if (heard) heard.textContent = words;
  }

  function all(selector) {
    return Array.from(page.querySelectorAll(selector));
  }

  // --- themes: shown ones have the digits, ticking one clears "no theme fits" ---------------------

  var rows = all("[data-theme]");
  var none = page.querySelector("[data-none]");
  var filter = page.querySelector("[data-filter]");

  function box(row) {
    return row.querySelector("input");
  }

  function shown() {
    return rows.filter(function (row) { return !row.hidden; });
  }

  function number() {
    rows.forEach(function (row) { row.querySelector("[data-digit]").hidden = true; });
    if (!areOn) return;
    shown().slice(0, 9).forEach(function (row, place) {
      var key = row.querySelector("[data-digit]");
      key.textContent = String(place + 1);
      key.hidden = false;
    });
  }

  function plain(words) {
    return words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function find() {
    var wanted = plain(filter.value).split(/\s+/).filter(Boolean);
    rows.forEach(function (row) {
      var words = plain(row.dataset.words);
      // What is ticked stays in sight, so that nothing is kept unseen.
      row.hidden = !box(row).checked && !wanted.every(function (one) { return words.indexOf(one) >= 0; });
    });
    number();
    if (wanted.length) say(shown().length + (shown().length === 1 ? " theme" : " themes"));
  }

  function name(row) {
    return row.dataset.words ? row.querySelector("label").lastChild.textContent.trim() ||
      row.querySelector("label").textContent.trim() : "";
  }

  function tick(row) {
    var one = box(row);
    one.checked = !one.checked;
    one.dispatchEvent(new Event("change", { bubbles: true }));
    say((one.checked ? "Ticked: " : "Cleared: ") + name(row));
  }

  function setNone() {
    none.checked = !none.checked;
    none.dispatchEvent(new Event("change", { bubbles: true }));
    say(none.checked ? "No theme fits." : "Cleared: no theme fits.");
  }

  if (form && none) {
    form.addEventListener("change", function (event) {
      if (event.target === none && none.checked) {
        rows.forEach(function (row) { box(row).checked = false; });
      } else if (event.target.name === "themes" && event.target.checked) {
        none.checked = false;
      }
    });
    var noneKey = page.querySelector("[data-digit-none]");
    if (noneKey) noneKey.hidden = !areOn;
  }
  if (filter) {
    page.querySelector("[data-picker-filter]").hidden = rows.length < 6;
    filter.addEventListener("input", find);
    filter.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      if (!filter.value.trim()) return submit();
      var wanted = plain(filter.value).split(/\s+/).filter(Boolean);
      var first = shown().find(function (row) {
        return wanted.every(function (one) { return plain(row.dataset.words).indexOf(one) >= 0; });
      });
      if (!first) return say("No theme is called so.");
      tick(first);
      filter.value = "";
      find();
    });
  }
  number();

  // --- keys -------------------------------------------------------------------------------------

  function isTyping(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") {
      return true;
    }
    return target.tagName === "INPUT" && ["checkbox", "radio", "submit", "button"].indexOf(target.type) < 0;
  }

  function press(act) {
    var found = page.querySelector('[data-act="' + act + '"]');
    if (found) return found.click();
    say(act === "undo" ? "There is nothing to undo." : "There is no other comment.");
  }

  function submit() {
    var chosen = rows.some(function (row) { return box(row).checked; }) || (none && none.checked);
    if (!chosen) return say("Choose a theme, or 0 if none fits.");
    press("keep");
  }

  function writeNote() {
    var note = page.querySelector("[data-note-box]");
    if (!note) return;
    note.open = true;
    note.querySelector("textarea").focus();
  }

  function help() {
    var keys = page.querySelector("[data-help]");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  }

  var acts = {
    s: function () { press("skip"); },
    j: function () { press("skip"); },
    k: function () { press("back"); },
    z: function () { press("undo"); },
    n: writeNote,
    "?": help,
    "/": function () {
      if (!filter) return;
      page.querySelector("[data-picker-filter]").hidden = false;
      filter.focus();
    },
    0: function () { if (none) setNone(); },
  };

  document.addEventListener("keydown", function (event) {
    if (!areOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (isTyping(event.target)) return;
    if (event.key === "Enter" && form) {
      // A link, a button or a summary that has the focus does its own.
      if (/^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
      event.preventDefault();
      return submit();
    }
    if (/^[1-9]$/.test(event.key)) {
      var row = shown()[Number(event.key) - 1];
      if (row) {
        event.preventDefault();
        tick(row);
      }
      return;
    }
    var act = acts[event.key] || acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // --- one choice, once ---------------------------------------------------------------------------

  var isSent = false;
  if (form) {
    form.addEventListener("submit", function (event) {
      if (isSent) event.preventDefault();
      isSent = true;
    });
  }
  window.addEventListener("pageshow", function () { isSent = false; });
})();
