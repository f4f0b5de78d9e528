// The form half of a draft: edges while they are dragged, what is unfolded, what is being typed.
"use strict";

(() => {
  const form = () => document.getElementById("draft-form");
  const sent = new WeakMap(); // field -> what it said when it came, or was sent last
  const waiting = new Set(); // requests that were not answered yet

  const fieldsOf = (part) => part.querySelectorAll("input:not([type=hidden]), select, textarea");
  const valueOf = (field) => (field.type === "radio" ? String(field.checked) : field.value);

  const note = (part, without) => fieldsOf(part).forEach(
    (field) => field !== without && sent.set(field, valueOf(field)));

  // A field that says something the server was not told: a new form would take it away.
  const untold = (field) => valueOf(field) !== sent.get(field);

  let shown = null;
  function look() {
    if (form() !== shown) note(form()); // told also where the swap was left out
    shown = form();
  }
  look();
  document.body.addEventListener("htmx:afterSwap", look);

  // The field one types in on while another one's change is sent: half a word is not sent with it.
  function typedOn({ elt, triggeringEvent }) {
    const field = document.activeElement;
    const types = field.matches("textarea, input:not([type=range], [type=radio])");
    const waits = triggeringEvent?.type === "change" && triggeringEvent.target !== field;
    return types && waits && elt.contains(field) ? field : null;
  }

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.target?.id !== "draft-form") return;
    const unfolded = [...form().querySelectorAll("details[open][id]")].map((one) => one.id);
    // Only what was changed is sent: the rest of the form may be older than what others have saved.
    event.detail.formData.set("tongue", form().dataset.tongue ?? "");
    event.detail.formData.delete("open");
    for (const id of unfolded) event.detail.formData.append("open", id);
    const { elt, formData } = event.detail;
    if (!elt.matches("#draft-form form")) return;
    const half = typedOn(event.detail);
    const fields = [...fieldsOf(elt)].filter((field) => field !== half);
    const told = new Set(fields.filter(untold).map((field) => field.name));
    for (const { name } of fieldsOf(elt)) {
      if (!told.has(name) && !(name.startsWith("new.") && name !== half?.name)) formData.delete(name);
    }
    formData.set("now", document.getElementById("draft-now").dataset.revision);
    note(elt, half);
  });

  document.body.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.target?.id === "draft-form") waiting.add(event.detail.xhr);
  });

  // The last answer holds what all of them changed: an earlier one must not replace what is typed.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "draft-form") return;
    waiting.delete(event.detail.xhr);
    if (waiting.size || [...fieldsOf(form())].some(untold)) event.detail.swapOverride = "none";
  });
  document.body.addEventListener("htmx:afterRequest", (event) => waiting.delete(event.detail.xhr));

  // A slider and the number beside it say the same; edges stay between their neighbours.
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest("#draft-form")) return;
    if (field.matches(".edge")) hold(field);
    const other = field.dataset.beside && document.getElementById(field.dataset.beside);
    if (other) other.value = field.value;
    const bands = field.closest(".bands");
    if (bands) draw(bands);
  });

  function hold(edge) {
    const edges = [...edge.parentElement.querySelectorAll(".edge")];
    const at = edges.indexOf(edge);
    const step = Number(edge.step) || (edge.max - edge.min) / 100;
    const low = at ? Number(edges[at - 1].value) + step : Number(edge.min);
    const next = edges[at + 1];
    const high = next ? Number(next.value) - step : Number(edge.max) - step;
    edge.value = Math.min(Math.max(Number(edge.value), low), high);
  }

  function draw(bands) {
    const spread = bands.querySelector(".spread");
    if (!spread) return;
    const [low, high] = [Number(spread.dataset.low), Number(spread.dataset.high)];
    const edges = [...spread.querySelectorAll(".edge")];
    const points = [...bands.querySelectorAll("tr[data-points] input[name$='.points']")];
    for (const line of spread.querySelectorAll(".edge-line")) {
      const edge = edges.find((one) => one.dataset.band === line.dataset.band);
      const x = (1000 * (Number(edge.value) - low)) / (high - low);
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    }
    const lever = bands.closest("form").querySelector("select[name$='.kind']")?.value === "lever";
    for (const bar of spread.querySelectorAll(".bar")) {
      const band = edges.filter((edge) => Number(edge.value) < Number(bar.dataset.value)).length;
      const worth = Number(points[band]?.value);
      bar.classList.toggle("offered", lever ? worth <= 0.5 : worth > 0.5);
    }
  }
})();
