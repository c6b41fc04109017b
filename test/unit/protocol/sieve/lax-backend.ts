// A ManageSieve server as careless as can be, for the command filter's properties: CR, LF, CRLF and NUL all end its lines,
// white space before a verb is skipped, a literal's size overflows 32 bits, and `{n}` without a plus sign is none.

/** Every verb that may reach the backend, with the one that stands for a refused command. */
export const ALLOWED: ReadonlySet<string> = new Set([
  ...['CAPABILITY', 'HAVESPACE', 'PUTSCRIPT', 'LISTSCRIPTS', 'SETACTIVE', 'GETSCRIPT', 'DELETESCRIPT', 'RENAMESCRIPT'],
  ...['CHECKSCRIPT', 'NOOP', 'LOGOUT', 'REFUSED'],
]);

/** The verbs that such a server obeys, in upper case; what has no line end is none. */
export function verbsObeyed(received: string): readonly string[] {
  const verbs: string[] = [];
  let rest = received;
  let isBegun = false;
  for (;;) {
    const [line, end] = /^([^\r\n\0]*)(\r\n|[\r\n\0])/.exec(rest)?.slice(1) ?? [];
    if (line === undefined || end === undefined) return verbs;
    const words = line.trim().split(/\s+/);
    if (!isBegun && words[0]) verbs.push(words[0].toUpperCase());
    const size = /\{(\d+)\+\}\s*$/.exec(line)?.[1];
    isBegun = size !== undefined;
    rest = rest.slice(line.length + end.length + Math.max(0, Number(size ?? 0) | 0));
  }
}
