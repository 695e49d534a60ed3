// Mutu: the find panel. `/` or a tap on the find bar opens it on any page, answers come while one types, the arrow keys
// choose one and Enter follows it. Without this script the find bar is a form that leads to the page of answers.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { all, each } = window.mutu;
  function panel(dialog) {
    const input = dialog.querySelector("input"), answers = dialog.querySelector("[role=listbox]");
    let place = 0, asked = "";
    const options = () => all("[role=option]", answers);
    const mark = () => {
      const found = options();
      place = Math.min(Math.max(place, 0), Math.max(found.length - 1, 0));
      found.forEach((option, at) => {
        option.id = `find-${at}`;
        option.setAttribute("aria-selected", String(at === place));
      });
      input.setAttribute("aria-expanded", String(found.length > 0));
      if (found.length) input.setAttribute("aria-activedescendant", `find-${place}`);
      else input.removeAttribute("aria-activedescendant");
    };
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const found = options();
      if (step && found.length) {
        event.preventDefault();
        place = (place + step + found.length) % found.length;
        mark();
        found[place].scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && found[place] && asked === input.value.trim()) {
        event.preventDefault();
        found[place].click();
      }
    });
    new MutationObserver(() => { place = 0; asked = input.value.trim(); mark(); }).observe(answers, { childList: true });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
    // Its looks are fetched when the page stands: most pages are read without searching.
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = dialog.dataset.style;
    const dress = () => { if (!sheet.isConnected) document.head.append(sheet); };
    (window.requestIdleCallback || setTimeout)(dress);
    const open = (words) => {
      dress();
      if (dialog.open) return;
      dialog.showModal();
      if (words !== undefined && words !== input.value) input.value = words;
      input.focus();
      input.select();
      if (input.value.trim() !== asked) input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    window.mutu.find = open;
    // The bar in the head opens the panel; coming back to the bar when the panel closes does not open it again.
    all("[data-find]").forEach((bar) => {
      bar.addEventListener("pointerdown", (event) => { event.preventDefault(); open(bar.value); });
      bar.addEventListener("input", () => { const words = bar.value; bar.value = ""; open(words); });
    });
  }
  each("dialog.find-panel", panel);
});
