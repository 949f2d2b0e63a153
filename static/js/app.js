// Everything here improves pages that work without it. Sentences come from data attributes, so that they follow the
// language of the page. Nothing is evaluated and nothing is styled inline: the content security policy forbids both.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const meta = (name) => ($(`meta[name="${name}"]`) || {}).content || "";
  const say = (key) => document.body.dataset[key] || "";
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  // --- htmx: token and errors; what did not get through is the business of forms.js ---------------------------------

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });

  function showError(sentence) {
    const template = $("#error-template");
    const box = $("#messages");
    if (!template || !box || !sentence) return;
    const notice = template.content.cloneNode(true);
    $("[data-sentence]", notice).textContent = sentence;
    box.replaceChildren(notice);
    box.scrollIntoView({ block: "nearest" });
  }

  // The server's own words: a whole error page, a problem document, or nothing.
  function sentenceOf(xhr) {
    const type = xhr.getResponseHeader("Content-Type") || "";
    if (type.includes("json")) {
      try {
        return JSON.parse(xhr.responseText).detail || "";
      } catch (_) {
        return "";
      }
    }
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const sentence = $("[data-error-sentence]", page);
    return sentence ? sentence.textContent.trim() : "";
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    // 400, 409 and 422 carry a fragment for the target (a form with its errors); an error page never does.
    const page = /<html|data-error-sentence/i.test(xhr.responseText);
    const fragment = [400, 409, 422].includes(xhr.status) && !page && xhr.responseText.trim();
    event.detail.shouldSwap = Boolean(fragment) || Boolean(xhr.getResponseHeader("HX-Retarget"));
    if (!event.detail.shouldSwap) showError(sentenceOf(xhr) || say("failed"));
  });

  // What somebody is writing is not polled away from under their hands: the part is drawn anew once it is sent or emptied.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (!(elt.getAttribute("hx-trigger") || "").startsWith("every")) return;
    const fields = elt.querySelectorAll("input:not([type=hidden]), textarea");
    if (Array.from(fields).some((field) => field.value !== field.defaultValue)) event.preventDefault();
  });

  // A file that would be refused is said so before it has been sent.
  document.addEventListener("change", (event) => {
    const { files, dataset } = event.target;
    if (!files || !dataset.mostBytes || !Array.from(files).some((file) => file.size > Number(dataset.mostBytes))) return;
    event.target.value = "";
    showError(dataset.tooBig);
  });

  // --- <duty-age for="board">: how old the data is; a successful answer for that element makes it new --------------

  class DutyAge extends HTMLElement {
    connectedCallback() {
      this.since = performance.now();
      this.renew = (event) => {
        const { target, xhr, successful } = event.detail;
        if (successful && xhr.status && target && target.id === this.getAttribute("for")) this.since = performance.now();
        this.draw();
      };
      document.addEventListener("htmx:afterRequest", this.renew);
      this.timer = setInterval(() => this.draw(), 1000);
      this.draw();
    }

    disconnectedCallback() {
      clearInterval(this.timer);
      document.removeEventListener("htmx:afterRequest", this.renew);
    }

    draw() {
      const seconds = Math.floor((performance.now() - this.since) / 1000);
      const text = $("[data-text]", this);
      if (text) {
        text.textContent = seconds < 120
          ? fill(this.dataset.seconds, { n: seconds })
          : fill(this.dataset.minutes, { n: Math.floor(seconds / 60) });
      }
      this.classList.toggle("is-old", seconds >= 30 && seconds < 90);
      this.classList.toggle("is-stale", seconds >= 90);
    }
  }

  // --- <duty-countdown left="700" total="1800">: seconds by the server's clock when the page was made --------------

  class DutyCountdown extends HTMLElement {
    connectedCallback() {
      this.end = performance.now() + Number(this.getAttribute("left")) * 1000;
      this.timer = setInterval(() => this.draw(), 1000);
      this.draw();
    }

    disconnectedCallback() {
      clearInterval(this.timer);
    }

    draw() {
      const left = Math.round((this.end - performance.now()) / 1000);
      const text = $("[data-text]", this) || this;
      text.textContent = this.words(Math.abs(left), left < 0);
      this.classList.toggle("is-over", left < 0);
      const ring = $(".ring__left", this);
      if (!ring) return;
      const round = 2 * Math.PI * Number(ring.getAttribute("r"));
      const share = Math.min(Math.max(left / Number(this.getAttribute("total")), 0), 1);
      ring.setAttribute("stroke-dasharray", `${round * share} ${round}`);
    }

    words(seconds, over) {
      const minutes = Math.floor(seconds / 60);
      if (this.dataset.words === undefined) {
        return `${over ? "+" : ""}${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
      }
      const values = { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60), m: minutes % 60 };
      const words = fill(minutes >= 1440 ? this.dataset.days : this.dataset.hours, values);
      return fill(over ? this.dataset.over : this.dataset.words, { left: words });
    }
  }

  customElements.define("duty-age", DutyAge);
  customElements.define("duty-countdown", DutyCountdown);

  // --- Grid keys: one stop for Tab, arrows inside -------------------------------------------------------------------

  const seatsOf = (row) => [...row.querySelectorAll("[data-seat]")].filter((seat) => !seat.disabled);

  function step(grid, seat, key) {
    const rows = [...grid.querySelectorAll("tr")].map(seatsOf).filter((row) => row.length);
    const y = rows.findIndex((row) => row.includes(seat));
    const x = rows[y].indexOf(seat);
    const row = { ArrowUp: rows[y - 1], ArrowDown: rows[y + 1] }[key] || rows[y];
    if (key === "Home") return row[0];
    if (key === "End") return row[row.length - 1];
    if (key === "ArrowLeft") return row[x - 1];
    if (key === "ArrowRight") return row[x + 1];
    // Rows differ in length: keep the place across the row, not the number.
    const place = (item) => Math.abs(item.getBoundingClientRect().left - seat.getBoundingClientRect().left);
    return row === rows[y] ? seat : [...row].sort((a, b) => place(a) - place(b))[0];
  }

  function oneTabStop(grid, seat) {
    grid.querySelectorAll("[data-seat]").forEach((other) => other.setAttribute("tabindex", other === seat ? "0" : "-1"));
  }

  function prepareGrids(root) {
    root.querySelectorAll("[data-grid]").forEach((grid) => {
      if (!$('[data-seat][tabindex="0"]', grid)) oneTabStop(grid, $("[data-seat]", grid));
    });
  }

  document.addEventListener("keydown", (event) => {
    const seat = event.target.closest && event.target.closest("[data-seat]");
    const grid = seat && seat.closest("[data-grid]");
    if (!grid || !/^(Arrow|Home|End)/.test(event.key) || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const next = step(grid, seat, event.key);
    if (next) next.focus();
  });
  document.addEventListener("focusin", (event) => {
    const seat = event.target.closest("[data-grid] [data-seat]");
    if (seat) oneTabStop(seat.closest("[data-grid]"), seat);
  });

  // --- Dialog: htmx puts the content in, this opens and closes it ---------------------------------------------------

  let opener = null;

  document.addEventListener("htmx:afterSwap", (event) => {
    prepareGrids(document);
    const dialog = $("#dialog");
    // A sentence above the page would stand behind the open dialog.
    if (event.detail.target.id === "messages" && dialog && dialog.open) dialog.close();
    if (event.detail.target.id !== "dialog" || dialog.open) return;
    opener = document.activeElement;
    dialog.showModal();
  });
  // The answer of a form in the dialog says HX-Trigger: closeDialog once it is done.
  document.addEventListener("closeDialog", () => $("#dialog").close());

  function afterClose() {
    const seat = opener && !opener.isConnected && opener.id ? document.getElementById(opener.id) : opener;
    if (seat && seat.isConnected) seat.focus();
  }

  // --- Menus, printing, fields that submit their form ---------------------------------------------------------------

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-close-notice]")) event.target.closest(".notice").remove();
    if (event.target.closest("[data-close]") || event.target.id === "dialog") $("#dialog").close();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && $("details.menu[open]");
    if (!menu) return;
    closeMenus();
    $("summary", menu).focus();
  });
  // `/` goes to the box in the head, unless something is being typed.
  document.addEventListener("keydown", (event) => {
    const box = $("#search");
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || !box || !box.offsetParent) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    box.focus();
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-submits]")) event.target.form.requestSubmit();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = $("#dialog");
    if (dialog) dialog.addEventListener("close", afterClose);
    const bad = $("[data-error-summary]");
    if (bad) bad.focus();
    prepareGrids(document);
  });
})();
