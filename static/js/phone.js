// What a phone adds: times by one press, an address copied, the pages last seen readable without a line. Beside app.js; pages
// work without it.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const loaded = performance.now();
  const MINUTE = 60000;

  // --- Chips: minutes from now by the county's clock, or from another field -----------------------------------------

  // Local times are counted as if they were UTC: no time zone of the device comes into it.
  const at = (text) => Date.parse(`${text.slice(0, 16)}Z`);
  const written = (instant) => new Date(instant).toISOString().slice(0, 16);

  function press(chip) {
    const chips = chip.closest("[data-chips]");
    const field = document.getElementById(chips.dataset.chips);
    const first = chips.dataset.after && field.form.elements[chips.dataset.after];
    const now = at(chips.dataset.now) + performance.now() - loaded;
    const from = first && first.value ? at(first.value) : now;
    field.value = written(Math.ceil((from + Number(chip.dataset.minutes) * MINUTE) / MINUTE) * MINUTE);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  // --- An address to the clipboard; over plain http there is none, then it is selected -------------------------------

  function copy(button) {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    const say = () => { $("[data-text]", button).textContent = button.dataset.copied; };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(say, () => document.execCommand("copy") && say());
    else if (document.execCommand("copy")) say();
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-chips] [data-minutes]");
    if (chip) press(chip);
    const folded = event.target.closest("tr.folds > th");
    if (folded && !event.target.closest("a")) open(folded.parentElement, folded.parentElement.classList.contains("is-folded"));
    const button = event.target.closest("[data-copies]");
    if (button) copy(button);
  });

  function reveal(root) {
    root.querySelectorAll("[data-chips], [data-copies]").forEach((element) => { element.hidden = false; });
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    reveal(event.detail.target);
    fold(document);
  });

  // --- Long tables fold on a phone: a row is its head until it is opened; what is wrong stays open -------------------

  const LONG = 6;
  const narrow = window.matchMedia("(max-width: 767.98px)");

  function fold(root) {
    if (!narrow.matches) return;
    root.querySelectorAll(".matrix, [data-folds]").forEach((table) => {
      const rows = [...table.querySelectorAll("tbody > tr")].filter((row) => $("th[scope=row]", row) && row.children.length > 2);
      if (rows.length < LONG) return;
      rows.forEach((row) => {
        const head = $("th[scope=row]", row);
        if ($("[data-fold]", head)) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "fold";
        button.dataset.fold = "";
        button.setAttribute("aria-label", `${head.textContent.trim()} ${document.body.dataset.fold}`);
        head.append(button);
        row.classList.add("folds");
        open(row, Boolean($(".seat--gap, .seat--clash, .alarm", row)));
      });
    });
  }

  function open(row, isOpen) {
    row.classList.toggle("is-folded", !isOpen);
    $("[data-fold]", row).setAttribute("aria-expanded", String(isOpen));
  }

  // --- Pages last seen: kept by the worker for whoever is signed in, gone when they sign out ------------------------

  // As worker.js names them.
  const keptNames = async () => (await caches.keys()).filter((name) => name.startsWith("kept "));

  // A sign-in page that answers what was sent: the session had ended, and the pages kept for it go.
  async function forgetPages() {
    for (const name of await keptNames()) caches.delete(name);
  }

  // The page that stands for one that isn't kept lists those that are, with their times.
  async function listKept(list) {
    for (const name of await keptNames()) {
      const kept = await caches.open(name);
      for (const request of await kept.keys()) {
        const page = new DOMParser().parseFromString(await (await kept.match(request)).text(), "text/html");
        const row = $("template", list).content.cloneNode(true);
        $("a", row).href = new URL(request.url).pathname;
        $("a", row).textContent = page.title.split(/\s+-\s*/)[0].trim();
        $("span", row).textContent = ($("#kept time", page) || {}).textContent || "";
        list.append(row);
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    reveal(document);
    fold(document);
    if (!("serviceWorker" in navigator) || !window.caches) return;
    if ($("[data-sign-in]")) forgetPages();
    if (document.body.dataset.reader) navigator.serviceWorker.register("/sw.js").catch(() => {});
    const list = $("[data-kept-pages]");
    if (list) listKept(list);
  });
})();
