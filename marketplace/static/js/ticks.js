// Ticking all rows at once, and how many are ticked. Without this file each row is ticked by itself.
"use strict";

for (const form of document.querySelectorAll("[data-ticks]")) {
  const all = form.querySelector("[data-tick-all]");
  const boxes = [...form.querySelectorAll("input[name=codes]")];
  const count = form.querySelector("[data-tick-count]");
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = ticked ? `${ticked} / ${boxes.length}` : "";
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}
