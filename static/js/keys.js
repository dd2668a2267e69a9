/* Single keys: each presses or focuses the first visible element that names it in data-key. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  if (event.key === "?") { event.preventDefault(); document.getElementById("keys").showModal(); return; }
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((element) => element.checkVisibility());
  if (!found) {
    if (event.key === "n" || event.key === "/") { event.preventDefault(); location.assign(event.key === "n" ? "/missions/#new" : "/missions/"); }
    return;
  }
  event.preventDefault();
  if (found.matches("input, textarea, select")) { found.focus(); found.select?.(); } else found.click();
});
