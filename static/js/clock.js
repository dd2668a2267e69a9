/* Ticks the shown clocks from the server's figure and a monotonic counter: the
   computer's own date is never asked, so a wrong clock shows the right time. */
(() => {
  const started = new WeakMap();
  const pad = (number) => String(number).padStart(2, "0");
  const show = (seconds) => `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  let shownTitle = null, pageTitle = "";

  /* The server's title begins with the clock of NAME; ours is shownTitle. */
  function plainTitle(name) {
    if (document.title === shownTitle) return pageTitle;
    const clock = document.title.match(/^▶ [\d:]+ /)?.[0] ?? "";
    const begin = `${clock}${name} · `;
    return clock && document.title.startsWith(begin) ? document.title.slice(begin.length) : document.title;
  }

  function elapsed(element) {
    const base = started.get(element);
    if (!base || base.from !== element.dataset.clock) started.set(element, { from: element.dataset.clock, at: performance.now() });
    const { from, at } = started.get(element);
    return Number(from) + Math.floor((performance.now() - at) / 1000);
  }

  function favicon(seconds) {
    const link = document.querySelector("link[rel=icon]");
    if (seconds === null) {
      const icon = document.getElementById("pill")?.dataset.icon;
      delete link.dataset.minutes;
      if (icon && link.getAttribute("href") !== icon) { link.href = icon; link.type = "image/svg+xml"; }
      return;
    }
    const minutes = Math.floor(seconds / 60);
    if (link.dataset.minutes === String(minutes)) return;
    link.dataset.minutes = minutes;
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#1d2025"; pen.beginPath(); pen.roundRect(0, 0, 64, 64, 14); pen.fill();
    pen.fillStyle = "#ff9a55"; pen.textAlign = "center"; pen.textBaseline = "middle";
    const text = minutes < 100 ? String(minutes) : `${Math.floor(minutes / 60)}h`;
    pen.font = `700 ${text.length > 2 ? 30 : 40}px system-ui, sans-serif`; pen.fillText(text, 32, 35);
    link.type = "image/png"; link.href = canvas.toDataURL();
  }

  function tick() {
    let running = null;
    document.querySelectorAll("[data-clock]").forEach((element) => {
      const seconds = elapsed(element);
      const [hours, minutes, rest] = show(seconds).split(":");
      const split = element.querySelector("i");
      if (split) { element.firstChild.data = `${hours}:${minutes}`; split.textContent = `:${rest}`; }
      else element.textContent = show(seconds);
      if (element.dataset.title) running = { seconds, name: element.dataset.title.replace(/\s+/g, " ").trim() };
    });
    pageTitle = plainTitle(running?.name);
    const title = running ? `▶ ${show(running.seconds).slice(0, -3)} ${running.name} · ${pageTitle}` : pageTitle;
    if (document.title !== title) document.title = title;
    shownTitle = document.title;
    favicon(running && running.seconds);
  }

  /* The pill is what the server refreshes; other clocks of the same mission follow it. */
  function follow() {
    const source = document.querySelector("#pill [data-clock]");
    if (!source) return;
    document.querySelectorAll(`[data-clock][data-mission="${source.dataset.mission}"]`).forEach((element) => {
      if (element === source) return;
      element.dataset.clock = source.dataset.clock;
      started.set(element, started.get(source));
    });
  }

  tick();
  setInterval(tick, 1000);
  document.body.addEventListener("htmx:afterSettle", () => { tick(); follow(); tick(); });
})();
