// Before the first paint: the chosen theme, or the system's.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try { return localStorage.getItem("tenure-theme"); } catch (error) { return null; }
  }
  function show() { root.setAttribute("data-bs-theme", stored() || (dark.matches ? "dark" : "light")); }
  show();
  root.classList.add("has-js");
  dark.addEventListener("change", show);
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-toggle]")) return;
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try { localStorage.setItem("tenure-theme", next); } catch (error) { /* private window */ }
    root.setAttribute("data-bs-theme", next);
  });
})();
