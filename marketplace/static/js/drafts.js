// The form of a listing: counts what is typed, and keeps it in this window until the site has it.
"use strict";

(() => {
  const form = document.getElementById("draft");
  if (!form) return;
  const KEY = `draft ${form.dataset.backup}`;
  const show = (id, on) => {
    document.getElementById(id).hidden = !on;
  };

  // Counters: code points, as the site counts them.
  function count(counter) {
    const field = document.getElementById(counter.dataset.counts);
    const { least, most, limit } = counter.dataset;
    const length = [...field.value.trim()].length;
    const live = counter.querySelector(".counter-live");
    let tone = "good";
    let said = counter.dataset.good;
    if (length > Number(limit)) {
      tone = "bad";
      said = counter.dataset.over.replace("{n}", length - Number(limit));
    } else if (length > Number(most)) {
      tone = "warn";
      said = counter.dataset.long;
    } else if (length < Number(least)) {
      tone = "warn";
      said = counter.dataset.short.replace("{n}", Number(least) - length);
    }
    counter.dataset.tone = length ? tone : "";
    live.textContent = length ? `${counter.dataset.count.replace("{n}", length)} · ${said}` : "";
  }
  for (const counter of form.querySelectorAll("[data-counts]")) {
    count(counter);
    document.getElementById(counter.dataset.counts).addEventListener("input", () => count(counter));
  }

  // What the site does not have yet lies in this window's own storage, which ends with the window.
  function typed() {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrf_token", "seen"].includes(name)) fields[name] = value;
    }
    return fields;
  }
  let kept = JSON.stringify(typed());
  const keep = () => sessionStorage.setItem(KEY, JSON.stringify(typed()));
  form.addEventListener("input", keep);

  function putBack(stored) {
    if (!stored || stored === kept) return;
    for (const [name, value] of Object.entries(JSON.parse(stored))) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    show("draft-restored", true);
    for (const counter of form.querySelectorAll("[data-counts]")) count(counter);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Whoever signs in again in another window finds it there: one that was signed out hands over what it holds
  // to the same person's form, from window to window and by way of no store that outlives them.
  const windows = new BroadcastChannel(KEY);
  let lost = false;
  windows.addEventListener("message", ({ data }) => {
    if (data === "who was signed out?") {
      if (lost) windows.postMessage({ typed: sessionStorage.getItem(KEY) });
    } else if (JSON.stringify(typed()) === kept) {
      putBack(data.typed);
    }
  });

  function signedOut(xhr) {
    return xhr.responseURL.includes(form.dataset.signIn) || xhr.status === 400 || xhr.status === 403;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === form) kept = JSON.stringify(typed());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== form && !form.contains(requestConfig.elt)) return;
    if (signedOut(xhr)) {
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      keep();
      lost = true;
      show("draft-lost", true);
      document.getElementById("draft-lost").scrollIntoView({ block: "nearest" });
      return;
    }
    lost = false;
    show("draft-lost", false);
    show("draft-offline", xhr.status >= 500);
    if (xhr.status >= 400) {
      event.detail.shouldSwap = false;
    } else if (xhr.responseText.includes('name="seen"') && JSON.stringify(typed()) === kept) {
      sessionStorage.removeItem(KEY);
    }
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt !== form) return;
    keep();
    show("draft-offline", true);
  });

  // A file over the limit is refused before it is sent.
  const files = document.getElementById("files");
  files.addEventListener("change", (event) => {
    const tooLarge = [...files.files].some((file) => file.size > Number(files.dataset.mostBytes));
    files.setCustomValidity(tooLarge ? files.dataset.tooLarge : "");
    if (tooLarge) {
      event.stopImmediatePropagation();
      files.reportValidity();
      files.value = "";
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === files) files.value = "";
  });

  // htmx must have bound the form before what was put back asks to be saved.
  document.addEventListener(
    "htmx:load",
    () => {
      putBack(sessionStorage.getItem(KEY));
      windows.postMessage("who was signed out?");
    },
    { once: true },
  );
})();
