// CSV (RFC 4180) that no spreadsheet takes for a program.

/** What a spreadsheet begins a formula with, also behind blanks; tab and line break shift cells in some. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * One row, with its line break. A cell that would be a formula gets an apostrophe in front; one with a quote, comma or line
 * break is quoted (RFC 4180 §2).
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
