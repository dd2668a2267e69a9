/* One stop in the tab order for a whole year: arrow keys go from day to day, Home and End to the
   ends of a weekday. Without scripts every day is a stop of its own. */
document.querySelectorAll("[data-heatmap]").forEach((table) => {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("a")));
  const days = rows.flat().filter(Boolean);
  const latest = days.reduce((one, other) => (other.getAttribute("href") > one.getAttribute("href") ? other : one), days[0]);
  const hold = (day) => days.forEach((other) => { other.tabIndex = other === day ? 0 : -1; });
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const place = (day) => { const row = rows.findIndex((cells) => cells.includes(day)); return [row, rows[row].indexOf(day)]; };

  function target(key, [row, week]) {
    const shown = rows[row].filter((day) => day?.checkVisibility());
    if (key === "Home") return shown[0];
    if (key === "End") return shown.at(-1);
    const [down, right] = STEPS[key] ?? [];
    return down === undefined ? null : rows[row + down]?.[week + right];
  }

  table.addEventListener("keydown", (event) => {
    const day = event.target.closest("a");
    if (!day || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = target(event.key, place(day));
    if (!next?.checkVisibility()) return;
    event.preventDefault();
    next.focus();
  });
  table.addEventListener("focusin", (event) => { const day = event.target.closest("a"); if (day) hold(day); });
  if (latest) hold(latest);
});
