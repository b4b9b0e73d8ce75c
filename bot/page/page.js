/* Opens cited articles beside the conversation and shows their quotes. Sends nothing anywhere. */
(() => {
  "use strict";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const glide = () => (calm.matches ? "auto" : "smooth");
  let opener = null;
  let wanted = "";

  const desk = (element) => element.closest(".np-desk");
  const reader = (element) => desk(element)?.querySelector(".np-reader");

  function fill(panel, article, label) {
    const body = panel.querySelector(".np-reader-body");
    body.replaceChildren(article);
    body.hidden = false;
    body.setAttribute("aria-label", label);
    panel.querySelector(".np-reader-bar").hidden = false;
    panel.querySelector(".np-reader-empty").hidden = true;
    panel.classList.add("is-open");
    body.scrollTop = 0;
    return body;
  }

  function isStacked(panel) {
    const main = desk(panel).querySelector(".np-main");
    return panel.getBoundingClientRect().top >= main.getBoundingClientRect().bottom - 1;
  }

  function open(chip) {
    const panel = reader(chip);
    const kept = [...desk(chip).querySelectorAll(".np-store .np-article")];
    const source = kept.find((each) => each.dataset.article === chip.dataset.article);
    if (!panel) return;
    document.querySelectorAll(".np-chip.is-open").forEach((c) => c.classList.remove("is-open"));
    chip.classList.add("is-open");
    opener = chip;
    if (!source) {
      const gone = document.createElement("p");
      gone.className = "np-lost is-shown";
      gone.textContent = "This article is no longer in the archive.";
      fill(panel, gone, "Article").focus();
      return;
    }
    const article = source.cloneNode(true);
    const name = chip.dataset.mark;
    const turn = `${name.split("-")[0]}-`;
    const all = [...article.querySelectorAll("mark")];
    const marks = all.filter((mark) => mark.dataset.marks.split(" ").includes(name));
    marks.forEach((mark) => mark.classList.add("is-active"));
    all
      .filter((mark) => mark.dataset.marks.split(" ").some((each) => each.startsWith(turn)))
      .forEach((mark) => mark.classList.add("is-near"));
    article.querySelectorAll("[data-for]").forEach((note) => {
      if (note.dataset.for === name) note.classList.add("is-shown");
    });
    const body = fill(panel, article, article.querySelector("h2")?.textContent || "Article");
    body.focus({ preventScroll: true });
    show(panel, body, marks[0]);
  }

  function show(panel, body, mark) {
    if (isStacked(panel)) {
      (mark || panel).scrollIntoView({ block: mark ? "center" : "start", behavior: glide() });
    } else if (mark) {
      const top = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
      if (top + mark.offsetHeight < body.clientHeight - 24) return;
      body.scrollTo({ top: body.scrollTop + top - body.clientHeight / 3, behavior: glide() });
    }
  }

  function close(panel) {
    panel.classList.remove("is-open");
    const body = panel.querySelector(".np-reader-body");
    body.replaceChildren();
    body.hidden = true;
    panel.querySelector(".np-reader-bar").hidden = true;
    panel.querySelector(".np-reader-empty").hidden = false;
    document.querySelectorAll(".np-chip.is-open").forEach((c) => c.classList.remove("is-open"));
    if (opener?.isConnected) {
      opener.focus({ preventScroll: true });
      opener.scrollIntoView({ block: "nearest", behavior: glide() });
    }
    opener = null;
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const chip = target?.closest("[data-mark]");
    if (chip) return open(chip);
    const row = target?.closest("[data-open]");
    if (row) {
      opener = row;
      wanted = row.dataset.open;
      queueMicrotask(look);
    }
    const shut = target?.closest(".np-close");
    if (shut) return close(shut.closest(".np-reader"));
    if (target?.closest("#np-clear, #np-check-clear")) {
      const panel = reader(target);
      opener = null;
      if (panel?.classList.contains("is-open")) close(panel);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const focused = document.activeElement;
    const panel = focused && (focused.closest(".np-reader.is-open") || reader(focused));
    if (panel?.classList.contains("is-open")) close(panel);
  });

  /* What the server has just written: an article that was asked for, or a new turn. */
  let lastTurn = "";
  function look() {
    const asked = document.querySelector(".np-opened .np-store .np-article");
    if (wanted && asked?.dataset.article.startsWith(`${wanted}-v`)) {
      wanted = "";
      const panel = reader(asked);
      const title = asked.querySelector("h2")?.textContent || "Article";
      fill(panel, asked.cloneNode(true), title).focus({ preventScroll: true });
      show(panel, panel.querySelector(".np-reader-body"), null);
    }
    const turns = document.querySelectorAll("#np-talk .np-turn");
    const last = turns[turns.length - 1];
    const state = last ? `${last.dataset.turn}${!!last.querySelector(".np-busy")}` : "";
    if (state !== lastTurn) {
      lastTurn = state;
      document.body.classList.toggle("np-talking", turns.length > 0);
      const log = last?.closest("#np-talk");
      if (last && log.scrollHeight > log.clientHeight + 1) {
        const top = last.getBoundingClientRect().top - log.getBoundingClientRect().top;
        log.scrollTo({ top: log.scrollTop + top - 8, behavior: glide() });
      } else if (last) {
        last.scrollIntoView({ block: "nearest", behavior: glide() });
      }
    }
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
