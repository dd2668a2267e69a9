/* On a narrow screen tabs scroll sideways; the current one begins in view. */
(() => {
  function show() {
    document.querySelectorAll(".tabs").forEach((tabs) => {
      const current = tabs.querySelector("[aria-current]");
      if (current) tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
    });
  }
  show();
  document.body.addEventListener("htmx:afterSettle", ({ detail }) => { if (!detail.target || detail.target.id === "main") show(); });
})();
