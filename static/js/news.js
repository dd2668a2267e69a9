/* Tells what happened while no page of Devcraft is in view, in browsers whose person asked for
   that in the settings. One of all tabs asks the server, once a minute; each thing is told once. */
(() => {
  const EVERY = 60000, LOOK = 15000, IN_VIEW = 20000, KEPT = 40;
  const pill = () => document.getElementById("pill");
  const kept = (name) => { try { return JSON.parse(localStorage.getItem(`devcraft-news-${name}`)); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(`devcraft-news-${name}`, JSON.stringify(value)); } catch { /* told again, no harm */ } };
  const isSupported = "Notification" in window;
  const isOn = () => isSupported && kept("on") === true && Notification.permission === "granted";

  function seen(moment) {
    if (moment && !(Date.parse(kept("seen")) >= Date.parse(moment))) keep("seen", moment);
  }
  function note() {
    if (document.hidden) return;
    keep("view", Date.now());
    seen(pill()?.dataset.now);
  }

  const isTyping = () => [...document.querySelectorAll("main textarea, main input:not([type=hidden], [type=checkbox], [type=radio])")].some((field) => field.value !== field.defaultValue);
  function tell({ tag, title, body, address }) {
    const shown = new Notification(title, { body, tag, icon: document.querySelector("link[rel=icon]").href });
    shown.addEventListener("click", () => {
      shown.close();
      focus();
      if (isTyping()) open(address); else location.assign(address);
    });
  }

  async function look() {
    note();
    if (document.hidden && pill()?.dataset.news && isOn()) await navigator.locks.request("devcraft-news", { ifAvailable: true }, (lock) => lock && ask(pill().dataset.news));
  }
  async function ask(address) {
    const now = Date.now();
    if (Math.abs(now - kept("view")) < IN_VIEW || Math.abs(now - kept("asked")) < EVERY) return;
    keep("asked", now);
    const answer = await fetch(`${address}?since=${encodeURIComponent(kept("seen") ?? pill().dataset.now)}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { now: moment, news } = await answer.json();
    const told = kept("told") ?? [];
    const fresh = news.filter(({ tag }) => !told.includes(tag));
    keep("told", [...told, ...fresh.map(({ tag }) => tag)].slice(-KEPT));
    seen(moment);
    fresh.forEach(tell);
  }
  note();
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", note);
  document.body.addEventListener("htmx:afterSettle", note);

  /* The settings: what this browser can do, said in plain words, and the one button that asks. */
  const panel = document.querySelector("[data-notify]");
  if (!panel) return;
  let isRefused = false;
  function state() {
    if (!isSecureContext) return "insecure";
    if (!isSupported || isRefused) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    return isOn() ? "on" : "off";
  }
  function show() {
    const current = state();
    panel.hidden = false;
    panel.querySelectorAll("[data-state]").forEach((said) => { said.hidden = said.dataset.state !== current; });
    panel.querySelector("[data-notify-on]").hidden = current !== "off";
    panel.querySelector("[data-notify-off]").hidden = current !== "on";
  }
  panel.querySelector("[data-notify-on]").addEventListener("click", async () => {
    const allowed = await Notification.requestPermission();
    keep("on", allowed === "granted");
    try {
      if (isOn()) tell({ tag: "first", title: "Devcraft", body: "This is how it will look.", address: location.href });
    } catch { isRefused = true; keep("on", false); }
    show();
    panel.querySelector("button:not([hidden])")?.focus();
  });
  panel.querySelector("[data-notify-off]").addEventListener("click", () => {
    keep("on", false);
    show();
    panel.querySelector("[data-notify-on]").focus();
  });
  show();
})();
