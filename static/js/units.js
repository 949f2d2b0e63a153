// <unit-tiles>: units are found by typing, a tier is ticked at once, and what is ticked is counted. Without it they are checkboxes.
"use strict";

(() => {
  class UnitTiles extends HTMLElement {
    connectedCallback() {
      // The element may be parsed before its tiles are.
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.start());
      else this.start();
    }

    start() {
      if (this.find) return;
      this.find = this.querySelector("[data-find]");
      this.tiers = [...this.querySelectorAll(".unit-tiles__tier")];
      this.querySelectorAll("[data-scripted]").forEach((part) => (part.hidden = false));
      this.querySelectorAll("[data-all]").forEach((button) => (button.dataset.do = button.textContent));
      this.find.addEventListener("input", () => this.narrow());
      this.find.addEventListener("change", (event) => event.stopPropagation());
      this.find.addEventListener("keydown", (event) => this.pressed(event));
      this.addEventListener("click", (event) => this.clicked(event));
      this.addEventListener("change", () => this.count());
      // What a draft brings back is ticked after the page has loaded.
      setTimeout(() => this.count(), 0);
    }

    boxes(root = this) {
      return [...root.querySelectorAll("li:not([hidden]) input")];
    }

    narrow() {
      const wanted = this.find.value.trim().toLowerCase();
      this.querySelectorAll("li").forEach((item) => (item.hidden = !item.dataset.keys.includes(wanted)));
      this.tiers.forEach((tier) => (tier.hidden = !this.boxes(tier).length));
      this.querySelector("[data-nothing]").hidden = this.boxes().length > 0;
      this.count();
    }

    // Enter ticks the first that is found and never sends the form; Escape shows all again.
    pressed(event) {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      if (event.key === "Escape" && !this.find.value) return;
      event.preventDefault();
      event.stopPropagation();
      const [first] = this.boxes();
      if (event.key === "Enter" && this.find.value && first) this.tick([first], !first.checked);
      this.find.value = "";
      this.narrow();
    }

    clicked(event) {
      if (event.target.closest("[data-none]")) this.tick([...this.querySelectorAll("li input")], false);
      const all = event.target.closest("[data-all]");
      if (!all) return;
      const boxes = this.boxes(all.closest(".unit-tiles__tier"));
      this.tick(boxes, boxes.some((box) => !box.checked));
    }

    // One event for however many.
    tick(boxes, checked) {
      boxes.forEach((box) => (box.checked = checked));
      if (boxes.length) boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
    }

    count() {
      const ticked = this.querySelectorAll("li input:checked").length;
      const count = this.querySelector("[data-count]");
      count.textContent = count.dataset.words.replace("{n}", ticked);
      this.tiers.forEach((tier) => {
        const button = tier.querySelector("[data-all]");
        const boxes = this.boxes(tier);
        const all = boxes.length > 0 && boxes.every((box) => box.checked);
        button.textContent = all ? button.dataset.undo : button.dataset.do;
      });
    }
  }

  customElements.define("unit-tiles", UnitTiles);
})();
