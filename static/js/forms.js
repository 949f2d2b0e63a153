// What somebody sends arrives once, and what somebody typed is not lost: not while the line is cut, not when the session
// has run out. Works beside app.js; a browser without scripts posts its forms as ever.
"use strict";

(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const say = (key) => document.body.dataset[key] || "";
  // A line that comes back without an `online` event (the server was away) is noticed within this time.
  const LOOK_AGAIN = 5000;
  const PATIENCE = 8000;

  // --- Sending: first see whether the server can be reached, else keep the form and send it when it can ----------------

  // What did not get through: the form with the button that was pressed, or another element of htmx.
  let unsent = null;
  let looking = 0;

  function reachable() {
    if (navigator.onLine === false) return Promise.resolve(false);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    return fetch("/livez", { cache: "no-store", credentials: "omit", signal: stop.signal })
      .then((answer) => answer.ok, () => false)
      .finally(() => clearTimeout(timer));
  }

  function show() {
    const bar = $("#offline");
    if (bar) bar.hidden = !unsent && navigator.onLine !== false;
    ["#offline-retry", "#offline-unsent"].forEach((name) => {
      const part = $(name);
      if (part) part.hidden = !unsent;
    });
  }

  function keep(element, submitter) {
    unsent = { element, submitter };
    drafts.notSent(element);
    show();
    clearTimeout(looking);
    looking = setTimeout(sendAgain, LOOK_AGAIN);
  }

  function sendAgain() {
    if (!unsent) return;
    const kept = unsent;
    reachable().then((reached) => {
      if (unsent !== kept) return;
      if (!reached) return keep(kept.element, kept.submitter);
      unsent = null;
      show();
      send(kept.element, kept.submitter);
    });
  }

  // Exactly what the first press would have sent: a button's name and value are part of it.
  function send(element, submitter) {
    if (!element.isConnected) return;
    if (element.tagName !== "FORM") return element.click();
    element.dataset.reached = "1";
    if (submitter && submitter.form === element) element.requestSubmit(submitter);
    else element.requestSubmit();
  }

  const byHtmx = (form) => form.hasAttribute("hx-post") || form.hasAttribute("hx-get");
  const isOurs = (form) => (form.getAttribute("method") || "").toLowerCase() === "post" && !byHtmx(form);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isOurs(form)) return;
    if (form.dataset.reached) {
      delete form.dataset.reached;
      delete form.dataset.asking;
      if (form.hasAttribute("data-sign-out")) sessionStorage.clear();
      else drafts.sent(form);
      return;
    }
    event.preventDefault();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const { submitter } = event;
    reachable().then((reached) => {
      if (reached) return send(form, submitter);
      delete form.dataset.asking;
      keep(form, submitter);
    });
  });

  const isPoll = (element) => (element.getAttribute("hx-trigger") || "").includes("every");

  function notSent(event) {
    const { elt, requestConfig } = event.detail;
    if (isPoll(elt)) {
      const bar = $("#offline");
      if (bar) bar.hidden = false;
      return;
    }
    const pressed = requestConfig && requestConfig.triggeringEvent && requestConfig.triggeringEvent.submitter;
    keep(elt, pressed || null);
  }

  document.addEventListener("htmx:sendError", notSent);
  document.addEventListener("htmx:timeout", notSent);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, successful } = event.detail;
    if (!xhr || xhr.status === 0) return;
    if (elt.tagName === "FORM" && successful) drafts.forget(elt);
    if (unsent && elt === unsent.element) unsent = null;
    show();
  });
  window.addEventListener("offline", show);
  window.addEventListener("online", () => (unsent ? sendAgain() : show()));
  document.addEventListener("click", (event) => {
    if (event.target.closest("#offline-retry")) sendAgain();
  });

  // --- Drafts: what is typed stays in this tab until the server has taken it ------------------------------------------

  const DRAFT = "draft ";
  const SENT = "sent ";
  const KEPT = "input:not([type=hidden]):not([type=password]):not([type=file]), select, textarea";

  const keyOf = (form) => `${location.pathname} ${form.getAttribute("action") || ""}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches(KEPT));
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const keys = (start) => Object.keys(sessionStorage).filter((key) => key.startsWith(start));

  const drafts = {
    save(form) {
      const values = fieldsOf(form).map((field) => [field.name, isTicked(field) ? field.checked : field.value, field.value]);
      sessionStorage.setItem(DRAFT + keyOf(form), JSON.stringify(values));
    },
    // Whether the server took it is known from the page that follows.
    sent(form) {
      if (sessionStorage.getItem(DRAFT + keyOf(form))) sessionStorage.setItem(SENT + keyOf(form), "1");
    },
    notSent(element) {
      if (element.tagName === "FORM") sessionStorage.removeItem(SENT + keyOf(element));
    },
    forget(form) {
      sessionStorage.removeItem(DRAFT + keyOf(form));
      sessionStorage.removeItem(SENT + keyOf(form));
    },
    // A sign-in page or an error page says that it was not taken; every other page that it was, or shows it itself.
    // Another reader of the same tab, or the same one after signing out, finds nothing.
    settle() {
      const { reader } = document.body.dataset;
      if (reader && (sessionStorage.getItem("reader") || reader) !== reader) sessionStorage.clear();
      if (reader) sessionStorage.setItem("reader", reader);
      const refused = $("[data-sign-in], [data-error-sentence]");
      keys(SENT).forEach((key) => {
        sessionStorage.removeItem(key);
        if (!refused) sessionStorage.removeItem(DRAFT + key.slice(SENT.length));
      });
    },
    restore(root) {
      root.querySelectorAll("form").forEach((form) => {
        const kept = sessionStorage.getItem(DRAFT + keyOf(form));
        if (kept && fill(form, JSON.parse(kept))) tellRestored();
      });
    },
  };

  // Whether any field changed by it.
  function fill(form, values) {
    const changed = fieldsOf(form).filter((field) => {
      const found = values.find(([name, , value]) => name === field.name && (!isTicked(field) || value === field.value));
      if (!found) return false;
      const property = isTicked(field) ? "checked" : "value";
      if (field[property] === found[1]) return false;
      field[property] = found[1];
      return true;
    });
    changed.forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
    return changed.length > 0;
  }

  function tellRestored() {
    const box = $("#messages");
    const template = $("#restored-template");
    if (box && template && !$("[data-restored]", box)) box.append(template.content.cloneNode(true));
  }

  const onTyping = (event) => {
    const { form } = event.target;
    if (form && (isOurs(form) || form.hasAttribute("hx-post")) && !$("[data-sign-in]")) drafts.save(form);
  };
  document.addEventListener("input", onTyping);
  document.addEventListener("change", onTyping);
  document.addEventListener("htmx:afterSwap", (event) => drafts.restore(event.detail.target));

  document.addEventListener("DOMContentLoaded", () => {
    drafts.settle();
    drafts.restore(document);
    show();
  });
})();
