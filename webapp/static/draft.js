// The draft page: form and text are one draft, which saves itself while one types.
"use strict";

(() => {
  const PAUSE = 700; // ms without a key until a text is saved
  const AGAIN = 10_000; // ms until a saving that did not arrive is tried again
  const form = document.getElementById("draft-text");
  const status = document.getElementById("draft-status");
  const editor = draftEditor(document.getElementById("text"));
  const base = form.elements;
  const open = !base.text.readOnly;
  let saved = now().text; // what of this text the server has
  let seen = now().revision;
  let sent = null; // the text that is on its way
  let waiting = null;
  let stopped = Boolean(document.querySelector("#draft-said form")); // until one has chosen

  function now() {
    const { textContent, dataset } = document.getElementById("draft-now");
    return { text: textContent, revision: dataset.revision };
  }

  function say(words, unsaved = false) {
    status.classList.toggle("unsaved", unsaved);
    if (status.textContent !== words) status.textContent = words;
  }

  const clock = () => new Date().toLocaleTimeString(
    document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const unsaved = () => open && editor.value() !== saved;

  function saveIn(pause) {
    clearTimeout(waiting);
    if (!stopped) waiting = setTimeout(save, pause);
  }

  function save() {
    clearTimeout(waiting);
    if (sent === null && !stopped && unsaved()) htmx.trigger(form, "draft-typed");
  }

  function mark() {
    const found = document.querySelectorAll("#draft-problems [data-line]");
    editor.mark([...found].map((one) => ({
      line: Number(one.dataset.line), sentence: one.querySelector("span").textContent,
    })));
  }

  // Whatever was saved, by the text or by the form: the text and its revision follow.
  function arrived(was) {
    const { text, revision } = now();
    seen = revision;
    const untouched = was === null ? !unsaved() : editor.value() === was;
    if (untouched && text !== editor.value()) editor.take(text);
    if (untouched || text === was) {
      [saved, base.revision.value, base.before.value] = [text, revision, ""];
    } else if (was !== null) {
      // Brought together with somebody's changes while one typed on: what is typed now was made
      // from what was sent, which no revision holds.
      [saved, base.before.value] = [null, was];
    }
    mark();
    say(status.dataset.saved.replace("{time}", clock()));
    if (unsaved()) saveIn(PAUSE);
  }

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt !== form) return;
    sent = editor.value();
    event.detail.parameters.text = sent;
  });

  // Somebody who is in the form already keeps it as it is: its own saving brings the rest.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const part = document.getElementById("draft-form");
    const { requestConfig, isError } = event.detail;
    if (requestConfig.elt === form && (isError || part.contains(document.activeElement))) {
      event.detail.swapOverride = "none";
    }
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful, xhr } = event.detail;
    const own = requestConfig.elt === form;
    const was = own ? sent : null;
    if (own) sent = null;
    if (requestConfig.verb === "post" && successful && (own || now().revision !== seen)) {
      arrived(was);
    } else if (own) {
      refused(xhr);
    }
  });

  function refused({ status: code, responseText }) {
    const { unsaved: above, refused: because, unreachable } = status.dataset;
    stopped = stopped || code === 409;
    if ([409, 422].includes(code)) return say(above, true);
    const answer = new DOMParser().parseFromString(responseText, "text/html");
    const why = answer.querySelector(".problem")?.firstChild.textContent.trim();
    say(why ? because.replace("{why}", why) : unreachable, true);
    if (code === 0 || code >= 500) saveIn(AGAIN);
  }

  // What waits for a choice is what is typed now, if it was typed here.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#draft-said")) return;
    if (unsaved() && event.target.elements.revision.value === base.revision.value) {
      event.target.elements.mine.value = editor.value();
    }
    saved = editor.value();
  });

  addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
  editor.onTyping(() => saveIn(PAUSE));

  // The two panes, and the lines that problems lead to.
  function choose(pane) {
    document.getElementById(`pane-${pane}`).checked = true;
    if (pane === "text") editor.show();
    else save();
  }
  for (const pane of ["form", "text"]) {
    document.getElementById(`pane-${pane}`).addEventListener("change", () => choose(pane));
  }
  document.addEventListener("click", (event) => {
    const problem = event.target.closest("#draft-problems [data-line]");
    if (!problem || !event.target.closest("a")) return;
    event.preventDefault();
    choose("text");
    editor.goTo(Number(problem.dataset.line), Number(problem.dataset.column));
  });

  // What is folded away is worked out when one looks, and again after each saving while one does.
  for (const panel of document.querySelectorAll("#draft-panels details")) {
    let fresh = false;
    const look = () => {
      if (!panel.open || fresh) return;
      fresh = true;
      htmx.trigger(panel, "draft-looked-at");
    };
    panel.addEventListener("toggle", look);
    document.body.addEventListener("draft-saved", () => {
      fresh = false;
      look();
    });
  }

  mark();
  if (location.hash === "#text") choose("text");
})();
