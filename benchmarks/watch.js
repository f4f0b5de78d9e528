// Put into every page before its own scripts: notes when a chart's marks are drawn, whatever draws
// them, at the price of one increment a call.
//   2D canvas  paths filled (Vega fills one a mark)
//   WebGL      bytes uploaded to vertex buffers, and draw calls
//   SVG        marks in the document, and changes under the plot
(() => {
  const MARKS = 100; // fewer is an axis, a legend, a cursor
  const CHART = "#chart, [data-testid=stVegaLiteChart]"; // a table may be drawn on a canvas, too
  const seen = { fills: new Map(), bytes: 0, draws: 0, changes: 0 };
  const wrap = (type, name, note) => {
    const plain = type && type.prototype[name];
    if (!plain) return;
    type.prototype[name] = function (...args) {
      note.call(this, args);
      return plain.apply(this, args);
    };
  };
  wrap(window.CanvasRenderingContext2D, "fill", function () {
    seen.fills.set(this.canvas, (seen.fills.get(this.canvas) || 0) + 1);
  });
  for (const type of [window.WebGLRenderingContext, window.WebGL2RenderingContext]) {
    wrap(type, "bufferData", (args) => { seen.bytes += (args[1] && args[1].byteLength) || 0; });
    wrap(type, "bufferSubData", (args) => { seen.bytes += (args[2] && args[2].byteLength) || 0; });
    wrap(type, "drawArrays", () => { seen.draws += 1; });
    wrap(type, "drawElements", () => { seen.draws += 1; });
  }
  const svgMarks = () => document.querySelectorAll(".scatterlayer .point, .mark-symbol path").length;
  new MutationObserver((records) => {
    for (const record of records) {
      const at = record.target;
      if (at.closest && at.closest(".scatterlayer, .mark-symbol")) seen.changes += 1;
    }
  }).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["transform", "d"],
  });
  const filled = () => {
    for (const [canvas, fills] of seen.fills) {
      if (fills >= MARKS && canvas.closest(CHART)) return true;
    }
    return false;
  };
  const drawn = () =>
    filled() || (seen.bytes >= MARKS * 4 && seen.draws > 0) ||
    (seen.changes > 0 && svgMarks() >= MARKS);
  const forget = () => {
    seen.fills.clear();
    seen.bytes = seen.draws = seen.changes = 0;
  };

  // What the chart looks like now, as one number: to tell a change from the same drawn again.
  // WebGL is left out: its pixels are gone after the frame; there an upload of new vertices tells.
  const likeness = () => {
    let hash = 0;
    const mix = (value) => { hash = (Math.imul(hash, 31) + value) | 0; };
    for (const canvas of document.querySelectorAll("canvas")) {
      if (!canvas.closest(CHART)) continue;
      const plane = canvas.getContext("2d");
      if (!plane) continue;
      const pixels = plane.getImageData(0, 0, canvas.width, canvas.height).data;
      for (let at = 0; at < pixels.length; at += 28) mix(pixels[at]);
    }
    for (const mark of document.querySelectorAll(".scatterlayer .point, .mark-symbol path")) {
      for (const sign of mark.getAttribute("transform") || "") mix(sign.charCodeAt(0));
    }
    return hash;
  };

  const watch = { pressed: 0, firstChart: 0 };
  addEventListener("keydown", () => {
    if (watch.armed) { watch.armed = false; watch.pressed = performance.now(); forget(); }
  }, true);
  // Resolves to the milliseconds from the key to the first frame after marks that differ were
  // drawn; to -1 when none were in time.
  watch.change = (longest) => new Promise((done) => {
    const before = likeness();
    watch.armed = true;
    watch.pressed = 0;
    const begun = performance.now();
    const frame = () => {
      const now = performance.now();
      if (now - begun > longest) return done(-1);
      if (watch.pressed && drawn()) {
        const webgl = seen.bytes > 0 && seen.draws > 0;
        if (webgl || likeness() !== before) return done(now - watch.pressed);
        forget();
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  // Resolves once nothing has been drawn for `quiet` milliseconds.
  watch.rest = (quiet) => new Promise((done) => {
    let last = performance.now();
    forget();
    const frame = () => {
      const now = performance.now();
      if (seen.fills.size || seen.bytes || seen.changes) { last = now; forget(); }
      if (now - last > quiet) return done(true);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const first = () => {
    if (drawn()) { watch.firstChart = performance.now(); return; }
    requestAnimationFrame(first);
  };
  requestAnimationFrame(first);
  window.benchmark = watch;
})();
