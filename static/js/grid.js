// <duty-grid>: the matrix under the keys of a spreadsheet. One seat has the focus; typing opens a list on it (picker.js),
// Shift selects a range, and every change is one form to the server, which answers with the cells that changed.
"use strict";

(() => {
  const PAGE = 10;
  const MOVES = /^(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down))$/;
  const LETTER = /^[\p{L}\p{N}]$/u;

  // Good for one effect, as the token in every other form.
  function token() {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  const byId = (id) => document.getElementById(id);
  const keyOf = (seat) => seat.id.slice("seat-".length);
  const isHeld = (seat) => !seat.classList.contains("seat--vacant");
  const nameOf = (seat) => (isHeld(seat) ? seat.querySelector(".seat__name").textContent : "");

  // Columns in which any of the lines has a seat: one that all these units leave free is no column of theirs.
  const filled = (lines) => lines[0].map((_, at) => at).filter((at) => lines.some((line) => line[at]));

  class DutyGrid extends HTMLElement {
    connectedCallback() {
      // The element may be parsed before its table is.
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.start());
      else this.start();
    }

    start() {
      this.table = this.querySelector("table");
      this.picker = this.querySelector(".picker");
      this.queue = Promise.resolve();
      this.current = null;
      this.anchor = null;
      this.partner = null;
      this.querySelector(".grid-tools").hidden = false;
      this.table.addEventListener("keydown", (event) => this.onKey(event));
      this.table.addEventListener("focusin", (event) => this.onFocus(event));
      this.table.addEventListener("mouseover", (event) => this.light(event.target.closest("td")));
      this.table.addEventListener("click", (event) => this.onClick(event), true);
      this.addEventListener("click", (event) => this.onTool(event));
      this.addEventListener("paste", (event) => this.onPaste(event));
      this.onCopy = (event) => this.copy(event);
      document.addEventListener("copy", this.onCopy);
      this.onSwap = () => this.settle();
      document.addEventListener("htmx:afterSettle", this.onSwap);
      this.picker.addEventListener("take", (event) => this.take(event.detail));
      this.picker.addEventListener("leave", (event) => this.leave(event.detail));
      this.startDragging();
      this.settle();
    }

    disconnectedCallback() {
      document.removeEventListener("copy", this.onCopy);
      document.removeEventListener("htmx:afterSettle", this.onSwap);
    }

    // --- Where things are: lines of seats, so that several posts of one cell stand below each other --------------------

    lines() {
      if (this.known) return this.known;
      this.known = [];
      for (const row of this.table.querySelectorAll(".matrix__row")) {
        const cells = [...row.cells].slice(1, -1).map((cell) => [...cell.querySelectorAll("[data-seat]")]);
        const height = Math.max(0, ...cells.map((cell) => cell.length));
        for (let at = 0; at < height; at += 1) this.known.push(cells.map((cell) => cell[at] || null));
      }
      return this.known;
    }

    place(seat) {
      const y = this.lines().findIndex((line) => line.includes(seat));
      return [y, y < 0 ? -1 : this.lines()[y].indexOf(seat)];
    }

    next(seat, key, whole) {
      const lines = this.lines();
      const [y, x] = this.place(seat);
      const along = (dy, dx) => {
        const found = [];
        for (let j = y + dy, i = x + dx; lines[j] && i >= 0 && i < lines[j].length; j += dy, i += dx) {
          if (lines[j][i]) found.push(lines[j][i]);
        }
        return found;
      };
      const far = { Home: [0, -1], End: [0, 1], PageUp: [-1, 0], PageDown: [1, 0] }[key];
      if (!far) {
        return along(...{ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key])[0] || seat;
      }
      if (whole) {
        const all = lines.flat().filter(Boolean);
        return key === "Home" ? all[0] : all[all.length - 1];
      }
      const way = along(...far);
      return (far[0] ? way[Math.min(PAGE, way.length) - 1] : way[way.length - 1]) || seat;
    }

    // The seats from the anchor to the focus, line by line; holes are null.
    range() {
      const seat = byId(this.current);
      const anchor = byId(this.anchor) || seat;
      if (!seat) return [];
      const [[y1, x1], [y2, x2]] = [this.place(anchor), this.place(seat)];
      return this.lines().slice(Math.min(y1, y2), Math.max(y1, y2) + 1)
        .map((line) => line.slice(Math.min(x1, x2), Math.max(x1, x2) + 1));
    }

    chosen() {
      return this.range().flat().filter(Boolean);
    }

    // --- Focus and selection: they survive that the server draws a cell anew ------------------------------------------

    settle() {
      this.known = null;
      const seats = [...this.table.querySelectorAll("[data-seat]")];
      if (!byId(this.current)) this.current = seats.length ? seats[0].id : null;
      seats.forEach((seat) => seat.setAttribute("tabindex", seat.id === this.current ? "0" : "-1"));
      const dialog = byId("dialog");
      const isLost = !document.activeElement || document.activeElement === document.body;
      if (this.hadFocus && isLost && !(dialog && dialog.open)) byId(this.current).focus();
      this.mark();
    }

    onFocus(event) {
      const seat = event.target.closest("[data-seat]");
      if (!seat) return;
      const before = byId(this.current);
      if (before) before.setAttribute("tabindex", "-1");
      seat.setAttribute("tabindex", "0");
      this.current = seat.id;
      this.hadFocus = true;
      this.light(seat.closest("td"));
    }

    go(seat, extend) {
      this.anchor = extend ? this.anchor || this.current : null;
      seat.focus();
      this.mark();
      seat.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    mark() {
      const chosen = new Set(this.anchor ? this.chosen() : []);
      for (const seat of this.table.querySelectorAll("[data-seat]")) {
        seat.classList.toggle("is-chosen", chosen.has(seat));
        seat.classList.toggle("is-partner", seat.id === this.partner);
      }
      for (const cell of this.table.querySelectorAll("td[aria-selected]")) cell.removeAttribute("aria-selected");
      for (const seat of chosen) seat.closest("td").setAttribute("aria-selected", "true");
      if (chosen.size) this.say(this.dataset.chosen.replace("{n}", chosen.size));
    }

    light(cell) {
      if (!cell || !cell.parentElement.matches(".matrix__row")) return;
      const at = cell.cellIndex;
      const heads = [...this.table.tHead.rows].map((row) => [...row.cells]);
      const width = heads[0][1] ? heads[0][1].colSpan : 1;
      heads.flat().forEach((head) => head.classList.remove("is-lit"));
      const day = heads[0][Math.ceil(at / width)];
      if (day) day.classList.add("is-lit");
      if (heads[1] && heads[1][at - 1]) heads[1][at - 1].classList.add("is-lit");
    }

    say(sentence) {
      this.querySelector("[data-say]").textContent = sentence;
    }

    // --- Keys, clicks, buttons ----------------------------------------------------------------------------------------

    onKey(event) {
      const seat = event.target.closest("[data-seat]");
      if (!seat) return;
      const { key } = event;
      const command = event.ctrlKey || event.metaKey;
      if (MOVES.test(key) && !event.altKey) this.go(this.next(seat, key, command), event.shiftKey);
      else if (command && !event.altKey && key.toLowerCase() === "z") this.undo();
      else if (command && !event.altKey && key.toLowerCase() === "r") this.fillRight();
      else if (event.altKey && key.toLowerCase() === "l") this.lock(this.chosen().some((one) => !one.querySelector(".seat__lock")));
      else if (command || event.altKey) return;
      else if (event.shiftKey && key.toLowerCase() === "x") this.exchange();
      else if (key === "Delete" || key === "Backspace") this.put(this.chosen().filter(isHeld).map((one) => [one, ""]));
      else if (key === "Enter" || key === "F2") this.picker.open(seat, "");
      else if (LETTER.test(key)) this.picker.open(seat, key);
      else if (key === "Escape") this.forget();
      // An input method has the key already; its letters go on in the field.
      else if (key === "Process") return this.picker.open(seat, "");
      else return;
      event.preventDefault();
    }

    onClick(event) {
      const seat = event.target.closest("[data-seat]");
      if (!seat || !event.shiftKey) return;
      // A range, not the dialog of the seat.
      event.preventDefault();
      event.stopPropagation();
      this.go(seat, true);
    }

    onTool(event) {
      const tool = event.target.closest("[data-act]");
      if (!tool) return;
      ({
        exchange: () => this.exchange(),
        right: () => this.fillRight(),
        lock: () => this.lock(true),
        unlock: () => this.lock(false),
      })[tool.dataset.act]();
      const seat = byId(this.current);
      if (seat) seat.focus();
    }

    forget() {
      this.anchor = null;
      this.partner = null;
      this.mark();
    }

    startDragging() {
      let dragged = null;
      const over = (event) => dragged && event.target.closest && event.target.closest("[data-seat]");
      this.table.addEventListener("pointerdown", (event) => {
        const seat = event.target.closest("[data-seat]");
        if (seat) seat.draggable = true;
      });
      this.table.addEventListener("dragstart", (event) => {
        dragged = event.target.closest("[data-seat]");
        if (dragged) event.dataTransfer.setData("text/plain", nameOf(dragged));
      });
      this.table.addEventListener("dragover", (event) => over(event) && event.preventDefault());
      this.table.addEventListener("drop", (event) => {
        const seat = over(event);
        if (!seat || seat === dragged) return;
        event.preventDefault();
        this.send(this.dataset.exchange, [[dragged, ""], [seat, ""]]);
      });
      this.table.addEventListener("dragend", () => { dragged = null; });
    }

    // --- What is done to seats ----------------------------------------------------------------------------------------

    put(pairs) {
      return pairs.length ? this.send(this.dataset.fill, pairs) : Promise.resolve(true);
    }

    lock(locked) {
      if (!this.dataset.undo) return;
      this.send(this.dataset.lock, this.chosen().map((seat) => [seat, ""]), { locked: locked ? "1" : "0" });
    }

    undo() {
      if (this.dataset.undo) this.send(this.dataset.undo, []);
    }

    exchange() {
      const [one, other, ...more] = this.anchor ? this.chosen() : [byId(this.partner), byId(this.current)];
      if (one && other && one !== other && !more.length) {
        this.forget();
        this.send(this.dataset.exchange, [[one, ""], [other, ""]]);
        return;
      }
      this.partner = this.partner === this.current ? null : this.current;
      this.anchor = null;
      this.mark();
      if (this.partner) this.say(this.dataset.partner);
    }

    // The person of the first day of the range to its other days; of a single seat to the next day.
    fillRight() {
      const head = this.table.tHead.rows[0].cells[1];
      const width = head ? head.colSpan : 1;
      const lines = this.anchor ? this.range() : [this.lineFrom(byId(this.current), width + 1)];
      const pairs = lines.flatMap((line) => line
        .map((seat, at) => [seat, line[at % width], at])
        .filter(([seat, source, at]) => seat && source && at >= width && isHeld(source))
        .map(([seat, source]) => [seat, `=${keyOf(source)}`]));
      if (pairs.length) this.send(this.dataset.fill, pairs, { partly: "1" });
      else this.say(this.dataset.nothing);
    }

    lineFrom(seat, length) {
      const [y, x] = this.place(seat);
      return this.lines()[y].slice(x, x + length);
    }

    // One after the other: the versions that go along are those of the cells the last answer has drawn.
    send(url, pairs, more = {}) {
      const keys = pairs.map(([seat, who]) => [seat.id, who]);
      this.queue = this.queue.then(() => this.post(url, keys, more));
      return this.queue;
    }

    post(url, keys, more) {
      const form = this.querySelector("template").content.firstElementChild.cloneNode(true);
      const add = (name, value) => {
        const field = form.appendChild(document.createElement("input"));
        Object.assign(field, { type: "hidden", name, value });
      };
      form.querySelectorAll("[name=form_token]").forEach((field) => field.remove());
      const fields = { form_token: token(), stacked: this.dataset.stacked, ...more };
      Object.keys(fields).forEach((name) => add(name, fields[name]));
      for (const [id, who] of keys) {
        const seat = byId(id);
        if (!seat) continue;
        add("seat", keyOf(seat));
        add("version", seat.dataset.seat);
        add("who", who);
        add("seen", nameOf(seat));
        seat.classList.add("is-sending");
      }
      form.setAttribute("hx-post", url);
      this.append(form);
      window.htmx.process(form);
      return new Promise((resolve) => {
        form.addEventListener("htmx:afterRequest", (event) => {
          const { xhr, successful } = event.detail;
          // Without an answer it stays, and forms.js sends it again.
          if (!xhr || xhr.status === 0) return;
          this.querySelectorAll(".is-sending").forEach((seat) => seat.classList.remove("is-sending"));
          if (xhr.status === 409 && (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain")) {
            this.picker.fail(byId(keys[0] ? keys[0][0] : this.current), xhr.responseText);
          }
          form.remove();
          resolve(successful);
        });
        form.requestSubmit();
      });
    }

    // The list stays on the cell, with what was typed, until the server has taken it.
    take({ seat, person, way }) {
      this.put([[seat, person]]).then((successful) => {
        const dialog = byId("dialog");
        if (successful) this.leave({ seat: byId(seat.id), way });
        else if (dialog && dialog.open) this.picker.close();
        this.picker.taking = false;
      });
    }

    leave({ seat, way }) {
      this.settle();
      this.picker.close(true);
      if (way) this.go(this.next(seat, way), false);
    }

    // --- Clipboard: names, tab-separated, as a spreadsheet has them ---------------------------------------------------

    copy(event) {
      const { activeElement } = document;
      if (!this.table.contains(activeElement) || !activeElement.matches("[data-seat]")) return;
      const range = this.range();
      const text = range.map((line) => filled(range).map((at) => (line[at] ? nameOf(line[at]) : "")).join("\t")).join("\n");
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    }

    onPaste(event) {
      const seat = event.target.closest("[data-seat]");
      if (!seat) return;
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
      const given = text.split("\n").map((line) => line.split("\t").map((one) => one.trim()));
      const isOne = given.length === 1 && given[0].length === 1;
      const [top] = this.range();
      const [y, x] = this.place(top.find(Boolean) || seat);
      const under = this.lines().slice(y, y + given.length).map((line) => line.slice(x));
      const at = filled(under);
      const pairs = isOne
        ? this.chosen().map((one) => [one, given[0][0]])
        : given.flatMap((line, j) => line.map((who, i) => [(under[j] || [])[at[i]], who]));
      // An empty cell of the sheet says nothing about the seat.
      this.put(pairs.filter(([one, who]) => one && who && who !== nameOf(one)));
    }
  }

  customElements.define("duty-grid", DutyGrid);
})();
