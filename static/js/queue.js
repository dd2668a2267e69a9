/* Drag to reorder the queue; the arrow buttons do the same without a pointer. */
(() => {
  let dragged = null;
  const list = (event) => event.target.closest?.("[data-queue]");
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-move]");
    if (dragged) { dragged.classList.add("dragged"); event.dataTransfer.effectAllowed = "move"; }
  });
  document.addEventListener("dragover", (event) => {
    const queue = dragged && list(event);
    if (!queue) return;
    event.preventDefault();
    const over = event.target.closest("[data-move]");
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    const to = [...dragged.parentElement.children].indexOf(dragged) + 1;
    htmx.ajax("POST", dragged.dataset.move, { values: { to, next: location.pathname + location.search }, target: "#main", select: "#main", swap: "outerHTML show:none" });
    dragged = null;
  });
})();
