/* Keys of the review page. Everything works without this file.
   j and k go from finding to finding; a, e, x and u decide on the one that has the focus; n and b go to the next and
   the previous report; g, c and m to record, changes and borders; p to the button that publishes; ? shows the list.
   Who has turned single keys off (显示) has none of them. Nothing is published by one key. */
(function () {
  "use strict";
  var d = document, keys = d.getElementById("keys-help");
  if (!keys) return;
  var acts = { a: "accept", e: "edit", x: "reject", u: "undo" };
  var places = { g: "#record input:not([type=hidden])", c: "#changes summary, #changes button", m: "#split a, #split button", p: "[data-publish]" };
  var off = function () { return d.documentElement.dataset.keys === "off"; };

  var open = function (x) {
    for (var up = x.closest("details:not([open])"); up; up = up.parentElement.closest("details:not([open])")) up.open = true;
  };
  var go = function (x) {
    open(x);
    x.focus();
    x.scrollIntoView({ block: "nearest" });
  };
  var step = function (by) {
    var all = Array.from(d.querySelectorAll("[data-finding]")).filter(function (f) { return f.checkVisibility ? f.checkVisibility() : f.offsetParent; });
    var now = all.indexOf(d.activeElement.closest("[data-finding]"));
    if (now < 0) now = all.findIndex(function (f) { return f.hasAttribute("aria-current"); }) - (by > 0 ? 1 : -1);
    var next = all[Math.max(0, Math.min(all.length - 1, now + by))];
    if (!next) return;
    all.forEach(function (f) { f.removeAttribute("aria-current"); });
    next.setAttribute("aria-current", "true");
    go(next);
  };

  d.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || off()) return;
    if (e.target.closest("input, textarea, select, [contenteditable]")) return;
    var card = e.target.closest("[data-finding]"), button = card && acts[e.key] && card.querySelector('[value="' + acts[e.key] + '"]');
    var link = d.querySelector('[data-key="' + (e.key === "n" || e.key === "b" ? e.key : "") + '"]');
    var place = places[e.key] && d.querySelector(places[e.key]);
    if (e.key === "?") keys.togglePopover();
    else if (e.key === "j" || e.key === "k") step(e.key === "j" ? 1 : -1);
    else if (button) button.click();
    else if (link) link.click();
    else if (place) go(place);
    else return;
    e.preventDefault();
  });
})();
