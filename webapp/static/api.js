// Sends what the page's forms say, with the token alone: no cookie goes along, nothing is kept.
"use strict";

const token = document.querySelector("#api-token input");
document.querySelector("#api-token").addEventListener("submit", (event) => event.preventDefault());

function address(form) {
  const { number, query } = form.elements;
  const path = form.dataset.path.replace(/\{\w+\}/, encodeURIComponent(number?.value ?? ""));
  return query?.value ? `${path}?${query.value.replace(/^\?/, "")}` : path;
}

function shown(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

async function send(form) {
  const headers = { Authorization: `Bearer ${token.value.trim()}` };
  const body = form.elements.body?.value;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const begun = performance.now();
  const answer = await fetch(address(form), {
    method: form.dataset.method,
    headers,
    body,
    credentials: "omit",
    cache: "no-store",
  });
  const text = await answer.text();
  return [`${answer.status} · ${Math.round(performance.now() - begun)} ms`, shown(text)];
}

for (const form of document.querySelectorAll("form.try")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = form.querySelector(".answer");
    const [status, text] = await send(form).catch((error) => [String(error), ""]);
    place.querySelector("strong").textContent = status;
    place.querySelector("pre").textContent = text;
    place.hidden = false;
  });
}
