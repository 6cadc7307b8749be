// The search palette: Ctrl-K opens it, arrows move, Enter opens.
(function () {
  "use strict";
  var dialog = document.getElementById("palette");
  if (!dialog) return;
  var input = dialog.querySelector("input"), list = document.getElementById("palette-results");
  function options() { return Array.prototype.slice.call(list.querySelectorAll("[role=option]")); }
  function choose(index) {
    options().forEach(function (option, place) { option.setAttribute("aria-selected", place === index ? "true" : "false"); });
    var chosen = options()[index];
    if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }
  function current() { return options().findIndex(function (option) { return option.getAttribute("aria-selected") === "true"; }); }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); dialog.showModal(); input.focus(); input.select(); }
  });
  input.addEventListener("keydown", function (event) {
    var count = options().length, here = current();
    if (event.key === "ArrowDown" && count) { event.preventDefault(); choose((here + 1) % count); }
    if (event.key === "ArrowUp" && count) { event.preventDefault(); choose((here - 1 + count) % count); }
    if (event.key === "Enter" && here >= 0) { event.preventDefault(); location.href = options()[here].getAttribute("data-href"); }
  });
  list.addEventListener("click", function (event) {
    var option = event.target.closest("[role=option]");
    if (option) location.href = option.getAttribute("data-href");
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target !== list) return;
    if (options().length) choose(0);
    var note = list.querySelector("[data-palette-note]");
    document.getElementById("announcer").textContent = note ? note.textContent.trim() : options().length + " results";
  });
})();
