// <seat-picker>: the list that opens on a seat of the matrix while somebody types. It searches on the server, and says by
// events what was chosen: `take` {seat, person, way} and `leave` {seat, way}, `way` a key to go on with or "".
"use strict";

(() => {
  const WAIT = 120;
  // Marks of an input method between syllables that are still being composed.
  const plain = (text) => text.replace(/['\s]/g, "");

  class SeatPicker extends HTMLElement {
    start() {
      if (this.input) return;
      this.input = this.querySelector("input");
      this.list = this.querySelector("[role=listbox]");
      this.problem = this.querySelector("[role=alert]");
      this.input.addEventListener("input", () => this.search(WAIT));
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[data-person]");
        if (option) this.take(option, "");
      });
      this.addEventListener("focusout", () => {
        if (!this.taking) this.close();
      });
    }

    get seat() {
      return document.getElementById(this.editing);
    }

    open(seat, text) {
      this.start();
      this.editing = seat.id;
      this.hidden = false;
      this.problem.hidden = true;
      this.stand(seat);
      this.input.value = text;
      this.input.focus();
      this.list.replaceChildren();
      this.search(0);
    }

    // Below the cell, or above one near the end of the window.
    stand(seat) {
      const around = this.parentElement;
      const [cell, box] = [seat.getBoundingClientRect(), around.getBoundingClientRect()];
      const isLow = cell.top > window.innerHeight / 2;
      this.classList.toggle("is-above", isLow);
      const left = Math.max(0, Math.min(cell.left - box.left, box.width - this.offsetWidth));
      this.style.left = `${left + around.scrollLeft}px`;
      this.style.top = `${(isLow ? cell.top : cell.bottom) - box.top + around.scrollTop}px`;
    }

    close(keepFocus) {
      if (this.hidden) return;
      const { seat } = this;
      clearTimeout(this.timer);
      this.editing = null;
      this.hidden = true;
      if (keepFocus && seat) seat.focus();
    }

    // What went wrong is said at the cell, beside what was typed.
    fail(seat, sentence) {
      if (!seat) return;
      if (this.hidden) this.open(seat, "");
      this.problem.textContent = sentence;
      this.problem.hidden = false;
      this.input.focus();
    }

    // Letters that an input method is still composing count too: zhang wei finds 张伟 before it is chosen.
    search(wait) {
      clearTimeout(this.timer);
      const { editing, seat } = this;
      const wanted = plain(this.input.value);
      const address = `${seat.getAttribute("hx-get").split("?")[0]}picker/?q=${encodeURIComponent(wanted)}`;
      const isAsked = () => this.editing === editing && plain(this.input.value) === wanted;
      this.found = new Promise((resolve) => { this.timer = setTimeout(resolve, wait); })
        .then(() => fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }))
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((html) => {
          if (!isAsked()) return;
          this.list.innerHTML = html;
          this.choose(this.options()[0]);
        })
        .catch(() => {});
    }

    options() {
      return [...this.list.querySelectorAll("[data-person]")];
    }

    choose(option) {
      this.options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
      if (option) {
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else this.input.removeAttribute("aria-activedescendant");
    }

    onKey(event) {
      const { key } = event;
      if (event.isComposing) return;
      const options = this.options();
      const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (key === "Escape") this.close(true);
      else if (key === "ArrowDown") this.choose(options[Math.min(at + 1, options.length - 1)]);
      else if (key === "ArrowUp") this.choose(options[Math.max(at - 1, 0)]);
      else if (key === "Enter") this.accept("");
      else if (key === "Tab") this.accept(event.shiftKey ? "ArrowLeft" : "ArrowRight");
      else return;
      event.preventDefault();
    }

    // Whoever types fast presses Enter before the list is there: it is waited for.
    accept(way) {
      this.found.then(() => {
        const option = this.list.querySelector("[aria-selected=true]");
        const { seat } = this;
        if (option) this.take(option, way);
        else if (seat && way && !this.input.value) this.dispatchEvent(new CustomEvent("leave", { detail: { seat, way } }));
      });
    }

    // It stays open until whoever listens says that the server has answered.
    take(option, way) {
      const { seat } = this;
      if (!seat || this.taking) return;
      this.taking = true;
      this.dispatchEvent(new CustomEvent("take", { detail: { seat, person: option.dataset.person, way } }));
    }
  }

  customElements.define("seat-picker", SeatPicker);
})();
