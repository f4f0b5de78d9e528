// Charts in the place of the pictures that the server drew, as large as these; a picture stays
// where there is no script, and holds its place open where there is one.
"use strict";

(() => {
  const SHADES = { colour: "--student", coachedColour: "--coached", paper: "--pico-background-color" };
  const drawn = new Map(); // a chart's place, and what Vega made there

  async function draw(place) {
    const picture = place.querySelector("svg:not(.marks)");
    const specification = JSON.parse(place.querySelector("script").textContent);
    const style = getComputedStyle(place);
    const ink = style.color;
    for (const param of specification.params) {
      if (param.name in SHADES) param.value = style.getPropertyValue(SHADES[param.name]).trim();
      if (param.name === "ink") param.value = ink;
    }
    drawn.get(place)?.finalize();
    const chart = place.querySelector("div") || document.createElement("div");
    for (const name of ["aria-label", "aria-labelledby"]) {
      if (picture.hasAttribute(name)) chart.setAttribute(name, picture.getAttribute(name));
    }
    chart.setAttribute("role", "img");
    place.append(chart);
    const made = await vegaEmbed(chart, specification, {
      ast: true,
      actions: false,
      defaultStyle: false,
      tooltip: false,
      renderer: "svg",
      config: {
        background: null,
        font: style.fontFamily,
        axis: { labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
        text: { color: ink },
        view: { stroke: ink, strokeOpacity: 0.3 },
      },
    });
    drawn.set(place, made);
    place.dataset.drawn = "yes";
    resized.observe(place);
  }

  function drawWithin(part) {
    for (const [place, made] of drawn) {
      if (!place.isConnected) {
        made.finalize();
        resized.unobserve(place);
        drawn.delete(place);
      }
    }
    for (const place of part.querySelectorAll("[data-chart]:not([data-drawn])")) draw(place);
  }

  // Vega asks for the size when the window changes; a part that comes in changes it too.
  const resized = new ResizeObserver(() => dispatchEvent(new Event("resize")));
  document.body.addEventListener("htmx:afterSettle", () => drawWithin(document));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const place of drawn.keys()) draw(place);
  });
  drawWithin(document);
})();
