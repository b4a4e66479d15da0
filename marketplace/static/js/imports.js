// A file over the limit is refused before it is sent: a large upload takes minutes, and the answer would be no.
"use strict";

const field = document.querySelector("input[type=file][data-most-bytes]");

field?.addEventListener("change", () => {
  const size = field.files[0]?.size ?? 0;
  field.setCustomValidity(size > Number(field.dataset.mostBytes) ? field.dataset.tooLarge : "");
  field.reportValidity();
});
