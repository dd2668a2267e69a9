/* Single keys: each presses or focuses the first visible element that names it in data-key. */
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  if (event.key === "?") { event.preventDefault(); document.getElementById("keys").showModal(); return; }
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((element) => element.checkVisibility());
  if (!found) {
    const elsewhere = { n: "/missions/#id_name", "/": "/search/#id_q" }[event.key];
    if (elsewhere) { event.preventDefault(); location.assign(elsewhere); }
    return;
  }
  event.preventDefault();
  if (found.matches("input, textarea, select")) { found.focus(); found.select?.(); } else found.click();
});
