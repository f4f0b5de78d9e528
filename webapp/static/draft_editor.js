// The text of a draft with line numbers, problems beside their lines and completion.
"use strict";

window.draftEditor = (area) => {
  const { schema: address, words } = area.form.dataset;
  const known = { schema: null };
  let widgets = [];

  const editor = CodeMirror.fromTextArea(area, {
    mode: "yaml",
    theme: "alavanca",
    inputStyle: "contenteditable", // the other one hides the text from screen readers
    lineNumbers: true,
    lineWrapping: true,
    indentUnit: 2,
    tabSize: 2,
    readOnly: area.readOnly,
    gutters: ["marks", "CodeMirror-linenumbers"],
    screenReaderLabel: area.labels[0].textContent,
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Space": offer },
    viewportMargin: 50,
  });
  editor.getWrapperElement().classList.add("scroll"); // what is wide is pushed within it
  const field = editor.getInputField();
  const described = { role: "textbox", "aria-multiline": "true", "aria-describedby": "text-keys" };
  for (const [name, value] of Object.entries(described)) field.setAttribute(name, value);
  if (area.readOnly) field.setAttribute("aria-readonly", "true");
  area.labels[0].addEventListener("click", () => editor.focus());

  async function learn() {
    if (known.schema) return;
    const answer = await fetch(address);
    if (answer.ok) known.schema = await answer.json();
  }

  // A word of the list, with what it is for.
  function offered({ text, about }, ending) {
    const render = (element) => {
      element.textContent = text;
      const small = element.appendChild(document.createElement("small"));
      small.textContent = about;
    };
    return { text: text + ending, render };
  }

  function hints() {
    const { line, ch } = editor.getCursor();
    const lines = editor.getValue().split("\n");
    const [before, after] = [lines[line].slice(0, ch), lines[line].slice(ch)];
    const found = draftCompletion.find(lines, line, before, known.schema, words.split(" "));
    const ending = found.isKey && !/^\s*:/.test(after) ? ": " : "";
    const list = found.list.map((word) => offered(word, ending));
    return { list, from: { line, ch: ch - found.typed.length }, to: { line, ch } };
  }

  async function offer() {
    await learn();
    if (known.schema) editor.showHint({ hint: hints, completeSingle: false });
  }

  editor.on("focus", learn);
  editor.on("inputRead", (_, change) => {
    const typed = change.text.join("");
    if (change.origin === "+input" && /^\w$/.test(typed) && !editor.state.completionActive) offer();
  });

  // Problems: a mark in the margin, the line tinted, the sentence below it.
  function mark(problems) {
    editor.operation(() => {
      editor.clearGutter("marks");
      for (const { handle, widget } of widgets) {
        editor.removeLineClass(handle, "background", "wrong");
        widget.clear();
      }
      widgets = problems.map(({ line, sentence }) => {
        const at = Math.min(line, editor.lineCount()) - 1;
        const sign = document.createElement("span");
        sign.className = "mark";
        sign.title = sentence;
        sign.textContent = "!";
        editor.setGutterMarker(at, "marks", sign);
        const beside = document.createElement("div");
        beside.className = "beside";
        beside.textContent = sentence;
        const handle = editor.addLineClass(at, "background", "wrong");
        return { handle, widget: editor.addLineWidget(at, beside, { coverGutter: false }) };
      });
    });
  }

  // The places where two lists of lines differ: [start, stop, lines instead], last one first.
  function differences(one, other) {
    let first = 0;
    while (first < one.length && first < other.length && one[first] === other[first]) first++;
    let last = 0;
    const most = Math.min(one.length, other.length) - first;
    while (last < most && one[one.length - 1 - last] === other[other.length - 1 - last]) last++;
    const [a, b] = [one.slice(first, one.length - last), other.slice(first, other.length - last)];
    if (a.length * b.length > 1e6) return [[first, first + a.length, b]];
    const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        common[i][j] = a[i] === b[j]
          ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    const found = [];
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      const [start, from] = [i, j];
      while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
        if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) i++;
        else j++;
      }
      if (i > start || j > from) found.unshift([first + start, first + i, b.slice(from, j)]);
      while (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    }
    return found;
  }

  // Takes another text by its changed lines alone, so that the caret stays where it is.
  function take(text) {
    const own = editor.getValue().split("\n");
    editor.operation(() => {
      for (const [start, stop, lines] of differences(own, text.split("\n"))) {
        const atEnd = stop === own.length;
        const from = atEnd && start > 0
          ? { line: start - 1, ch: own[start - 1].length } : { line: start, ch: 0 };
        const to = atEnd
          ? { line: stop - 1, ch: own[stop - 1].length } : { line: stop, ch: 0 };
        const body = lines.join("\n");
        const text = atEnd ? (start > 0 && lines.length ? "\n" : "") + body : lines.length ? `${body}\n` : "";
        editor.replaceRange(text, from, to, "taken");
      }
    });
  }

  return {
    value: () => editor.getValue(),
    take,
    mark,
    onTyping: (told) => editor.on("change", (_, change) => change.origin !== "taken" && told()),
    show: () => editor.refresh(),
    goTo: (line, column) => {
      editor.focus();
      editor.setCursor({ line: line - 1, ch: column - 1 });
      editor.scrollIntoView(null, 80);
    },
  };
};
