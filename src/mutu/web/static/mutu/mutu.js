// Mutu: what a page can do beyond reading and sending a form. Everything works without it. No eval, no inline style,
// no third party. forms.js adds what belongs to fields.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const controls = (inside) => all("input, select, textarea", inside);
  const words = document.body.dataset;

  // What is done once with each element that fits, in the order of registering, also after a partial update.
  const jobs = [];
  function prepare(inside) {
    for (const job of jobs) {
      const fitting = all(job.selector, inside);
      if (inside.matches && inside.matches(job.selector)) fitting.unshift(inside);
      for (const element of fitting) {
        if (!job.ready.has(element)) { job.ready.add(element); job.act(element); }
      }
    }
  }
  function each(selector, act) {
    jobs.push({ selector, act, ready: new WeakSet() });
  }
  window.mutu = { all, controls, each, prepare, words };
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:after:process", (event) => prepare(event.target));

  // --- Words that appear ---------------------------------------------------------------------------------------------
  const TOAST_MS = 8000;
  function toast(text) {
    const area = document.getElementById("toasts");
    if (!area) return;
    const note = document.createElement("div");
    note.className = "toast fade";
    note.dataset.toast = "";
    note.textContent = text;
    area.append(note);
    prepare(area);
  }
  each("[data-toast]", (note) => setTimeout(() => note.remove(), TOAST_MS));

  // --- Photos: at most 1600 px and 250 kB before they are sent ------------------------------------------------------------
  const LARGEST_BYTES = 250_000, TRIES = [[1600, 0.82], [1600, 0.65], [1280, 0.65], [1024, 0.6]];
  const shrinking = new WeakMap();
  const blobOf = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  function drawn(picture, longest) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
  async function shrink(file) {
    if (!/^image\/(jpeg|png|webp|heic|heif|bmp)$/.test(file.type)) return { file };
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const thumb = drawn(picture, 480);
      let blob = null;
      for (const [longest, quality] of TRIES) {
        blob = await blobOf(drawn(picture, longest), quality);
        if (blob && blob.size <= LARGEST_BYTES) break;
      }
      if (!blob || blob.size >= file.size) return { file, thumb };
      const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
      return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), thumb };
    } catch {
      return { file };
    }
  }
  // Where several are asked, each further photo joins the others; a tap on its picture takes it away again.
  function photo(input) {
    const place = input.closest(".field, [data-step], form")?.querySelector("[data-thumbs]");
    let made = [];
    const show = () => {
      const carrier = new DataTransfer();
      made.forEach((one) => carrier.items.add(one.file));
      input.files = carrier.files;
      if (place) place.replaceChildren(...made.filter((one) => one.thumb).map(picture));
    };
    const picture = (one) => {
      const taken = document.createElement("button");
      taken.type = "button";
      taken.className = "thumb fade";
      taken.setAttribute("aria-label", `${words.wordTakeAway} ${one.file.name}`);
      taken.append(one.thumb);
      taken.addEventListener("click", () => {
        made = made.filter((other) => other !== one);
        show();
        input.focus();
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return taken;
    };
    input.addEventListener("change", () => {
      const work = Promise.all([...input.files].map(shrink)).then((more) => {
        made = input.multiple ? [...made, ...more] : more;
        show();
      }).finally(() => { if (input.form && shrinking.get(input.form) === work) shrinking.delete(input.form); });
      if (input.form) shrinking.set(input.form, work);
    });
  }
  each("input[data-photo]", photo);

  // --- Sending once ------------------------------------------------------------------------------------------------------
  const isPartial = (form) => [...form.attributes].some((attribute) => /^(data-)?hx-(post|put|patch|delete|get)/.test(attribute.name));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || isPartial(form)) return;
    const work = shrinking.get(form);
    if (work) {
      event.preventDefault();
      work.finally(() => form.requestSubmit(event.submitter || undefined));
      return;
    }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => all("button:not([type=button])", form).forEach((item) => { item.disabled = true; }), 0);
    if ("again" in form.dataset) setTimeout(() => release(form), 3000);
  });
  function release(form) {
    delete form.dataset.sent;
    all("button:not([type=button])", form).forEach((item) => { item.disabled = false; });
  }
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // --- A record's id is made here, so that sending twice makes one record ------------------------------------------------
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let place = 5; place >= 0; place -= 1) { bytes[place] = time % 256; time = Math.floor(time / 256); }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  each("input[data-new-id]", (input) => { if (!input.value) input.value = newId(); });

  // --- One question per screen -------------------------------------------------------------------------------------------
  function walk(container) {
    const steps = all("[data-step]", container);
    if (steps.length < 2) return;
    const bar = document.createElement("div");
    bar.className = "step-bar";
    bar.setAttribute("aria-hidden", "true");
    bar.append(...steps.map(() => document.createElement("i")));
    container.prepend(bar);
    let place = Math.max(0, steps.findIndex((step) => step.querySelector(".wrong, [aria-invalid]")));
    const show = (index, moveFocus) => {
      place = Math.min(Math.max(index, 0), steps.length - 1);
      steps.forEach((step, at) => { step.hidden = at !== place; });
      [...bar.children].forEach((mark, at) => mark.classList.toggle("past", at <= place));
      if (!moveFocus) return;
      const head = steps[place].querySelector("h1, h2, legend, label") || steps[place];
      head.tabIndex = -1;
      head.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    };
    const forward = () => {
      const wrong = controls(steps[place]).find((control) => !control.disabled && !control.checkValidity());
      if (wrong || place === steps.length - 1) return;
      history.pushState({ step: place + 1 }, "");
      show(place + 1, true);
    };
    steps.forEach((step, at) => {
      if (at < steps.length - 1 && !step.querySelector("[data-next]")) {
        const next = document.createElement("button");
        next.type = "button";
        next.className = "button primary big";
        next.dataset.next = "";
        next.textContent = words.wordNext;
        step.append(next);
      }
      step.addEventListener("click", (event) => { if (event.target.closest("[data-next]")) forward(); });
      step.addEventListener("change", (event) => { if ("auto" in step.dataset && event.target.type === "radio") forward(); });
      step.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === steps.length - 1) return;
        event.preventDefault();
        forward();
      });
    });
    const back = document.querySelector("a.back");
    if (back) back.addEventListener("click", (event) => {
      if (place === 0) return;
      event.preventDefault();
      if (history.state && history.state.step) history.back();
      else show(place - 1, true);
    });
    window.addEventListener("popstate", (event) => show((event.state && event.state.step) || 0, true));
    history.replaceState(place ? { step: place } : null, "");
    show(place, false);
  }
  each("[data-steps]", walk);

  // --- Light or dark, find, menus, copy ----------------------------------------------------------------------------------
  function themes(block) {
    block.hidden = false;
    const show = () => all("[data-theme-choice]", block).forEach((choice) =>
      choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === (root.dataset.theme || ""))));
    block.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-theme-choice]");
      if (!choice) return;
      const theme = choice.dataset.themeChoice;
      for (const name of ["data-theme", "data-bs-theme"]) {
        if (theme) root.setAttribute(name, theme);
        else root.removeAttribute(name);
      }
      document.cookie = `theme=${theme};path=/;max-age=${theme ? 31536000 : 0};samesite=lax`;
      show();
    });
    show();
  }
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const carrier = document.createElement("textarea");
      carrier.value = text;
      carrier.className = "sr-only";
      document.body.append(carrier);
      carrier.select();
      document.execCommand("copy");
      carrier.remove();
    }
    toast(`${words.wordCopied} ${text}`);
  }
  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) { event.preventDefault(); copy(copier.dataset.copy); }
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const find = all("[data-find]").find((input) => input.offsetParent);
    if (window.mutu.find) { event.preventDefault(); window.mutu.find(); }
    else if (find) { event.preventDefault(); find.focus(); find.select(); }
  });
  each("[data-themes]", themes);
  each("[data-focus]", (element) => element.focus());
})();
