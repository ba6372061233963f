"use strict";
(() => {
  const form = document.querySelector("form");
  const items = Array.from(document.querySelectorAll("ol.events > li"));
  const told = document.getElementById("told");
  const technique = form.elements.technique;
  const cells = Array.from(document.querySelectorAll(".map button"));
  const texts = new Map();
  const PRINTED = 300;
  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const shown = (item, want) => {
    const d = item.dataset;
    return want.levels.has(d.level) && (!want.rule || d.rule === want.rule) && (!want.host || d.host === want.host) &&
      (!want.technique || d.techniques.split(" ").some((one) => one === want.technique || one.startsWith(want.technique + "."))) &&
      (!want.since || d.time >= want.since) && (!want.until || (d.time && d.time <= want.until)) &&
      (!want.words || text(item).includes(want.words));
  };
  const moment = (field) => field.value ? new Date(field.value + "Z").getTime() - 7 * 3600000 : 0;
  const iso = (at, end) => at ? new Date(at + (end ? 59999 : 0)).toISOString() : "";
  const filter = () => {
    const want = {
      levels: new Set(Array.from(form.querySelectorAll("[name=level]:checked"), (box) => box.value)),
      rule: form.elements.rule.value, host: form.elements.host.value, technique: technique.value,
      since: iso(moment(form.elements.since), false), until: iso(moment(form.elements.until), true),
      words: form.elements.words.value.toLowerCase().trim(),
    };
    let count = 0;
    for (const item of items) {
      const is = shown(item, want);
      item.hidden = !is;
      count += is ? 1 : 0;
    }
    told.textContent = told.dataset.words.replace("{shown}", count.toLocaleString("vi")).replace("{all}", items.length.toLocaleString("vi"));
    for (const cell of cells) cell.setAttribute("aria-pressed", String(cell.dataset.technique === technique.value));
  };
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); };
  form.hidden = false;
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", () => setTimeout(filter, 0));
  for (const cell of cells) {
    cell.disabled = false;
    cell.addEventListener("click", () => {
      technique.value = technique.value === cell.dataset.technique ? "" : cell.dataset.technique;
      filter();
    });
  }
  window.addEventListener("beforeprint", () => {
    for (const map of document.querySelectorAll("details.map")) map.open = true;
    const seen = items.filter((item) => !item.hidden);
    if (seen.length <= PRINTED) for (const item of seen) item.firstElementChild.open = true;
  });
  filter();
})();
