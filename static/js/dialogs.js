/* Links and buttons with data-dialog open that <dialog>; without scripts they are plain links. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden], [tabindex='-1'])")?.focus();
});
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-close]")?.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});
/* A menu closes when the next click or Escape goes elsewhere. */
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
/* A slider and its number input hold the same value. */
document.addEventListener("input", (event) => {
  const { id, value, dataset } = event.target;
  const twin = dataset.twin ? document.getElementById(dataset.twin) : id && document.querySelector(`[data-twin="${CSS.escape(id)}"]`);
  if (twin) twin.value = value;
});
