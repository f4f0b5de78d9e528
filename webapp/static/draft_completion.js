// The words that fit where one types in a rule file: by its JSON Schema, and by the text itself.
"use strict";

window.draftCompletion = (() => {
  const LINE = /^( *)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s#:'"{}[\],][^:#{}[\],]*):(?=\s|$))?/;
  const WORD = /[\w.-]*$/;

  // A line's own key: where its dash and its key stand, and what it is called.
  function outline(line) {
    const [, indent, dashes, key] = LINE.exec(line);
    const dash = dashes ? indent.length : -1;
    return { dash, column: indent.length + dashes.length, key: key?.replace(/^["']|["']$/g, "") };
  }

  // The keys above a line, from the outermost on. `limit`: only keys further left hold it.
  function above(lines, number, limit) {
    const path = [];
    for (let at = number - 1; at >= 0 && limit > 0; at--) {
      if (!lines[at].trim() || lines[at].trim().startsWith("#")) continue;
      const { dash, column, key } = outline(lines[at]);
      if (dash >= 0 && column === limit) limit = dash + 1; // the first key of the same list item
      else if (key !== undefined && column < limit) {
        path.unshift(key);
        limit = dash >= 0 ? dash + 1 : column;
      }
    }
    return path;
  }

  // What is open within a line before the caret: keys of {...} and the value one is in.
  function inline(text) {
    let open = [];
    let key = null;
    let piece = "";
    let quote = "";
    for (const sign of text) {
      if (quote) quote = sign === quote ? "" : quote;
      else if ((sign === '"' || sign === "'") && !piece.trim()) quote = sign;
      else if (sign === "{" || sign === "[") [open, key, piece] = [[...open, key], null, ""];
      else if (sign === "}" || sign === "]") [key, piece] = [open.pop(), ""];
      else if (sign === "," && open.length) [key, piece] = [null, ""];
      else if (sign === " " && piece.trim().endsWith(":")) [key, piece] = [piece.trim().slice(0, -1), ""];
      else piece += sign;
    }
    return { open: open.filter((one) => one !== null), key, piece, quoted: Boolean(quote) };
  }

  // Where the caret is: the keys above it, and the key whose value it is in, or null for a key.
  function place(lines, number, before) {
    const { dash, column } = outline(lines[number]);
    const blank = !lines[number].trim();
    const path = above(lines, number, dash >= 0 ? dash + 1 : blank ? before.length : column);
    const found = inline(before.slice(Math.min(column, before.length)));
    return { ...found, path: [...path, ...found.open] };
  }

  // The schema's nodes that speak of one thing: behind references, either-ors and lists.
  function spread(nodes, schema, roster) {
    const found = [];
    const waiting = [...nodes];
    while (waiting.length) {
      const node = waiting.pop();
      if (!node || typeof node !== "object") continue;
      found.push(node);
      if (node.$ref) waiting.push(schema.$defs[node.$ref.split("/").pop()]);
      if (node.items) waiting.push(node.items);
      for (const one of [...(node.anyOf ?? []), ...(node.allOf ?? [])]) {
        if (!one.if) waiting.push(one);
        else if (one.if.properties?.roster?.const === roster) waiting.push(one.then);
      }
    }
    return found;
  }

  function nodesAt(path, schema, roster) {
    let nodes = spread([schema], schema, roster);
    for (const key of path) {
      nodes = spread(
        nodes.map((node) => node.properties?.[key] ?? node.additionalProperties), schema, roster);
    }
    return nodes;
  }

  const said = (nodes, own) => nodes.find((node) => node[own])?.[own] ?? "";

  function keys(path, schema, roster) {
    const found = new Map();
    for (const node of nodesAt(path, schema, roster)) {
      for (const key of Object.keys(node.properties ?? {})) {
        const about = spread([node.properties[key]], schema, roster);
        const words = said(about, "description") || said(about, "title");
        found.set(key, found.get(key) || words);
      }
    }
    return [...found].map(([text, about]) => ({ text, about }));
  }

  // The column that an indicator is about: what it says itself, else its own name.
  function columnOf(lines, number, indicator) {
    for (let at = number; at >= 0 && outline(lines[at]).key !== indicator; at--) {
      const own = /^ *column: *(\w+)/.exec(lines[at]);
      if (own) return own[1];
    }
    return indicator;
  }

  function indicators(lines) {
    const found = [];
    lines.forEach((line, at) => {
      const { column, key } = outline(line);
      const path = key && column > 0 ? above(lines, at, column) : [];
      if (path.length === 1 && path[0] === "indicators") found.push({ text: key, about: "" });
    });
    return found;
  }

  function values(found, lines, number, schema, roster, words) {
    const path = [...found.path, ...(found.key === null ? [] : [found.key])];
    const last = path[path.length - 1];
    const called = words.map((text) => ({ text, about: "" }));
    if (last === "when") return [...keys(["indicators"], schema, roster), ...called];
    if (last === "applies_to") return [...keys(["examples", "student"], schema, roster), ...called];
    if (last === "given") return called;
    if (last === "levers") return indicators(lines);
    const asked = last === "is" ? ["examples", "student", columnOf(lines, number, path[1])] : path;
    const options = nodesAt(asked, schema, roster).flatMap((node) => [
      ...(node.enum ?? []), ...(node.const === undefined ? [] : [node.const])]);
    return [...new Set(options)].map((option) => ({ text: String(option), about: "" }));
  }

  // What fits at the caret, and how much of it is typed already.
  function find(lines, number, before, schema, words) {
    const named = lines.map((line) => /^roster: *["']?([\w-]+)/.exec(line)).find(Boolean);
    const rosters = nodesAt(["roster"], schema, "").flatMap((node) => node.enum ?? []);
    const roster = named ? named[1] : rosters[0];
    const found = place(lines, number, before);
    const typed = WORD.exec(before)[0];
    const wanted = found.key === null ? keys(found.path, schema, roster) : [];
    const isKey = wanted.length > 0;
    const offered = isKey ? wanted : values(found, lines, number, schema, roster, words);
    const near = typed.toLowerCase();
    return {
      typed,
      isKey,
      list: offered.filter(({ text }) => text.toLowerCase().startsWith(near) && text !== typed),
    };
  }

  return { find };
})();
