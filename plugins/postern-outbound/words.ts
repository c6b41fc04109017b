// What others said, fit for a log: bounded, printable, without whole addresses and without anything that could be a code.

/** Longest report of what a host said, in characters. */
export const LONGEST_DETAIL = 300;

/** Longest line of a log, in characters. */
export const LONGEST_LINE = 500;

/** A host may quote the message that it refuses, and with it the code that somebody is waiting for. */
const CODE = /(?<![0-9A-Za-z.])[0-9]{6}(?![0-9A-Za-z])/g;

/** A host mostly names the recipient whom it refuses; where somebody's codes go is nobody else's business. */
const LOCAL_PART = /([^\s<>"'(@])[^\s<>"'(@]*@/gu;

/** On one line, control characters and codes taken out, of addresses only so much as their owner recognizes. */
export function printable(text: string, longest: number): string {
  const clean = text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(CODE, '******')
    .replace(LOCAL_PART, '$1•••@')
    .trim();
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}
