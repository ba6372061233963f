// Keys, focus of the error summary, copy buttons. Every page works without this file.
(() => {
  "use strict";
  const body = document.body;
  const find = (selector) => document.querySelector(selector);

  // The summary of errors takes the focus, also after a part of the page was replaced.
  const focusSummary = (root) => root.querySelector?.(".error-summary")?.focus();
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));

  // The switch offers the other of what is seen now, also when the page follows the machine.
  const theme = find("button[name=theme]");
  if (theme) theme.value = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";

  // Copy buttons appear only where they can work.
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("[data-copied]").textContent = button.dataset.done;
    });
  }

  // One press ticks every box of a name, the next one none; without this file each box is ticked by hand.
  for (const button of document.querySelectorAll("button[data-all]")) {
    const words = button.querySelector("span");
    const tick = words.textContent;
    const boxes = () => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(button.dataset.all)}"]`)];
    const say = () => { words.textContent = boxes().every((box) => box.checked) ? button.dataset.none : tick; };
    button.hidden = false;
    button.addEventListener("click", () => {
      const on = !boxes().every((box) => box.checked);
      for (const box of boxes()) { box.checked = on; box.closest("details:not([open])")?.setAttribute("open", ""); }
      document.dispatchEvent(new Event("change"));
    });
    document.addEventListener("change", say);
  }

  // On a phone the long parts that are done begin folded, unless the address leads into them; a link into a fold opens it.
  const narrow = matchMedia("(max-width: 48rem)");
  const fold = (root) => {
    if (!narrow.matches) return;
    for (const part of root.querySelectorAll?.("details[data-fold=phone]") ?? []) {
      if (!part.querySelector(":target, form")) part.open = false;
    }
  };
  fold(document);
  narrow.addEventListener("change", () => {
    for (const part of document.querySelectorAll("details[data-fold=phone]")) part.open ||= !narrow.matches;
  });
  document.addEventListener("htmx:afterSwap", (event) => fold(event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const aim = link && document.getElementById(link.hash.slice(1));
    for (let part = aim?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  });

  // Single keys (WCAG 2.1.4: a setting turns them off; never while typing).
  if (body.dataset.keys !== "on") return;
  const ROWS = ".rows > li a.what, .table tbody th a, .board tbody th a, a.row-link";
  const typing = (node) => node.closest?.("input, textarea, select, [contenteditable]");
  let went = 0;

  const step = (by) => {
    const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent);
    const here = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
  };
  const press = (selector) => { const target = find(selector); target?.click(); return Boolean(target); };
  const tick = () => { const box = document.activeElement.closest?.("tr, li")?.querySelector("input[type=checkbox]"); box?.click(); return Boolean(box); };
  const search = () => { const box = find("#q"); box?.focus(); return Boolean(box?.offsetParent); };
  const actions = { "/": search, "?": () => press("[data-keys-help]"), x: tick, j: () => step(1) ?? true, k: () => step(-1) ?? true };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { if (!typing(event.target)) press("[data-back]"); return; }
    if (typing(event.target) || event.key.length !== 1) return;
    const key = event.key.toLowerCase();
    const afterG = went > 0 && event.timeStamp - went < 1500;
    went = 0;
    if (afterG && press(`[data-go="${CSS.escape(key)}"]`)) { event.preventDefault(); return; }
    if (key === "g") { went = event.timeStamp; return; }
    if (actions[key] ? actions[key]() : press(`[data-key="${CSS.escape(key)}"]`)) event.preventDefault();
  });
})();
