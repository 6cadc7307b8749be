// The contract's timeline by keyboard and pointer: what is pointed at or focused is told below it.
(function () {
  "use strict";
  function all(selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); }
  all("[data-ct]").forEach(function (drawing) {
    var place = drawing.querySelector("[data-ct-detail]"), hint = place.textContent;
    function tell(event) {
      var piece = event.target.closest && event.target.closest("[data-ct-says]");
      place.textContent = piece ? piece.getAttribute("data-ct-says") : hint;
      place.classList.toggle("is-told", Boolean(piece));
    }
    function toNow(box) {
      var now = box.querySelector(".ct-flag-day line") || box.querySelector(".ct-flag-today line");
      if (now && box.scrollWidth > box.clientWidth) box.scrollLeft = parseFloat(now.getAttribute("x1")) / 100 * box.scrollWidth - box.clientWidth * .6;
    }
    // A bar that begins to the left of what is seen shows its label where it comes into view.
    function keepLabels(box) {
      var edge = box.getBoundingClientRect().left;
      all(".ct-piece", box).map(function (piece) {
        var bar = piece.querySelector("rect").getBoundingClientRect();
        return [piece.querySelector("text"), Math.max(7, Math.min(edge - bar.left + 7, bar.width - 70))];
      }).forEach(function (pair) { pair[0].setAttribute("x", pair[1]); });
    }
    all(".ct-scroll", drawing).forEach(function (box) {
      toNow(box);
      keepLabels(box);
      box.addEventListener("scroll", function () { window.requestAnimationFrame(function () { keepLabels(box); }); }, { passive: true });
    });
    drawing.addEventListener("toggle", function (event) { if (event.target.open) all(".ct-scroll", event.target).forEach(function (box) { toNow(box); keepLabels(box); }); }, true);
    drawing.addEventListener("mouseover", tell);
    drawing.addEventListener("focusin", tell);

    // One Tab stop for the orders and one for the bars; the arrow keys go on from there.
    var rows = all("[data-ct-row]", drawing).map(function (row) { return all("[data-ct-says]", row); });
    var marks = drawing.querySelector("[role=list][data-ct-row]");
    var bars = rows.slice(marks ? 1 : 0);
    if (marks) rows[0].forEach(function (mark, number) { mark.setAttribute("tabindex", number ? "-1" : "0"); });
    if (bars.length && bars[0].length) bars[0][0].setAttribute("tabindex", "0");
    function go(from, to) {
      if (!to) return;
      from.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
      to.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    drawing.addEventListener("keydown", function (event) {
      var here = event.target.closest("[data-ct-says]");
      if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
      var inMarks = marks && marks.contains(here), group = inMarks ? [rows[0]] : bars.filter(function (row) { return row.length && row[0].getClientRects().length; });
      var y = group.findIndex(function (row) { return row.indexOf(here) >= 0; }), x = group[y].indexOf(here), to;
      if (event.key === "ArrowRight") to = group[y][x + 1];
      else if (event.key === "ArrowLeft") to = group[y][x - 1];
      else if (event.key === "ArrowDown") to = group[y + 1] && group[y + 1][0];
      else if (event.key === "ArrowUp") to = group[y - 1] && group[y - 1][0];
      else if (event.key === "Home") to = group[y][0];
      else if (event.key === "End") to = group[y][group[y].length - 1];
      else return;
      event.preventDefault();
      go(here, to);
    });
  });

  // A changed form is not the one that was previewed: say so, the server holds it anyway.
  var form = document.querySelector("[data-change-form]"), book = document.querySelector("[data-books]");
  if (form && book) form.addEventListener("input", function (event) {
    if (event.target.name === "reason") return;
    book.disabled = true;
    document.querySelector("[data-changed]").hidden = false;
  });
  var landing = document.querySelector("[data-lands]");
  if (landing) {
    landing.focus({ preventScroll: true });
    if (landing.getBoundingClientRect().top > window.innerHeight * .6) landing.scrollIntoView();
  }
})();
