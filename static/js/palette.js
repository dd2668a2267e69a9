/* Everything by name: Ctrl+K, or a link to the page of commands, opens that list as a dialog.
   The field keeps the focus; arrow keys choose, Enter does what is chosen. */
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const field = document.getElementById("palette-field"), list = document.getElementById("palette-list");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let shownFor = null, isEnterWaiting = false;

  function choose(option, { scroll = true } = {}) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    if (scroll) option?.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const all = options(), at = all.indexOf(chosen());
    choose(all[(at + step + all.length) % all.length] ?? all[0]);
  }
  function act() {
    if (shownFor !== field.value) { isEnterWaiting = true; return; }
    isEnterWaiting = false;
    chosen()?.click();
  }
  function open() {
    if (dialog.open) { dialog.close(); return; }
    document.getElementById("keys")?.close();
    if (document.querySelector("dialog[open]")) return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    field.value = ""; shownFor = null; isEnterWaiting = false;
    list.replaceChildren(); choose(null);
    dialog.showModal();
    field.focus();
    htmx.trigger(field, "palette-look");
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === list && !dialog.open) event.preventDefault();
  });
  document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target !== list) return;
    const all = options();
    all.forEach((option, place) => { option.id = `palette-${place}`; });
    if (detail.requestConfig.elt === field) { shownFor = detail.requestConfig.parameters.q; choose(all[0]); }
    document.getElementById("palette-count").textContent = all.length === 1 ? "1 command" : `${all.length} commands`;
    if (isEnterWaiting) act();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) open();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); move(step); }
    if (event.key === "Enter") { event.preventDefault(); act(); }
  });
  field.addEventListener("input", () => { isEnterWaiting = false; });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option, { scroll: false });
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { if (event.target.closest("a[role=option]")) dialog.close(); });

  /* A form under way stays in the page, or htmx would lose the parts its answer replaces. */
  const underWay = document.getElementById("palette-acts");
  list.addEventListener("submit", ({ target }) => {
    underWay.querySelectorAll("form:not(.htmx-request)").forEach((form) => form.remove());
    underWay.append(target);
    dialog.close();
  });
})();
