// Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, line breaks between rows, and quotes
// around a cell that holds either.

export function cellsOf(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const put = () => {
    rows.at(-1).push(cell);
    cell = "";
  };
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at++) {
    const letter = plain[at];
    if (quoted) {
      if (letter === '"' && plain[at + 1] === '"') cell += plain[++at];
      else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"' && cell === "" && closes(plain, at)) quoted = true;
    else if (letter === "\t") put();
    else if (letter === "\n") {
      put();
      rows.push([]);
    } else cell += letter;
  }
  put();
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

// A quote opens a cell only where another one closes it; else it belongs to the text, as in "Plan A" and more.
function closes(text, from) {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at + 1 >= text.length || "\t\n".includes(text[at + 1]);
    at++;
  }
  return false;
}

export function textOf(rows) {
  const quoted = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}
