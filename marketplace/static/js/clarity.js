// The panel beside a need: it leads to the sentence that is meant, and keeps the examples open that were opened.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-leads]");
  const field = link && document.getElementById(link.dataset.leads);
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
  if (link.dataset.end && field.setSelectionRange) {
    // Offsets count characters; the browser counts the two halves of rare ones apart.
    const characters = Array.from(field.value);
    const start = characters.slice(0, Number(link.dataset.start)).join("").length;
    const end = characters.slice(0, Number(link.dataset.end)).join("").length;
    field.setSelectionRange(start, end);
  }
});

let opened = [];
let held = false;
let shown = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "clarity-findings" || event.detail.xhr.status !== 200) return;
  // An answer that says what stands there already leaves it alone: a button about to be pressed stays.
  if (event.detail.xhr.responseText === shown) event.detail.shouldSwap = false;
  shown = event.detail.xhr.responseText;
  opened = Array.from(event.detail.target.querySelectorAll("[data-keeps][open]"), (one) => one.dataset.keeps);
  held = event.detail.target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "clarity-findings") return;
  for (const aspect of opened) {
    event.detail.target.querySelector(`[data-keeps="${CSS.escape(aspect)}"]`)?.setAttribute("open", "");
  }
  // A button that was pressed is gone with its finding: the keyboard goes on from the panel.
  if (held) event.detail.target.focus({ preventScroll: true });
});
