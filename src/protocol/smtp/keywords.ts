// What EHLO says (RFC 5321 §4.1.1.1): reading a backend's keywords, choosing those that Postern may offer before
// sign-in (S1), and taking out of a signed-in client's listing what the command filter would refuse anyway.

/** What a backend offers, from the last EHLO that it answered. */
export interface SmtpFacts {
  /** One per extension: the keyword in upper case, then its parameters as they came (`SIZE 10485760`). */
  readonly keywords: readonly string[];
  /** STARTTLS stood in any EHLO of this connection. */
  readonly starttls: boolean;
  /** Parameters of the keyword AUTH, in upper case. */
  readonly authMechanisms: readonly string[];
}

/** `keyword *(SP param)` (RFC 5321 §4.1.1.1). The old `AUTH=` form isn't one, and is passed over. */
const KEYWORD_LINE = /^[A-Za-z0-9][A-Za-z0-9-]*(?: +[\x21-\x7e]+)* *$/;

/** Reads the lines of EHLO's answer behind the first; lines that are no keyword are passed over. */
export function readKeywords(lines: readonly string[]): readonly string[] {
  const keywords: string[] = [];
  for (const line of lines.slice(1)) {
    if (!KEYWORD_LINE.test(line)) continue;
    keywords.push(
      line
        .trimEnd()
        .replaceAll(/ +/g, ' ')
        .replace(/^\S+/, (keyword) => keyword.toUpperCase()),
    );
  }
  return keywords;
}

/** Parameters of a keyword, or `undefined` when it isn't offered. Matches the whole word, never a prefix (A9). */
export function keywordParameters(keywords: readonly string[], name: string): readonly string[] | undefined {
  for (const keyword of keywords) {
    const [word, ...parameters] = keyword.split(' ');
    if (word === name) return parameters;
  }
  return undefined;
}

/**
 * Extensions that the splice carries as they are (S1). STARTTLS and AUTH are Postern's own; BURL, ETRN, VRFY and
 * everything that starts with X stay out.
 */
const CARRIED = /^(?:SIZE(?: \d{1,19})?|8BITMIME|SMTPUTF8|DSN|CHUNKING|BINARYMIME|PIPELINING|ENHANCEDSTATUSCODES)$/;

/**
 * What Postern may offer before sign-in: the intersection of what the splice carries and what the backend offers,
 * with the backend's own parameters. Offering more lost mail elsewhere (nginx with CHUNKING, Mailu #1766).
 */
export function offeredExtensions(backendKeywords: readonly string[]): readonly string[] {
  const offered = backendKeywords.filter((keyword) => CARRIED.test(keyword));
  const chunking = offered.includes('CHUNKING');
  return offered.filter((keyword) => chunking || keyword !== 'BINARYMIME'); // RFC 3030 §3: not without CHUNKING
}

/**
 * What every one of several backends offers: before sign-in nobody knows which one a client belongs to, and what one of
 * them can't do its clients must not be offered. The smallest SIZE counts.
 */
export function commonKeywords(each: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = each;
  return first.flatMap((keyword) => {
    const [word = ''] = keyword.split(' ');
    const parameters = each.map((keywords) => keywordParameters(keywords, word)?.join(' '));
    if (parameters.includes(undefined)) return [];
    if (word === 'SIZE') return [smallestSize(parameters)];
    return parameters.every((one) => one === parameters[0]) ? [keyword] : [word];
  });
}

/** RFC 1870 §3: no number, or 0, says that no fixed limit is known. */
function smallestSize(parameters: readonly (string | undefined)[]): string {
  const sizes = parameters.map(Number).filter((size) => size > 0);
  return sizes.length === 0 ? 'SIZE' : `SIZE ${Math.min(...sizes)}`;
}

/** Keywords whose commands the filter refuses; anything that starts with X is private and hidden as well. */
const HIDDEN = /^(?:STARTTLS|AUTH|BURL|ETRN|ATRN|TURN|X[A-Z0-9-]*)(?=[ =]|$)/i;

/** A signed-in client's view of EHLO's answer: the lines without those that it may not use any more (S1, S7). */
export function withoutHiddenKeywords(lines: readonly string[]): readonly string[] {
  return lines.filter((line, index) => index === 0 || !HIDDEN.test(line));
}
