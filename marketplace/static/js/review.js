// Keys for the staff pages. A key presses a button or a link that stands on the page anyway; nothing here is
// needed to do the work.
"use strict";

(() => {
  const TYPING = "textarea, select, input:not([type='radio'], [type='checkbox'], [type='hidden'])";
  const SECOND_DIGIT_MS = 900;
  let typed = { digits: "", at: 0 };

  // Reasons are numbered: 1 chooses the first at once, a 2 soon after makes it the twelfth.
  function chooseReason(form, digit) {
    const soon = performance.now() - typed.at < SECOND_DIGIT_MS;
    const numbers = soon ? [typed.digits + digit, digit] : [digit];
    for (const number of numbers) {
      const radio = form.querySelector(`[data-number="${number}"]`);
      if (radio) {
        radio.checked = true;
        radio.focus();
        typed = { digits: number, at: performance.now() };
        return;
      }
    }
  }

  function moveRow(step) {
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = rows.indexOf(document.activeElement);
    const there = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[there].focus();
  }

  function openRow() {
    const rows = [...document.querySelectorAll("[data-row]")];
    (rows.find((row) => row === document.activeElement) || rows[0]).click();
  }

  function press(target) {
    if (target.matches("input")) target.focus();
    else target.click();
    if (target.dataset.then) document.getElementById(target.dataset.then)?.focus();
  }

  function pressKey(event) {
    const key = event.key;
    if (document.querySelector("[data-row]") && ["j", "k", "o"].includes(key)) {
      if (key === "o") openRow();
      else moveRow(key === "j" ? 1 : -1);
      return true;
    }
    const target = event.repeat ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target) press(target);
    return target !== null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches?.(TYPING)) return;
    const dialog = document.querySelector("dialog[open]");
    const reasons = (dialog || document).querySelector("[data-reasons]");
    if (/^[0-9]$/.test(event.key) && reasons && (dialog || !document.querySelector("dialog"))) {
      event.preventDefault();
      chooseReason(reasons, event.key);
    } else if (!dialog && pressKey(event)) {
      event.preventDefault();
    }
  });

  // With scripts a reason is chosen in a dialog; without, the same link leads to a page.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    const closing = event.target.closest("[data-closes]")?.closest("dialog");
    if (!dialog && !closing) return;
    event.preventDefault();
    if (dialog) dialog.showModal();
    else closing.close();
  });

  // The next pair came in place of this one: start reading at its head.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === document.body) {
      document.querySelector("[data-focus], [data-pair-title]")?.focus({ preventScroll: true });
    }
  });
})();

// A pair that is open is held for its reader: the page says so every half minute, and lets go when it is left.
(() => {
  let held = null;

  function send(address) {
    const form = new FormData();
    form.set("csrf_token", held.dataset.token);
    return fetch(address, { method: "POST", body: form, headers: { "X-CSRFToken": held.dataset.token } });
  }

  async function renew() {
    if (!held || document.hidden) return;
    const asked = held;
    const answer = await send(held.dataset.claim).catch(() => null); // away for a moment: the next one may arrive
    if (!answer?.ok || asked !== held) return;
    const { mine } = await answer.json();
    document.querySelector("[data-claim-lost]").hidden = mine;
    asked.hidden = !mine;
  }

  function letGo() {
    if (!held) return;
    const form = new FormData();
    form.set("csrf_token", held.dataset.token);
    navigator.sendBeacon(held.dataset.release, form);
  }

  function look() {
    held = document.querySelector("[data-claim]");
  }

  let timer = null;
  function begin() {
    look();
    clearInterval(timer);
    if (held) timer = setInterval(renew, Number(held.dataset.seconds) * 1000);
  }

  begin();
  document.addEventListener("htmx:afterSettle", begin);
  document.addEventListener("visibilitychange", renew);
  window.addEventListener("pagehide", letGo);
  // Shown again from the browser's memory after it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) renew();
  });
})();
