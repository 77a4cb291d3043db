// Taking selected words of a comment out: what is selected in the text becomes a line in the list of
// words to take out. The list is part of the form, so the server needs nothing of this.
(function () {
  "use strict";

  var text = document.querySelector("[data-text]");
  var list = document.querySelector("[data-removals]");
  var template = document.querySelector("[data-removal-template]");
  if (!text || !list || !template) return;

  // The server counts code points, the browser halves of them.
  function codePoints(words) {
    return Array.from(words).length;
  }

  function offset(node, at) {
    var before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(node, at);
    return codePoints(before.toString());
  }

  // Start, end and words of what is selected inside the text; null when nothing is.
  function selected() {
    var selection = window.getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0).cloneRange();
    var whole = document.createRange();
    whole.selectNodeContents(text);
    if (!range.intersectsNode(text)) return null;
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) {
      range.setStart(whole.startContainer, whole.startOffset);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
      range.setEnd(whole.endContainer, whole.endOffset);
    }
    var words = range.toString();
    var lead = words.length - words.trimStart().length;
    var start = offset(range.startContainer, range.startOffset) + codePoints(words.slice(0, lead));
    words = words.trim();
    if (!words) return null;
    return { start: start, end: start + codePoints(words), words: words };
  }

  function add(found) {
    var span = found.start + "-" + found.end;
    var box = document.getElementById("span-" + span);
    if (box) {
      box.checked = true;
      return box;
    }
    var row = template.content.firstElementChild.cloneNode(true);
    row.querySelectorAll("[id], [for], [name], [value]").forEach(function (part) {
      ["id", "for", "name", "value"].forEach(function (name) {
        var value = part.getAttribute(name);
        if (value && value.slice(-3) === "0-0") part.setAttribute(name, value.slice(0, -3) + span);
      });
    });
    row.querySelectorAll("bdi").forEach(function (part) {
      part.textContent = found.words.length > 60 ? found.words.slice(0, 57) + "..." : found.words;
    });
    var after = Array.from(list.children).find(function (other) {
      return Number(other.querySelector("input").value.split("-")[0]) > found.start;
    });
    list.insertBefore(row, after || null);
    return row.querySelector("input");
  }

  // Words are also selected by keys while the text has the focus: arrows go from word to word, and
  // with Shift they take one more.
  function selectByKey(event) {
    var direction = { ArrowRight: "forward", ArrowLeft: "backward" }[event.key];
    var selection = window.getSelection();
    if (!direction || event.ctrlKey || event.metaKey || event.altKey || !selection.modify) return;
    event.preventDefault();
    if (!selection.rangeCount || !text.contains(selection.anchorNode)) {
      selection.collapse(text, direction === "forward" ? 0 : text.childNodes.length);
    } else if (!event.shiftKey) {
      if (direction === "forward") selection.collapseToEnd();
      else selection.collapseToStart();
    }
    var before = selection.toString();
    selection.modify("extend", direction, "word");
    // A step that took only a space goes on to the word behind it.
    if (!selection.toString().slice(event.shiftKey ? before.length : 0).trim()) {
      if (!event.shiftKey) selection.collapse(selection.focusNode, selection.focusOffset);
      selection.modify("extend", direction, "word");
    }
    if (!text.contains(selection.focusNode)) selection.collapse(text, 0);
    say(selection.toString().trim() || "No words are selected.");
  }

  function tickAll() {
    var boxes = Array.from(list.querySelectorAll("input"));
    var isOn = boxes.some(function (box) { return !box.checked; });
    boxes.forEach(function (box) { box.checked = isOn; });
    show();
    say(!boxes.length ? "Nothing was noticed." : isOn ? "All noticed words are ticked." : "All boxes are cleared.");
  }

  function takeOut() {
    var found = selected();
    if (!found) {
      say("Select words in the text first.");
      text.focus();
      return;
    }
    var box = add(found);
    window.getSelection().removeAllRanges();
    box.closest("li").querySelector("select").focus();
    show();
    say("“" + found.words.slice(0, 60) + "” will be taken out. Say what it is, or clear the box.");
  }

  function say(words) {
    var heard = document.querySelector("[data-heard]");
    if (heard) heard.textContent = words;
  }

  // Shows in the text what is ticked, by the highlights that style sheets know; without them the
  // list says the same.
  function show() {
    if (!window.CSS || !CSS.highlights || !window.Highlight) return;
    var ranges = [];
    list.querySelectorAll("input:checked").forEach(function (box) {
      var ends = box.value.split("-").map(Number);
      var range = rangeOf(ends[0], ends[1]);
      if (range) ranges.push(range);
    });
    CSS.highlights.set("removal", new (Function.prototype.bind.apply(Highlight, [null].concat(ranges)))());
  }

  function rangeOf(start, end) {
    var walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    var range = document.createRange();
    var count = 0;
    var isBegun = false;
    while (walker.nextNode()) {
      var letters = Array.from(walker.currentNode.data);
      if (!isBegun && count + letters.length > start) {
        range.setStart(walker.currentNode, letters.slice(0, start - count).join("").length);
        isBegun = true;
      }
      if (isBegun && count + letters.length >= end) {
        range.setEnd(walker.currentNode, letters.slice(0, end - count).join("").length);
        return range;
      }
      count += letters.length;
    }
    return null;
  }

  document.querySelectorAll("[data-with-script]").forEach(function (part) { part.hidden = false; });
  document.querySelectorAll("[data-select]").forEach(function (button) {
    // The press must not take the selection away before it is read.
    button.addEventListener("mousedown", function (event) { event.preventDefault(); });
    button.addEventListener("click", takeOut);
  });
  document.querySelectorAll("[data-tick-all]").forEach(function (button) {
    button.addEventListener("click", tickAll);
  });
  text.addEventListener("keydown", selectByKey);
  list.addEventListener("change", show);
  show();
})();
