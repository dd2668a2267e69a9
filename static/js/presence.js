/* While a clock runs, somebody who acts on a visible page is a sign of work: at most one in
   five minutes from all tabs, and nothing of the page goes along. */
(() => {
  const EVERY = 300000, PAUSE = 4000, KEY = "devcraft-presence";
  let waiting = false;
  const address = () => document.getElementById("pill")?.dataset.presence;
  const told = () => { try { return Number(localStorage.getItem(KEY)); } catch { return 0; } };
  const note = () => { try { localStorage.setItem(KEY, Date.now()); } catch { /* one more request, no harm */ } };

  function tell() {
    waiting = false;
    if (document.hidden || !address() || Math.abs(Date.now() - told()) < EVERY) return;
    note();
    fetch(address(), { method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")) }).catch(() => {});
  }
  function soon() {
    if (waiting || !address()) return;
    waiting = true;
    setTimeout(tell, PAUSE);
  }
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, soon, { passive: true });
  if (document.hasFocus()) soon();
})();
