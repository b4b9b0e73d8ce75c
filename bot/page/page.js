/* Opens cited articles and the cards of claims, shows what a number stands for, tells a screen
   reader what is new, copies. Sends nothing anywhere, and puts no text together as HTML. */
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

  const titleOf = (panel, article) =>
    article.querySelector("h2")?.textContent || panel.getAttribute("aria-label");

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
      gone.textContent = desk(chip).querySelector(".np-store").dataset.gone;
      fill(panel, gone, panel.getAttribute("aria-label")).focus();
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
    const body = fill(panel, article, titleOf(panel, article));
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
    if (event.detail === 0 && target?.closest("[data-ask]")) {
      document.querySelector("#np-question textarea")?.focus(); /* the button goes away */
    }
    const piece = target?.closest("[data-claim]");
    if (piece) return turnCard(piece);
    const filter = target?.closest("[data-filter]");
    if (filter) return sift(filter);
    const all = target?.closest("[data-all]");
    if (all) return turnAll(all.dataset.all === "open");
    const copied = target?.closest("[data-copy]");
    if (copied) return copy(copied, copied.parentElement.querySelector(".np-copied").textContent);
    const linked = target?.closest("[data-copy-link]");
    if (linked) return copy(linked, linked.parentElement.querySelector(".np-kept-link").href);
    const fold = target?.closest("#np-narrow > .label-wrap");
    if (fold) return void setTimeout(tellFold);
    const filled = target?.closest("[data-fill]");
    if (filled) return fillIn(filled.dataset.fill);
    if (target?.closest("#np-clear, #np-check-clear")) {
      const panel = reader(target);
      opener = null;
      if (location.hash) history.replaceState(null, "", location.pathname);
      if (panel?.classList.contains("is-open")) close(panel);
    }
  });

  document.addEventListener("keydown", (event) => {
    const piece = event.target instanceof Element && event.target.closest("[data-claim][role]");
    if (piece && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return turnCard(piece);
    }
    if (event.key !== "Escape") return;
    if (hideTip()) return;
    const focused = document.activeElement;
    const panel = focused && (focused.closest(".np-reader.is-open") || reader(focused));
    if (panel?.classList.contains("is-open")) close(panel);
  });

  /* The card of a number: its quote, and where it is from. It stays while it is pointed at. */
  let tip = null;
  let tipOf = null;
  let tipTimer = 0;

  function hideTip() {
    clearTimeout(tipTimer);
    const was = !!tip && !tip.hidden;
    if (tip) tip.hidden = true;
    tipOf = null;
    return was;
  }

  function showTip(chip) {
    clearTimeout(tipTimer);
    if (tipOf === chip) return;
    const words = document.getElementById(chip.getAttribute("aria-describedby") || "");
    const root = chip.closest(".gradio-container");
    if (!words || !root) return;
    if (!tip?.isConnected) {
      tip = document.createElement("div");
      tip.className = "np-tip";
      tip.setAttribute("aria-hidden", "true"); /* a screen reader has it as the description */
      root.append(tip);
    }
    tipOf = chip;
    tip.replaceChildren(...[...words.childNodes].map((node) => node.cloneNode(true)));
    tip.hidden = false;
    placeTip();
  }

  function placeTip() {
    const at = tipOf.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    tip.style.left = `${Math.max(8, Math.min(at.left - 16, wide - tip.offsetWidth - 8))}px`;
    const below = at.bottom + 6;
    const fits = below + tip.offsetHeight < innerHeight;
    tip.style.top = `${fits ? below : Math.max(8, at.top - tip.offsetHeight - 6)}px`;
  }

  const inTip = (node) => node instanceof Element && (node.closest(".np-tip") || node === tipOf);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; /* a tap opens the article itself */
    const chip = event.target instanceof Element ? event.target.closest(".np-chip") : null;
    if (chip) showTip(chip);
    else if (tipOf && !inTip(event.target)) {
      clearTimeout(tipTimer);
      tipTimer = setTimeout(hideTip, 200);
    } else clearTimeout(tipTimer);
  });
  document.addEventListener("focusin", (event) => {
    const chip = event.target.closest?.(".np-chip");
    if (chip?.matches(":focus-visible")) showTip(chip);
    else if (tipOf && !inTip(event.target)) hideTip();
    noteFocus(event.target);
  });
  document.addEventListener("scroll", (event) => {
    if (!tipOf || inTip(event.target)) return;
    /* Focus itself scrolls what it goes to into view. */
    if (tipOf === document.activeElement) placeTip();
    else hideTip();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    if (!inTip(event.target)) hideTip();
  });

  /* The cards of a draft's claims: which are open, and which verdicts are shown. The server writes
     the draft anew with each verdict; what the reader chose is put back. */
  let report = null;
  let reportState = "";
  let draft = "";
  const opened = new Map();
  const off = new Set();

  const card = (number) => document.getElementById(`np-card-${number}`);

  function setCard(number, isOpen) {
    opened.set(number, isOpen);
    applyCard(number);
  }

  function applyCard(number) {
    const found = card(number);
    if (!found) return;
    const piece = report.querySelector(`[data-claim="${number}"][role]`);
    const isOpen = opened.get(number) ?? !found.hidden;
    found.hidden = !isOpen || off.has(found.dataset.kind);
    piece?.setAttribute("aria-expanded", String(!found.hidden));
  }

  function turnCard(piece) {
    const number = piece.dataset.claim;
    if (off.has(piece.dataset.kind)) return;
    setCard(number, card(number)?.hidden ?? false);
    if (!card(number)?.hidden) card(number)?.scrollIntoView({ block: "nearest", behavior: glide() });
  }

  function turnAll(isOpen) {
    report.querySelectorAll("[data-claim][role]").forEach((piece) => {
      setCard(piece.dataset.claim, isOpen);
    });
  }

  function sift(button) {
    const kind = button.dataset.filter;
    if (!off.delete(kind)) off.add(kind);
    applyReport();
  }

  function applyReport() {
    report.querySelectorAll("[data-filter]").forEach((button) => {
      button.setAttribute("aria-pressed", String(!off.has(button.dataset.filter)));
    });
    report.querySelectorAll("[data-claim]").forEach((piece) => {
      piece.classList.toggle("is-off", off.has(piece.dataset.kind));
    });
    report.querySelectorAll(".np-verdict").forEach((each) => {
      const number = each.id.slice("np-card-".length);
      if (!opened.has(number)) opened.set(number, !each.hidden);
      applyCard(number);
    });
  }

  function lookAtReport() {
    const now = document.querySelector("#np-report .np-report");
    /* Gradio keeps elements that stay the same, and their attributes go back to the server's. */
    const state = `${now?.querySelectorAll(".np-verdict").length} ${now?.firstChild?.textContent}`;
    if (now === report && state === reportState) return;
    report = now;
    reportState = state;
    if (!now) return; /* in the midst of being written anew, or empty */
    const text = [...now.querySelectorAll(".np-draft-text")]
      .map((each) => each.cloneNode(true))
      .map((each) => {
        each.querySelectorAll(".np-c-sign, .np-hidden").forEach((sign) => sign.remove());
        return each.textContent;
      })
      .join();
    if (text !== draft) {
      draft = text;
      opened.clear();
      off.clear();
    }
    applyReport();
  }

  /* Focus on something that the server has written anew goes back to where it was. */
  const NAMES = ["data-mark", "data-claim", "data-filter", "data-all", "data-ask", "data-report",
    "data-keep", "data-drop"];
  let focus = null;

  function noteFocus(element) {
    const root = element.closest?.("#np-talk, #np-report, #np-chosen");
    const name = NAMES.find((each) => element.hasAttribute?.(each));
    if (!root || !name) {
      focus = null;
      return;
    }
    /* What keeps an answer gives way to its link; a chip that goes, to the one in its place. */
    const turn = element.closest(".np-turn")?.dataset.turn;
    const same = name === "data-keep"
      ? `[data-turn="${turn}"] :is([data-keep], [data-copy-link])`
      : name === "data-drop" ? "[data-drop]"
        : `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
    focus = { root: root.id, same, at: [...root.querySelectorAll(same)].indexOf(element), element };
  }

  const chipsLeft = (chips) =>
    chips[chips.length - 1] || document.querySelector("#np-question textarea");

  function putFocusBack() {
    if (!focus || focus.element.isConnected || document.activeElement !== document.body) return;
    const all = document.getElementById(focus.root)?.querySelectorAll(focus.same) || [];
    const found = all[focus.at] || (focus.root === "np-chosen" && chipsLeft(all));
    if (!found) return;
    focus.element = found;
    found.focus({ preventScroll: true });
    if (found.dataset.copyLink) found.scrollIntoView({ block: "nearest", behavior: glide() });
  }

  /* The button says for a moment what came of it; its own words stand in the document. */
  async function copy(button, text) {
    const own = (button.dataset.own ??= button.textContent);
    const say = (words) => {
      button.textContent = words;
      tell(words);
      setTimeout(() => (button.textContent = own), 2500);
    };
    try {
      await navigator.clipboard.writeText(text);
      say(button.dataset.copied);
    } catch {
      /* Without a safe connection there is no clipboard: the old way. */
      const field = document.createElement("textarea");
      field.value = text;
      button.after(field);
      field.select();
      const isDone = document.execCommand("copy");
      field.remove();
      button.focus();
      say(isDone ? button.dataset.copied : button.dataset.notCopied);
    }
  }

  function fillIn(text) {
    const field = document.querySelector("#np-question textarea");
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  /* A draft that is dropped on the field goes the way of the button. */
  const takesDrafts = (event) =>
    event.target.closest?.("#np-claim") && event.dataTransfer?.types.includes("Files")
      ? document.querySelector("#np-draft-file input[type=file], input#np-draft-file, " +
          "#np-draft-file ~ input[type=file], input[type=file]:has(~ #np-draft-file)")
      : null;
  document.addEventListener("dragover", (event) => {
    if (takesDrafts(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const input = takesDrafts(event);
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    const given = new DataTransfer();
    given.items.add(event.dataTransfer.files[0]);
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* One live region for all of the page: what is written anew in it would be read from the top. */
  let live = null;
  let told = "";
  function tell(words) {
    if (!live?.isConnected) {
      live = document.createElement("div");
      live.className = "np-live";
      live.setAttribute("role", "status");
      (document.querySelector("main") || document.body).append(live);
    }
    if (words !== told) live.textContent = told = words;
  }

  function tellNews(root) {
    const words = [...(root?.querySelectorAll("[data-tell]") || [])].map((e) => e.textContent);
    if (words.length) tell(words.join(" "));
  }

  /* A kept answer is named by the address alone, which no server is told before it is opened. */
  const KEPT = "#answer=";
  let openedAddress = "";
  function openKept() {
    const log = document.querySelector("#np-talk .np-log");
    if (!log?.firstChild || location.hash === openedAddress) return; /* not begun, or done */
    openedAddress = location.hash;
    if (!location.hash.startsWith(KEPT)) return;
    const detail = location.hash.slice(KEPT.length);
    log.dispatchEvent(new CustomEvent("np-open", { bubbles: true, detail }));
  }
  addEventListener("hashchange", openKept);

  /* Gradio's fold does not say whether it is open, and its days are plain lines of text. */
  function tellFold() {
    const bar = document.querySelector("#np-narrow > .label-wrap");
    bar?.setAttribute("aria-expanded", String(bar.classList.contains("open")));
    document.querySelectorAll("#np-narrow .np-day input").forEach((each) => {
      if (each.type !== "date") each.type = "date";
    });
  }

  const acts = new Set();
  function tellActs() {
    document.querySelectorAll("#np-talk :is(.np-kept, .np-sent)").forEach((each) => {
      const act = `${each.className} ${each.closest(".np-turn").dataset.turn}`;
      if (!acts.has(act)) tell(each.textContent);
      acts.add(act);
    });
    document.querySelectorAll("#np-talk .np-kept-link").forEach((link) => {
      if (link.textContent !== link.href) link.textContent = link.href;
    });
  }

  /* Gradio's own notices, in the words of the page. */
  const GRADIOS = {
    "Error": "error",
    "This application is currently busy. Please try again.": "busy",
    "Connection errored out.": "broken",
    "Connection to the server was lost. Attempting reconnection...": "lost",
  };
  function translateToasts() {
    const words = document.querySelector(".np-mast")?.dataset;
    document.querySelectorAll(".toast-title, .toast-message-text").forEach((each) => {
      const said = words?.[GRADIOS[each.firstChild?.textContent.trim()]];
      if (said) each.firstChild.textContent = said;
    });
    document.querySelectorAll(".toast-close").forEach((each) => {
      if (words) each.setAttribute("aria-label", words.close);
    });
  }

  /* What the server has just written: an article that was asked for, or a new turn. */
  let lastTurn = "";
  let lastFar = "";
  function look() {
    lookAtReport();
    translateToasts();
    putFocusBack();
    if (tipOf && !tipOf.isConnected) hideTip();
    const asked = document.querySelector(".np-opened .np-store .np-article");
    if (wanted && asked?.dataset.article.startsWith(`${wanted}-v`)) {
      wanted = "";
      const panel = reader(asked);
      fill(panel, asked.cloneNode(true), titleOf(panel, asked)).focus({ preventScroll: true });
      show(panel, panel.querySelector(".np-reader-body"), null);
    }
    const turns = document.querySelectorAll("#np-talk .np-turn");
    const last = turns[turns.length - 1];
    const isBusy = !!last?.querySelector(".np-busy");
    document.querySelector("#np-ask")?.setAttribute("aria-disabled", String(isBusy));
    const hasAnswer = !!last?.querySelector(".np-answer, .np-card, .np-notice");
    const state = last ? `${last.dataset.turn} ${isBusy} ${hasAnswer}` : "";
    const suggested = document.querySelector("#np-suggested .np-suggestions");
    if (suggested) suggested.hidden = suggested.dataset.of !== last?.dataset.turn;
    const far = document.querySelector("#np-report [data-tell]")?.textContent || "";
    if (far !== lastFar) {
      /* Every tenth verdict is told, and how it began and ended. */
      const count = far.match(/^(\d+) \S+ \d+/);
      if (!count || Number(count[1]) % 10 === 0) tell(far);
      lastFar = far;
    }
    openKept();
    tellFold();
    if (!last) acts.clear();
    tellActs();
    if (state !== lastTurn) {
      lastTurn = state;
      document.body.classList.toggle("np-talking", turns.length > 0);
      tellNews(last);
      const log = last?.closest("#np-talk");
      if (last && log.scrollHeight > log.clientHeight + 1) {
        const top = last.getBoundingClientRect().top - log.getBoundingClientRect().top;
        log.scrollTo({ top: log.scrollTop + top - 8, behavior: glide() });
      } else if (last) {
        last.scrollIntoView({ block: "nearest", behavior: glide() });
      }
      if (last?.querySelector(".np-abstained")) {
        last.dispatchEvent(new CustomEvent("np-refused", { bubbles: true }));
      }
    }
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
