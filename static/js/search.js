/* Everything works without this file. It fills the list of the search box while a reader types: the browser's own
   list, so keys, touch and screen readers work as everywhere. And n / p move between the reader's words in a report. */
(function () {
  "use strict";
  var d = document, box = d.getElementById("q");
  if (box && box.dataset.complete && window.fetch) {
    var list = d.getElementById("q-known"), waiting = null, asked = 0, composing = false;
    if (!list) {
      list = d.createElement("datalist");
      list.id = "q-known";
      box.form.append(list);
    }
    var fill = function (found) {
      list.textContent = "";
      found.forEach(function (one) {
        var option = d.createElement("option");
        option.value = one.words;
        option.textContent = [one.kind, one.total].filter(Boolean).join(" · ");
        list.append(option);
      });
    };
    var ask = function () {
      var words = box.value, number = ++asked;
      if (!words.trim() || composing) return;
      fetch(box.dataset.complete + "?q=" + encodeURIComponent(words), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : { completions: [] }; })
        .then(function (answer) { if (number === asked) fill(answer.completions); })
        .catch(function () { /* Offline: the box goes on without a list. */ });
    };
    box.addEventListener("compositionstart", function () { composing = true; });
    box.addEventListener("compositionend", function () { composing = false; box.dispatchEvent(new Event("input")); });
    box.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(ask, 200); });
  }

  var marks = Array.from(d.querySelectorAll("mark[id^=m]"));
  if (!marks.length || d.documentElement.dataset.keys === "off") return;
  d.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.closest("input, textarea, select, [contenteditable]")) return;
    if (e.key !== "n" && e.key !== "p") return;
    var at = marks.findIndex(function (m) { return "#" + m.id === location.hash; });
    var next = marks[(at + (e.key === "n" ? 1 : at < 0 ? 0 : -1) + marks.length) % marks.length];
    e.preventDefault();
    location.hash = next.id;
  });
})();
