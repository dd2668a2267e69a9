/* A space as a chat: asks for what is new, sends on Enter, tells what was read, and keeps
   the place of whoever scrolled back. */
(() => {
  const SEEN_NOW = 1000, HIDDEN = 15000, SLOWEST = 30000;
  const live = () => document.getElementById("live");
  const scroller = () => document.querySelector(".scroller");
  const isAtEnd = () => !scroller() || scroller().scrollTop > -60; /* reversed: 0 is the end */
  let lastLook = 0, failures = 0, wasAtEnd = true;

  function look() {
    if (!live() || live().classList.contains("htmx-request")) return;
    const pause = Math.min((document.hidden ? HIDDEN : SEEN_NOW) * 2 ** failures, SLOWEST);
    if (Date.now() - lastLook < pause) return;
    lastLook = Date.now();
    htmx.trigger(live(), "space-look");
  }
  setInterval(look, 250);
  document.addEventListener("visibilitychange", () => { lastLook = 0; look(); mark(); });

  /* What a person had before their eyes counts as read. */
  function mark() {
    const form = document.getElementById("seen"), after = document.getElementById("after");
    if (!form || !after || document.hidden || !isAtEnd() || Number(after.value) <= Number(form.dataset.seen)) return;
    form.elements.seq.value = form.dataset.seen = after.value;
    htmx.trigger(form, "space-seen");
  }
  addEventListener("load", mark);

  /* The same line never twice, whatever answers cross on their way. */
  document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    wasAtEnd = isAtEnd();
    if (!["said", "asked"].includes(detail.target.id)) return;
    detail.fragment.querySelectorAll("li[id]").forEach((line) => { if (document.getElementById(line.id)) line.remove(); });
  });
  document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (!["said", "asked", "pulse"].includes(detail.target.id)) return;
    document.querySelector(".begin")?.remove();
    if (wasAtEnd) toEnd(); else if (detail.target.id === "said") below().hidden = false;
  });

  const below = () => document.getElementById("below");
  function toEnd() {
    if (scroller()) scroller().scrollTop = 0;
    if (below()) below().hidden = true;
  }
  document.addEventListener("click", (event) => { if (event.target.closest("#below")) toEnd(); });
  document.addEventListener("scroll", (event) => {
    if (event.target !== scroller() || !isAtEnd()) return;
    if (below()) below().hidden = true;
    mark();
  }, true);

  document.addEventListener("keydown", (event) => {
    const text = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !text.matches?.("[data-enter=send]")) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    if (text.value.trim()) text.form.requestSubmit();
  });

  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(trouble, ({ detail }) => { if (detail.elt.id === "live") failures = Math.min(failures + 1, 5); });
  }
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { elt, successful, xhr, requestConfig } = detail;
    if (elt.id !== "seen") mark();
    if (elt.id === "live") {
      if (successful) failures = 0;
      if (xhr.status === 403 || xhr.status === 404) elt.remove();
    }
    if (elt.id !== "composer" || !successful) return;
    const field = elt.elements.text;
    if (field.value === requestConfig.parameters.text || field.value.replaceAll("\n", "\r\n") === requestConfig.parameters.text) field.value = "";
    toEnd();
  });
})();
