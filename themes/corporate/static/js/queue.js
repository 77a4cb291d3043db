// The queue by keys, and what changes while the page is open: who reads what, what is decided, how
// much waits. Every key presses something that is on the page, so the page works without this.
(function () {
  "use strict";

  var LOOK_EVERY = 4000;
  var RENEW_EVERY = 120000;

  var queue = document.querySelector("[data-queue]");
  if (!queue) return;
  var item = queue.querySelector("[data-item]");
  var keys = JSON.parse(queue.dataset.keys || "{}");
  var actions = {};
  Object.keys(keys).forEach(function (action) {
    if (keys[action]) actions[keys[action]] = action;
  });

  function say(words) {
    var heard = document.querySelector("[data-heard]");
    if (heard) heard.textContent = words;
  }

  // --- keys -------------------------------------------------------------------------------------

  function isTyping(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") {
      return true;
    }
    return target.tagName === "INPUT" && ["checkbox", "radio", "submit", "button"].indexOf(target.type) < 0;
  }

  function links() {
    return Array.from(queue.querySelectorAll(".queue-list a"));
  }

  function go(step) {
    var single = queue.querySelector(step > 0 ? ".single-nav [rel=next]" : ".single-nav [rel=prev]");
    if (single) return single.click();
    var all = links();
    var at = all.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    for (var to = at + step; all[to]; to += step) {
      if (!all[to].closest("li").hasAttribute("data-gone")) return all[to].click();
    }
    var more = step > 0 && queue.querySelector("[data-more]");
    if (more) return more.click();
    say(step > 0 ? "This is the last comment of the list." : "This is the first comment of the list.");
  }

  function refuse(button) {
    if (queue.querySelector("[data-action^=reason-]:checked")) return button.click();
    var first = queue.querySelector("[data-action^=reason-]");
    if (first) first.focus();
    say("Choose reasons, then press the key again.");
  }

  function refer(button) {
    var choice = queue.querySelector("[data-refer]");
    if (choice && !choice.value) {
      choice.focus();
      say("Choose who answers it, then press Refer.");
    } else button.click();
  }

  function tick(box, action) {
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.focus();
    var label = box.closest(".choice").querySelector("label");
    var words = label.firstChild.textContent.trim();
    say((box.checked ? "Ticked: " : "Cleared: ") + words);
  }

  function focusOn(selector) {
    var found = document.querySelector(selector);
    if (!found) return;
    found.focus();
    found.scrollIntoView({ block: "nearest" });
  }

  function help() {
    var box = document.querySelector("[data-keys-help]");
    if (box && box.showModal) box.showModal();
  }

  function act(action) {
    if (action === "next") return go(1);
    if (action === "previous") return go(-1);
    if (action === "help") return help();
    if (action === "note") return focusOn("#note");
    if (action === "text") return focusOn("[data-text]");
    if (action === "search") return focusOn("#q");
    var target = document.querySelector('[data-action="' + action + '"]');
    if (!target) {
      return say(action === "undo" ? "There is nothing to undo." : "There is nothing to do that with.");
    }
    if (action.indexOf("reason-") === 0) return tick(target, action);
    if (action === "refuse") return refuse(target);
    if (action === "refer") return refer(target);
    target.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (isTyping(event.target)) return;
    var action = actions[event.key] || actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    act(action);
  });

  document.querySelectorAll("[data-action=help]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      help();
    });
  });
  document.querySelectorAll("[data-keys-help] [data-close]").forEach(function (button) {
    button.addEventListener("click", function () { button.closest("dialog").close(); });
  });

  // --- one decision, once -------------------------------------------------------------------------

  var isSent = false;
  document.querySelectorAll("[data-decision]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (isSent) event.preventDefault();
      isSent = true;
    });
  });
  window.addEventListener("pageshow", function () { isSent = false; });

  var preview = document.querySelector("[data-preview]");
  if (preview) preview.focus();

  // --- what happens meanwhile -----------------------------------------------------------------------

  function showReaders(readers) {
    queue.querySelectorAll("[data-row]").forEach(function (row) {
      var place = row.querySelector("[data-reader]");
      var name = readers[row.dataset.row];
      var words = name ? name + " is reading" : "";
      if (place.textContent.trim() !== words) place.textContent = words;
    });
  }

  function showGone(gone) {
    gone.forEach(function (number) {
      var row = queue.querySelector('[data-row="' + number + '"]');
      if (!row || row.hasAttribute("data-gone")) return;
      row.setAttribute("data-gone", "");
      row.querySelector("[data-reader]").textContent = "Decided meanwhile";
    });
  }

  function showCounts(parts) {
    Object.keys(parts).forEach(function (part) {
      var tally = queue.querySelector('[data-tally="' + part + '"]');
      if (tally && !new URLSearchParams(location.search).get("engagement")) {
        tally.textContent = parts[part].toLocaleString("en-CA");
      }
    });
    var own = parts[queue.dataset.part];
    if (own !== undefined && !new URLSearchParams(location.search).get("engagement")) {
      document.title = document.title.replace(/^\([0-9]+\)/, "(" + own + ")");
    }
  }

  function showItem(found) {
    var banner = item && item.querySelector("[data-claim-banner]");
    if (!banner) return;
    var words = found.item;
    var reader = found.readers[item.dataset.item];
    if (!words && found.version && String(found.version) !== item.dataset.version) {
      words = "The author corrected this comment while you read it. Load the page again before you decide.";
    }
    if (!words && reader) words = reader + " is reading this comment.";
    if (banner.textContent.trim().indexOf(words) >= 0 && (words || !banner.textContent.trim())) return;
    banner.textContent = "";
    if (!words) return;
    var line = document.createElement("p");
    line.className = "message message--warning";
    line.textContent = words;
    banner.append(line);
  }

  function look() {
    if (document.hidden || !queue.dataset.live) return;
    var ids = Array.from(queue.querySelectorAll("[data-row]"), function (row) { return row.dataset.row; });
    var query = new URLSearchParams({ ids: ids.join(",") });
    if (item) query.set("item", item.dataset.item);
    fetch(queue.dataset.live + "?" + query, { credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        if (!found) return;
        showReaders(found.readers);
        showGone(found.gone);
        showCounts(found.parts);
        showItem(found);
      })
      .catch(function () { /* the next look may succeed */ });
  }

  function form(values) {
    var sent = new FormData();
    sent.set("csrf_token", queue.dataset.csrf);
    Object.keys(values).forEach(function (name) { sent.set(name, values[name]); });
    return sent;
  }

  function renew() {
    if (!item || !item.dataset.claimedAt || document.hidden) return;
    fetch("/staff/queue/" + item.dataset.item + "/claim", {
      method: "POST", body: form({}), credentials: "same-origin", redirect: "error",
    }).catch(function () { /* a claim that runs out is no harm */ });
  }

  window.addEventListener("pagehide", function () {
    if (!item || !item.dataset.claimedAt) return;
    navigator.sendBeacon(
      "/staff/queue/" + item.dataset.item + "/release",
      form({ claimed_at: item.dataset.claimedAt })
    );
  });

  setInterval(look, LOOK_EVERY);
  setInterval(renew, RENEW_EVERY);
  document.addEventListener("visibilitychange", look);
})();
