// The overview's chart: shares of each school and group. The table below says the same.
"use strict";

(() => {
  const element = document.getElementById("shares");
  if (!element) return;

  async function draw() {
    const specification = JSON.parse(document.getElementById("specification").textContent);
    const style = getComputedStyle(element);
    const ink = style.color;
    const shades = { colour: "--student", coachedColour: "--coached" };
    for (const param of specification.params) {
      if (param.name in shades) param.value = style.getPropertyValue(shades[param.name]).trim();
    }
    await vegaEmbed(element, specification, {
      ast: true,
      actions: false,
      defaultStyle: false,
      tooltip: false,
      renderer: "svg",
      config: {
        background: null,
        font: style.fontFamily,
        axis: { labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink, gridColor: ink },
        legend: { labelColor: ink },
      },
    });
    element.dataset.drawn = "yes";
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
