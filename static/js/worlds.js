/* Counts a look of five visible seconds, lets a world file be dropped onto its form, and copies
   the share link. Everything else works without. */
(() => {
  const SECONDS = 5;
  const visit = document.querySelector("[data-visit]");
  let seen = 0;
  const timer = visit && setInterval(() => {
    if (document.hidden || document.prerendering) return;
    seen += 1;
    if (seen < SECONDS) return;
    clearInterval(timer);
    fetch(visit.dataset.visit, { method: "POST", keepalive: true, credentials: "same-origin" });
  }, 1000);

  const formOf = (event) => event.target.closest?.("[data-drop]") ?? document.querySelector("[data-drop]");
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFile(event) || !formOf(event)) return;
    event.preventDefault();
    formOf(event).classList.add("is-over");
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelectorAll(".is-over").forEach((form) => form.classList.remove("is-over")); });
  addEventListener("drop", (event) => {
    const form = formOf(event);
    if (!hasFile(event) || !form) return;
    event.preventDefault();
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });

  const offerCopy = () => document.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = "Copied";
  });
  document.addEventListener("htmx:afterSettle", offerCopy);
  offerCopy();
})();
