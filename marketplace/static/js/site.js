// What HTML cannot say by itself. Every page works without this file.
"use strict";

// A refused HTMX request answers with a message of its own: show it above the page, not in place of the content.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = document.getElementById("messages");
  event.detail.swapOverride = "innerHTML show:window:top";
  event.detail.selectOverride = "unset";
});

// Filters that the reader opened stay open when their counts are renewed.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  for (const group of event.detail.target.querySelectorAll("details[id][open]")) {
    event.detail.fragment.querySelector(`#${CSS.escape(group.id)}`)?.setAttribute("open", "");
  }
});

// Nothing answered at all.
document.addEventListener("htmx:sendError", () => {
  const messages = document.getElementById("messages");
  const notice = document.createElement("p");
  notice.className = "notice notice-bad";
  notice.textContent = messages.dataset.offline;
  messages.replaceChildren(notice);
  messages.scrollIntoView({ block: "nearest" });
});

// After a form came back with errors, start where they are listed.
document.querySelector("[data-focus]")?.focus();

// Where a line of places is wider than the screen, show the present one.
for (const line of document.querySelectorAll(".work-line, .tabs, .sector-nav")) {
  const present = line.querySelector("[aria-current]")?.getBoundingClientRect();
  const frame = line.getBoundingClientRect();
  if (present) line.scrollLeft += present.left - frame.left - (frame.width - present.width) / 2;
}

// A menu that hangs over the page is shut by Escape and by a click beside it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
