/* Keeps the focus when htmx replaces the part that held it. htmx finds it again by id;
   here it is found by the address it led to, or else handed to the page's main part. */
(() => {
  const addressOf = (element) => element.getAttribute("href") ?? element.closest("form")?.getAttribute("action");
  const isLost = () => document.activeElement === document.body || !document.activeElement;
  const first = (selector) => [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  let held = null;

  document.body.addEventListener("htmx:beforeSwap", () => { if (!isLost()) held = document.activeElement; });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!held || held.isConnected && !held.disabled || !isLost()) return;
    const address = CSS.escape(addressOf(held) ?? "");
    const same = address && first(`main a[href="${address}"], main form[action="${address}"] button:enabled`);
    (same || document.getElementById("main")).focus({ preventScroll: true });
    held = null;
  });

  /* Escape leaves a text that is edited in place. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.target.closest("[id^=part-] form")?.querySelector("[data-cancel]").click();
  });
})();
