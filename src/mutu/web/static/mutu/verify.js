// Mutu: handing a certificate in. Dropping files anywhere on the form, and the browser's own reader of codes where there
// is one. Without either, a photo of the code is read on the server.
"use strict";
(() => {
  const { each } = window.mutu;

  function dropping(form) {
    const field = form.querySelector("[data-drop]");
    const input = form.querySelector("input[type=file]");
    const over = (on) => field.classList.toggle("over", on);
    document.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    input.addEventListener("change", () => { if (input.files.length) over(false); });
  }

  const LOOK_EVERY_MS = 250;
  async function scanning(form) {
    const place = form.querySelector("[data-scan]");
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    const kinds = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!kinds.includes("qr_code")) return;
    const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
    const view = place.querySelector("[data-scan-view]");
    const said = place.querySelector("[data-scan-said]");
    place.hidden = false;
    let stream = null;
    function stop() {
      if (stream) stream.getTracks().forEach((track) => track.stop());
      stream = null;
      view.hidden = true;
    }
    async function look() {
      if (!stream) return;
      const found = await reader.detect(view).catch(() => []);
      const text = found.map((code) => code.rawValue).sort((one, other) => other.length - one.length)[0];
      if (!text) { setTimeout(look, LOOK_EVERY_MS); return; }
      stop();
      form.querySelector("textarea[name=text]").value = text;
      form.requestSubmit();
    }
    place.querySelector("[data-scan-start]").addEventListener("click", async () => {
      if (stream) { stop(); return; }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        view.srcObject = stream;
        view.hidden = false;
        await view.play();
        look();
      } catch (error) {
        stop();
        said.textContent = error.message;
      }
    });
    window.addEventListener("pagehide", stop);
  }
  each("form[data-verify]", (form) => { dropping(form); scanning(form); });
})();
