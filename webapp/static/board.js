// The board's chart: it is drawn once, and takes new columns whenever the part #caseload changes.
"use strict";

(() => {
  const element = document.getElementById("chart");
  if (!element) return;
  const form = document.getElementById("knobs");
  const panel = document.getElementById("place");
  const KINDS = ["0", "1", "2", "3", "coached"];
  const HOVER_DELAY = 60; // ms: a pointer that only passes by asks nothing
  const AFTER_TOUCH = 1000; // ms: clicks that soon after a finger are the finger's own
  let view = null;
  let places = [];
  let focused = -1;
  let pending = null;

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  function rows({ places: columns, steps, corner }) {
    const urgency = (place) => Math.abs(corner[0] - place.grade) * (place.height - corner[1]);
    return columns.grade
      .map((grade, i) => ({
        grade: grade / steps[0],
        height: columns.height[i] / steps[1],
        students: columns.students[i],
        kind: KINDS[columns.kind[i]],
      }))
      .sort((a, b) => urgency(b) - urgency(a));
  }

  // Small marks over large ones.
  const stacked = () => [...places].sort((a, b) => b.students - a.students);

  function draw(data) {
    places = rows(data);
    if (view) {
      focused = -1;
      name(null);
      view
        .change("places", vega.changeset().remove(vega.truthy).insert(stacked()))
        .change("focus", vega.changeset().remove(vega.truthy))
        .run();
    }
    for (const [key, count] of Object.entries(data.concerned)) {
      const output = document.querySelector(`[data-concerned="${key}"]`);
      if (output) output.textContent = count;
    }
    markTried(data.tried);
    markTweaked();
  }

  // Which of the reader's own what-ifs stands on the board.
  function markTried(tried) {
    const names = [];
    for (const link of document.querySelectorAll("#what_ifs [data-tried]")) {
      const here = link.dataset.tried === tried;
      if (here) names.push(link.textContent);
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const said = document.querySelector("#what_ifs > summary strong");
    if (said) said.textContent = names.join(", ");
  }

  function markTweaked() {
    for (const slider of form.querySelectorAll("input[type=range]")) {
      slider.closest("label").classList.toggle(
        "tweaked", Number(slider.value) !== Number(slider.dataset.default));
    }
  }

  function colours() {
    const ink = getComputedStyle(element).color;
    const axis = { labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink };
    return {
      background: getComputedStyle(document.documentElement).backgroundColor, // a saved picture needs one
      font: getComputedStyle(element).fontFamily,
      axis,
      legend: { labelColor: ink, titleColor: ink },
      text: { color: ink },
      rule: { color: ink },
    };
  }

  async function embed() {
    const specification = read("specification");
    specification.datasets.places = stacked();
    const style = getComputedStyle(element);
    for (const param of specification.params) {
      if (param.name === "colour") param.value = style.getPropertyValue("--student").trim();
      if (param.name === "coachedColour") param.value = style.getPropertyValue("--coached").trim();
    }
    const result = await vegaEmbed(element, specification, {
      ast: true,
      actions: false,
      defaultStyle: false,
      tooltip: false,
      renderer: "canvas",
      config: colours(),
    });
    view = result.view;
    element.dataset.drawn = "yes";
    view.addEventListener("click", (event, item) => clicked(event, item));
    view.addEventListener("touchend", (event, item) => touched(event, item));
    view.addEventListener("pointermove", (event, item) => hover(item));
    view.addSignalListener("brush", brushed);
  }

  // Hover, focus and click -------------------------------------------------------------------
  const isPlace = (item) => item && item.datum && item.datum.students !== undefined;

  function name(place) {
    clearTimeout(pending);
    if (!place) {
      panel.hidden = true;
      return;
    }
    pending = setTimeout(async () => {
      const query = new URLSearchParams(location.search);
      query.set("at.grade", place.grade);
      query.set("at.height", place.height);
      const answer = await fetch(`/caseload/place?${query}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      panel.replaceChildren(...part.firstElementChild.childNodes);
      panel.hidden = false;
      stand(place);
    }, HOVER_DELAY);
  }

  function stand(place) {
    const [left, top] = view.origin();
    const x = left + view.scale("x")(place.grade);
    const y = top + view.scale("y")(place.height);
    panel.classList.toggle("leftwards", x > element.clientWidth / 2);
    panel.classList.toggle("upwards", y > element.clientHeight / 2);
    panel.style.setProperty("--x", `${x}px`);
    panel.style.setProperty("--y", `${y}px`);
  }

  function hover(item) {
    if (isPlace(item)) {
      element.style.cursor = "pointer";
      if (item.datum !== hover.last) name(item.datum);
      hover.last = item.datum;
    } else if (hover.last) {
      element.style.cursor = "";
      hover.last = null;
      if (!panel.matches(":hover")) name(focused >= 0 ? places[focused] : null);
    }
  }

  // A finger names who stands there; the click that follows would mean the last thing hovered.
  let touchedAt = -Infinity;
  function touched(event, item) {
    touchedAt = event.timeStamp;
    name(isPlace(item) ? item.datum : null);
  }

  function clicked(event, item) {
    if (event.timeStamp - touchedAt > AFTER_TOUCH) open(item);
  }

  async function open(item) {
    if (!isPlace(item)) return;
    name(item.datum);
    if (item.datum.students === 1) {
      await new Promise((done) => setTimeout(done, HOVER_DELAY * 3));
      const link = panel.querySelector("a");
      if (link && !panel.hidden) link.click();
    }
  }

  panel.addEventListener("pointerleave", () => name(null));
  element.addEventListener("pointerleave", (event) => {
    if (!panel.contains(event.relatedTarget)) hover(null);
  });

  function focus(index) {
    focused = index;
    const there = index >= 0 ? [places[index]] : [];
    view.change("focus", vega.changeset().remove(vega.truthy).insert(there)).runAsync();
    name(there[0]);
  }

  // Arrow keys walk over the places, those nearest to "coach first" before the others.
  function walk(step) {
    if (!places.length) return;
    const from = focused < 0 && step < 0 ? 0 : focused;
    focus((from + step + places.length) % places.length);
  }

  element.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      walk(steps[event.key]);
    } else if (event.key === "Enter" && !panel.hidden) {
      const link = panel.querySelector("a");
      if (link) link.click();
    } else if (event.key === "Escape") {
      focus(-1);
    }
  });
  element.addEventListener("blur", () => focused >= 0 && !panel.matches(":hover") && focus(-1));

  // Drawing a rectangle picks students for the list ------------------------------------------
  let settled = null;
  let asked = "";
  function brushed(_name, value) {
    clearTimeout(settled);
    settled = setTimeout(() => {
      const edges = value.grade && value.height ? [...sorted(value.grade), ...sorted(value.height)] : [];
      const rectangle = edges.map((edge) => edge.toFixed(2)).join(",");
      if (rectangle === asked) return; // a click begins and ends a rectangle of nothing
      asked = rectangle;
      setHidden("brush", rectangle);
      form.requestSubmit();
    }, 150);
  }

  const sorted = (pair) => [...pair].sort((a, b) => a - b);

  function setHidden(field, value) {
    let input = document.querySelector(`#caseload input[name="${field}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = field;
      input.setAttribute("form", "knobs");
      document.getElementById("caseload").append(input);
    }
    input.value = value;
  }

  // Zoom, download ---------------------------------------------------------------------------
  function zoom(factor) {
    const specification = read("specification");
    const all = Object.fromEntries(specification.params.map((param) => [param.name, param.value]));
    const around = (domain, first, last) => {
      if (!factor) return [first, last];
      const [low, high] = sorted(domain);
      const middle = (low + high) / 2;
      return [middle - ((middle - low) * factor), middle + ((high - middle) * factor)];
    };
    view.signal("zoom_grade", around(view.scale("x").domain(), all.low, all.high));
    view.signal("zoom_height", around(view.scale("y").domain(), all.bottom, all.top));
    view.runAsync();
  }

  async function save(kind) {
    const link = document.createElement("a");
    link.href = await view.toImageURL(kind, kind === "png" ? 2 : 1);
    link.download = `alavanca.${kind}`;
    link.click();
  }

  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  }
  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", () => save(button.dataset.save));
  }

  // The chart takes an answer's columns before the list does: eyes are on it while a knob moves.
  // The list is swapped 20 ms later, so that a frame with the new chart comes in between: into the
  // same #caseload, or the next answer's target would be the part that was swapped out meanwhile.
  const COLUMNS = /<script type="application\/json" id="data">([^<]*)</;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const found = event.detail.target.id === "caseload" && COLUMNS.exec(event.detail.serverResponse);
    if (found) draw(JSON.parse(found[1]));
  });
  // Vega asks for the size when the window changes; a tab of the phone changes it too.
  new ResizeObserver(() => view && dispatchEvent(new Event("resize"))).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", embed);
  draw(read("data"));
  embed();
})();
