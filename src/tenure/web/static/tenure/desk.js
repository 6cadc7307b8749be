// Keyboard, selection and announcements. Everything here also works without: it only saves steps.
(function () {
  "use strict";
  var keysOff = "tenure-no-keys";
  function all(selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); }
  function say(text) { document.getElementById("announcer").textContent = text; }
  function typing(target) { return !target.closest("dialog:not([open])") && target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog"); }
  function keysAreOff() { try { return localStorage.getItem(keysOff) === "1"; } catch (error) { return false; } }

  // Dialogs and menus
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-opens]");
    if (opener) {
      var dialog = document.getElementById(opener.getAttribute("data-opens"));
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    var named = event.target.closest("[data-mention]");
    if (named) {
      var text = document.getElementById(named.closest("[data-mentions]").getAttribute("data-mentions"));
      text.value += (/\S$/.test(text.value) ? " " : "") + named.getAttribute("data-mention");
      text.focus();
    }
    if (event.target.closest("[data-closes]") || event.target.matches("dialog")) event.target.closest("dialog").close();
    all("details.desk-menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });

  // A link that one can share: the address says all that was asked
  function copier() { all("[data-copies-address]").forEach(function (button) { button.hidden = !navigator.clipboard; }); }
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-copies-address]")) return;
    navigator.clipboard.writeText(location.href.split("#")[0]).then(function () { say("The link is copied."); event.target.textContent = "Link copied"; });
  });
  document.addEventListener("DOMContentLoaded", copier);

  // Selection
  function showSelection() {
    var boxes = all("tr [data-pick]"), chosen = boxes.filter(function (box) { return box.checked; }).length;
    all("[data-bulk]").forEach(function (bar) { bar.classList.toggle("is-on", chosen > 0); });
    all("[data-selected-count]").forEach(function (place) { place.textContent = chosen + " selected"; });
    all("[data-select-all]").forEach(function (box) { box.checked = chosen > 0 && chosen === boxes.length; box.indeterminate = chosen > 0 && chosen < boxes.length; });
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("is-selected", box.checked); });
    return chosen;
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-select-all]")) all("tr [data-pick]").forEach(function (box) { box.checked = event.target.checked; });
    if (event.target.matches("[data-pick], [data-select-all]")) { var count = showSelection(); say(count + " selected"); }
    if (event.target.matches("[data-shortcuts]")) {
      try { localStorage.setItem(keysOff, event.target.checked ? "" : "1"); } catch (error) { /* private window */ }
    }
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // A field that belongs to a choice chooses it; fields that are wrong say so
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-picks]")) document.getElementById(event.target.getAttribute("data-picks")).checked = true;
  }, true);
  function markInvalid() {
    var wrong = all("[data-invalid]").map(function (place) { return place.getAttribute("data-invalid"); }).join(" ").split(" ");
    all("#what-if-panel [aria-describedby]").forEach(function (field) {
      if (wrong.indexOf(field.id) === -1) field.removeAttribute("aria-invalid"); else field.setAttribute("aria-invalid", "true");
    });
  }

  // Figures change in place: each part of the answer replaces what the one with its id holds, so
  // that no field loses its focus or its text
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.requestConfig.elt.matches("[data-figures]") || event.detail.xhr.status !== 200) return;
    event.detail.shouldSwap = false;
    var answer = document.createElement("template");
    answer.innerHTML = event.detail.serverResponse;
    all("[id]", answer.content).forEach(function (part) {
      var place = document.getElementById(part.id);
      if (!place) return;
      if (place.innerHTML !== part.innerHTML) place.innerHTML = part.innerHTML;
      if (part.hasAttribute("data-invalid")) place.setAttribute("data-invalid", part.getAttribute("data-invalid"));
    });
    markInvalid();
  });

  // Rows by keyboard
  function move(step) {
    var rows = all("[data-row]");
    if (!rows.length) return;
    var here = rows.indexOf(document.activeElement.closest("[data-row]"));
    var next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    next.querySelector("[data-open]").focus();
    next.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") all("details.desk-menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysAreOff()) return;
    var handled = true;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") {
      var row = document.activeElement.closest("[data-row]"), box = row && row.querySelector("[data-pick]");
      if (box) box.click();
    } else if (event.key === "/") { var field = document.querySelector("[data-key='/']"); if (field) { field.focus(); field.select(); } else handled = false; }
    else if (event.key === "d") {
      var at = document.activeElement.closest("[data-row]"), menu = at && at.querySelector("[data-finish]");
      if (menu) { menu.open = true; menu.querySelector("[name=result]").focus(); } else handled = false;
    } else if (event.key === "b") { var action = document.querySelector(".is-on [data-key=b]"); if (action) action.focus(); else handled = false; }
    else if (event.key === "?") document.getElementById("help").showModal();
    else handled = false;
    if (handled) event.preventDefault();
  });

  // Swaps: say what came, keep the place in a text field
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 401 || event.detail.xhr.responseURL.indexOf("/sign-in/") !== -1) { event.detail.shouldSwap = false; location.reload(); }
  });
  document.addEventListener("htmx:afterSettle", function () {
    var results = document.querySelector("[data-announce]");
    if (results) say(results.getAttribute("data-announce").trim());
    showSelection();
    markInvalid();
  });
  document.addEventListener("htmx:responseError", function () { say("The desk did not answer. Try again."); });
  document.addEventListener("htmx:sendError", function () { say("The desk cannot be reached. Check the connection."); });

  var shortcuts = document.querySelector("[data-shortcuts]");
  if (shortcuts) shortcuts.checked = !keysAreOff();
  if (document.querySelector("[data-bulk]")) showSelection();
})();

// The import's drop field, and the mapping that only shows when it is wanted
(function () {
  "use strict";
  var drop = document.querySelector("[data-drop]");
  if (drop) {
    ["dragover", "dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.toggle("is-over", name === "dragover"); });
    });
    drop.addEventListener("drop", function (event) { drop.querySelector("input[type=file]").files = event.dataTransfer.files; });
  }
  var byHand = document.getElementById("by-hand"), hand = document.querySelector("[data-shows='by-hand']");
  if (byHand && hand) {
    var show = function () { byHand.hidden = !hand.checked; };
    document.addEventListener("change", function (event) { if (event.target.name === "how") show(); });
    show();
  }
})();
