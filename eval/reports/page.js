// Filters and sorts the cases. Without it the page shows all of them.
"use strict";
(() => {
  const list = document.getElementById("case-list");
  const form = document.querySelector(".controls");
  if (!list || !form) return;
  const items = [...list.children];
  const words = new Map();
  const field = (id) => document.getElementById(id);
  const picks = ["kind", "blame", "tag"].map(field).filter(Boolean);
  const count = field("count"), find = field("find"), order = field("order");
  const pairButton = field("pair"), openAll = field("open-all");
  let pair = "";

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const textOf = (item) => {
    if (!words.has(item)) words.set(item, plain(item.textContent));
    return words.get(item);
  };
  const outcome = () => form.querySelector("[name=outcome]:checked").value;
  const value = (id) => field(id)?.value ?? "";
  const said = (word) => word.replaceAll("_", " ").toLowerCase();

  function fits(item, wanted) {
    const data = item.dataset;
    return (!outcome() || data.o === outcome())
      && (!value("kind") || data.k === value("kind"))
      && (!value("blame") || data.b === value("blame"))
      && (!value("tag") || (data.t ?? "").split(" ").includes(value("tag")))
      && (!pair || `${data.e}/${data.g}` === pair)
      && wanted.every((word) => textOf(item).includes(word));
  }

  function apply() {
    const wanted = plain(find.value).split(/\s+/).filter(Boolean);
    let n = 0;
    for (const item of items) {
      item.hidden = !fits(item, wanted);
      n += !item.hidden;
    }
    count.textContent = `${n} of ${items.length} ${items.length === 1 ? "case" : "cases"} shown`;
    field("no-case").hidden = n > 0;
    openAll.hidden = n === 0;
    pairButton.hidden = !pair;
    if (pair) {
      const [expected, got] = pair.split("/").map(said);
      pairButton.textContent = `expected ${expected}, got ${got} ✕`;
      pairButton.setAttribute("aria-label", `Show more than expected ${expected}, got ${got}`);
    }
    const isFiltered = pair || outcome() || find.value || picks.some((one) => one.value);
    form.querySelector("[data-reset]").hidden = !isFiltered;
    openAll.textContent = allOpen() ? "Close all shown" : "Open all shown";
  }

  const shown = () => items.filter((item) => !item.hidden).map((item) => item.firstElementChild);
  const allOpen = () => shown().every((one) => one.open);
  const number = (item, name, none) => Number(item.dataset[name] ?? none);
  const byId = (one, other) => one.id.localeCompare(other.id, "en", { numeric: true });
  const orders = {
    id: byId,
    sure: (one, other) => number(other, "c", -1) - number(one, "c", -1),
    unsure: (one, other) => number(one, "c", 2) - number(other, "c", 2),
    slow: (one, other) => number(other, "ms", -1) - number(one, "ms", -1),
  };

  function sort() {
    const sorted = order.value ? [...items].sort(orders[order.value]) : items;
    list.append(...sorted);
  }

  function reset() {
    form.reset();
    pair = "";
    sort();
    apply();
  }

  function openTarget() {
    const item = items.find((one) => `#${one.id}` === decodeURIComponent(location.hash));
    if (!item) return;
    if (item.hidden) reset();
    item.firstElementChild.open = true;
    item.scrollIntoView({ block: "start" });
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target === order) sort();
    apply();
  });
  pairButton.addEventListener("click", () => { pair = ""; apply(); find.focus(); });
  openAll.addEventListener("click", () => {
    const open = !allOpen();
    for (const one of shown()) one.open = open;
    apply();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-reset]")) {
      reset();
      find.focus();
    }
    const link = event.target.closest("[data-set]");
    if (!link) return;
    reset();
    for (const [name, wanted] of link.dataset.set.split(";").map((one) => one.split("="))) {
      if (name === "pair") pair = wanted;
      else if (name === "outcome") {
        form.querySelector(`[name=outcome][value=${wanted}]`).checked = true;
      } else if (field(name)) field(name).value = wanted;
    }
    apply();
  });
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("beforeprint", apply);
  form.hidden = false;
  form.reset();
  apply();
  openTarget();
})();
