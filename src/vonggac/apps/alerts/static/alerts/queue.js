// The queue: the pane follows the row, refreshing never takes away what a person has begun. The page works without this file.
(() => {
  "use strict";
  const queue = () => document.getElementById("queue");
  const pane = () => document.getElementById("chosen");
  const begun = () => queue()?.querySelector("input[type=checkbox]:checked") || queue()?.querySelector("dialog[open], details[open]");

  // A key must never act on another alert than the one that is pointed at: until its pane is there, keys do nothing.
  const still = (number) => {
    const shown = pane();
    if (!shown || shown.dataset.alert === number) return;
    for (const part of shown.querySelectorAll("[data-key]")) part.removeAttribute("data-key");
    shown.setAttribute("aria-busy", "true");
  };
  document.addEventListener("focusin", (event) => {
    const number = event.target.closest?.("a.row-link")?.dataset.alert;
    if (!number) return;
    still(number);
    for (const row of document.querySelectorAll(".queue tbody tr")) {
      const on = row.contains(event.target);
      row.classList.toggle("on", on);
      if (on) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    }
  });

  // The pane shows the row already: Enter opens the alert's own page.
  document.addEventListener("keydown", (event) => {
    const number = event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.target.closest?.("a.row-link")?.dataset.alert;
    const shown = pane();
    if (!number || !shown?.offsetParent || shown.dataset.alert !== number) return;
    event.preventDefault();
    location.assign(shown.dataset.page);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const busy = begun() || document.activeElement?.closest?.("#queue input, #queue textarea, #queue select");
    if (event.target === queue() && (busy || document.hidden)) event.preventDefault();
  });
  const say = () => { for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false; };
  say();
  document.addEventListener("htmx:afterSwap", () => {
    say();
    const now = queue();
    const sign = document.querySelector("link[rel=icon]");
    if (now && sign) sign.href = now.dataset.favicon.replace("/0.svg", `/${now.dataset.waiting}.svg`);
  });
})();
