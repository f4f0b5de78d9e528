// What every page shares: nothing but small comforts, each page works without them.
"use strict";

document.documentElement.classList.add("scripted");

// A slider says its value while it is dragged, before the server has answered.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range") return;
  const locale = document.documentElement.lang;
  const output = slider.parentElement.querySelector("output");
  if (output) output.textContent = Number(slider.value).toLocaleString(locale);
});

// "/" finds a student, as in many programs.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("input[type=search]");
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && search && !typing) {
    event.preventDefault();
    search.focus();
  }
});

// A file can be dropped on the place that asks for one.
for (const drop of document.querySelectorAll(".drop")) {
  const field = drop.querySelector("input[type=file]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
    });
  }
  drop.addEventListener("drop", (event) => {
    field.files = event.dataTransfer.files;
    field.form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// Copies what a field holds; where a browser does not let us, it is marked, ready to be copied.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  navigator.clipboard?.writeText(field.value).then(() => button.classList.add("done"), () => {});
});
