// Mutu: fields of a form. Words in place of the browser's bubbles, conditions, lines and rows that grow, look-ups, drafts.
"use strict";
(() => {
  const { all, controls, each, prepare, words } = window.mutu;

  // --- Errors in words -------------------------------------------------------------------------------------------------
  function sayError(field, text) {
    const place = field.querySelector(":scope > .field-error");
    if (!place) return;
    place.hidden = !text;
    place.querySelector("span").textContent = text;
    field.classList.toggle("wrong", Boolean(text));
    for (const control of all("input, select, textarea", field)) {
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }
  // One field is judged when it is left, never while it is typed in.
  function judge(control) {
    const field = control.closest(".field");
    if (!field || !field.querySelector(":scope > .field-error")) return;
    const said = field.querySelector(":scope > .field-error").dataset;
    const longest = Number(control.dataset.longest || 0);
    const length = "value" in control ? [...control.value].length : 0;
    if (longest && length > longest) sayError(field, said.long);
    else if (control.validity && control.validity.valueMissing) sayError(field, said.missing);
    else if (control.validity && !control.validity.valid) sayError(field, control.validationMessage);
    else sayError(field, "");
  }
  let firstWrong = null;
  document.addEventListener("invalid", (event) => {
    event.preventDefault();
    judge(event.target);
    if (firstWrong) return;
    firstWrong = event.target;
    setTimeout(() => { firstWrong.focus(); firstWrong = null; }, 0);
  }, true);
  // What was wrong is taken away as soon as it is written anew: were it taken away by the click on the button that
  // leaves the field, the button would move from under the pointer and the click would be lost.
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".field.wrong");
    if (field && !event.target.closest(".rows")) sayError(field, "");
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest(".field") && !event.target.closest(".rows")) judge(event.target);
  });

  // --- Facts asked only under a condition ------------------------------------------------------------------------------
  const SAME = { true: "yes", on: "yes", 1: "yes", false: "no", off: "no", 0: "no" };
  function condition(field) {
    const form = field.closest("form") || document;
    const wanted = field.dataset.whenValues.split("|");
    const sources = () => all(`[name="${CSS.escape(field.dataset.whenName)}"]`, form);
    const yesNo = () => sources().some((source) => source.closest(".kind-yes_no"));
    const same = (value) => (yesNo() ? SAME[value.toLowerCase()] || value.toLowerCase() : value);
    const decide = () => {
      const said = sources()
        .filter((source) => !source.disabled && (!["radio", "checkbox"].includes(source.type) || source.checked))
        .map((source) => same(source.value));
      const asked = wanted.some((value) => said.includes(same(value)));
      if (field.hidden === !asked && field.dataset.decided) return;
      field.dataset.decided = "1";
      field.hidden = !asked;
      for (const control of all("input, select, textarea, button", field)) control.disabled = !asked;
      field.dispatchEvent(new Event("mutu:asked", { bubbles: true }));
    };
    form.addEventListener("input", decide);
    form.addEventListener("change", decide);
    form.addEventListener("mutu:asked", (event) => { if (event.target !== field) decide(); });
    decide();
  }

  // --- Lines and rows that grow ----------------------------------------------------------------------------------------
  const blank = (inside) => controls(inside).every((control) => !control.value);
  function trim(items) {
    while (items.length > 1 && blank(items.at(-1)) && blank(items.at(-2))) items.pop().remove();
  }
  function clear(item) {
    for (const control of controls(item)) {
      control.value = "";
      control.removeAttribute("aria-invalid");
    }
    all(".field-error", item).forEach((error) => error.remove());
    all("[selected]", item).forEach((option) => option.removeAttribute("selected"));
    return item;
  }
  function growLines(list) {
    const pattern = clear(list.lastElementChild.cloneNode(true));
    trim([...list.children]);
    const add = () => {
      const line = pattern.cloneNode(true);
      const input = line.querySelector("input");
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, list.children.length + 1));
      list.append(line);
      input.focus();
    };
    button(list, add);
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      const next = event.target.closest("li").nextElementSibling;
      if (next) next.querySelector("input").focus();
      else if (event.target.value) add();
    });
  }
  function button(after, act) {
    const found = after.parentElement.querySelector(":scope > [data-add]");
    if (!found) return;
    found.hidden = false;
    found.addEventListener("click", act);
  }
  function growRows(table) {
    const body = table.tBodies[0];
    const name = table.dataset.rows;
    const pattern = clear(body.lastElementChild.cloneNode(true));
    trim([...body.rows]);
    let next = body.rows.length;
    all("[data-remove]", pattern).concat(all("[data-remove]", body)).forEach((item) => { item.hidden = false; });
    button(table, () => {
      const row = pattern.cloneNode(true);
      const renumber = (said, joint) => said.replace(
        new RegExp(`(${name.replace(/[^\w-]/g, joint === "." ? "\\$&" : "-")}\\${joint})\\d+(?=\\${joint})`), `$1${next}`);
      for (const element of all("[name], [id], [list]", row)) {
        if (element.name) element.name = renumber(element.name, ".");
        if (element.id) element.id = renumber(element.id, "-");
        if (element.getAttribute("list")) element.setAttribute("list", renumber(element.getAttribute("list"), "-"));
      }
      next += 1;
      body.append(row);
      prepare(row);
      (controls(row).find((control) => control.type !== "hidden") || row).focus();
    });
    body.addEventListener("click", (event) => {
      const taken = event.target.closest("[data-remove]");
      if (!taken) return;
      const row = taken.closest("tr");
      const form = table.closest("form");
      if (body.rows.length > 1) row.remove();
      else clear(row);
      const left = controls(body)[0];
      if (left) left.focus();
      if (form) form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  // A record looked up by its words: the id goes into a hidden field, unknown words go as they are.
  function pick(input) {
    const ids = new Map(all("option", input.list || document.createElement("i")).map((option) => [option.value, option.dataset.value]));
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = input.name;
    input.removeAttribute("name");
    input.after(hidden);
    const copy = () => { hidden.value = ids.get(input.value) || input.value; };
    input.addEventListener("input", copy);
    input.addEventListener("change", copy);
    copy();
  }

  // --- Drafts ----------------------------------------------------------------------------------------------------------
  const DRAFT_MS = 4000;
  const tokenOf = (form) => (form.querySelector("[name=csrfmiddlewaretoken]") || {}).value || words.csrf || "";
  function keepDraft(form) {
    let changed = false;
    let sent = false;
    const place = form.querySelector("[data-draft-said]");
    const say = (text) => { if (place) place.textContent = text; };
    const facts = () => {
      const kept = new FormData();
      const secret = new Set(all("input[type=password]", form).map((control) => control.name));
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && !secret.has(name)) kept.append(name, value);
      }
      return kept;
    };
    const save = async (leaving) => {
      if (!changed || sent) return;
      changed = false;
      try {
        const answer = await fetch(form.dataset.draft, {
          method: "POST", body: facts(), keepalive: Boolean(leaving), credentials: "same-origin",
          headers: { "X-CSRFToken": tokenOf(form), "X-Requested-With": "fetch" },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const now = new Date();
        say(`${words.wordDraftSaved} ${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`);
      } catch {
        changed = true;
        say(words.wordDraftWaits);
      }
    };
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("change", () => { changed = true; });
    form.addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
    window.addEventListener("pageshow", () => { sent = false; });
    setInterval(save, DRAFT_MS);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  }

  // Rows before look-ups: a row is copied in its plain state.
  each("[data-rows]", growRows);
  each("[data-lines]", growLines);
  each("[data-pick]", pick);
  each("[data-when-name]", condition);
  each("form[data-draft]", keepDraft);
})();
