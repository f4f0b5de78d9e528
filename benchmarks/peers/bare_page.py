"""The least that a page can do which asks its server at each move of a slider: a yardstick.

No framework, no list, no names: the answer is two numbers, drawn as 200 dots on a canvas. What it
takes is what the browser takes for a request and a frame, and no page of ours can be faster.
"""

import os

from waitress import serve

PAGE = b"""<!doctype html><meta charset="utf-8"><title>Bare</title>
<input type="range" min="0" max="5" step="0.5" value="4">
<div id="chart"><canvas width="600" height="400"></canvas></div>
<script>
const slider = document.querySelector("input");
const plane = document.querySelector("canvas").getContext("2d");
const draw = (shift) => {
  plane.clearRect(0, 0, 600, 400);
  plane.fillStyle = "#d55e00";
  for (let at = 0; at < 200; at += 1) {
    plane.beginPath();
    plane.arc((at * 37) % 600, (at * 23 + shift * 11) % 400, 4, 0, 7);
    plane.fill();
  }
};
slider.addEventListener("input", async () => {
  draw(Number(await (await fetch("/tweak?w=" + slider.value)).text()));
});
draw(4);
</script>"""


def page(environ, start_response):
    """Answer the page, or a tweak with its own number."""
    asked = environ.get("QUERY_STRING", "")
    body = asked.removeprefix("w=").encode() if environ["PATH_INFO"] == "/tweak" else PAGE
    kind = "text/plain" if environ["PATH_INFO"] == "/tweak" else "text/html"
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


serve(page, host="127.0.0.1", port=int(os.environ["PORT"]), threads=4, _quiet=True)
