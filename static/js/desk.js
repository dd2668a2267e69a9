/* Keeps open tabs true: asks for changes while visible, at once when another tab acted,
   and takes the clock anew from the server after sleep. A hidden tab asks once a minute while
   its title shows a clock. */
(() => {
  const POLL = 15000, RESYNC = 60000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("devcraft-desk") : null;
  const pill = () => document.getElementById("pill");
  const isBusy = () => document.querySelector("dialog[open]") || document.activeElement?.matches("input:not([type=search]), textarea, select");
  const announce = () => pill() && channel?.postMessage(pill().dataset.version);
  let lastLook = Date.now(), lastSync = Date.now();

  async function look({ resync = false, evenHidden = false } = {}) {
    if (!pill() || (document.hidden && !evenHidden)) return;
    lastLook = Date.now();
    if (resync) lastSync = Date.now();
    const { url, version } = pill().dataset;
    await htmx.ajax("GET", `${url}?version=${resync ? "" : version}`, { target: "#pill", swap: "outerHTML" });
    if (pill().dataset.version !== version) refresh();
  }

  function refresh() {
    if (isBusy()) return;
    document.querySelectorAll("[data-live]").forEach((part) => htmx.trigger(part, "desk-refresh"));
  }

  setInterval(() => {
    if (document.hidden) { if (pill()?.querySelector("[data-title]") && Date.now() - lastLook >= RESYNC) look({ evenHidden: true }); }
    else if (Date.now() - lastSync >= RESYNC) look({ resync: true });
    else if (Date.now() - lastLook >= POLL) look();
  }, 1000);
  for (const event of ["pageshow", "online"]) addEventListener(event, (happened) => { if (event === "online" || happened.persisted) look({ resync: true }); });
  document.addEventListener("visibilitychange", () => look({ resync: true }));
  channel?.addEventListener("message", ({ data }) => { if (pill() && data !== pill().dataset.version) look({ evenHidden: true }); });
  document.body.addEventListener("htmx:afterSettle", announce);
  document.body.addEventListener("desk-stale", refresh);
  announce();

  /* An act that failed must not look like one that happened. */
  function say(text) {
    const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: text });
    document.getElementById("toasts").replaceChildren(toast);
  }
  document.body.addEventListener("htmx:sendError", ({ detail }) => {
    if (detail.requestConfig.verb === "post") say("That did not reach the server. Check the connection and try again.");
  });
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.requestConfig.verb === "post") say(`That did not work (error ${detail.xhr.status}). Reload the page and try again.`);
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll(".toast:not([data-fading])").forEach((toast) => {
      toast.dataset.fading = "";
      setTimeout(() => { if (!toast.matches(":focus-within, :hover")) toast.remove(); }, 12000);
    });
  });
})();
