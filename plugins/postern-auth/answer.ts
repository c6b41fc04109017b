// Reading Postern's answers. Whatever isn't exactly one of them is no answer: nobody is let in by it, and nobody's
// password is called wrong.

export interface Reply {
  readonly code: number;
  readonly enhanced: string;
  readonly lines: readonly string[];
}

/** Kept for the connection and given back as it came. */
export type Permit = Readonly<Record<string, unknown>>;

export type SignInAnswer =
  | { readonly kind: 'allowed'; readonly decisionId: string; readonly mailbox: string; readonly permit: Permit }
  | {
      readonly kind: 'refused';
      readonly decisionId: string;
      readonly reason: string;
      readonly reply: Reply;
      /** Milliseconds. */
      readonly delay: number;
    }
  | { readonly kind: 'unavailable'; readonly decisionId: string; readonly reply: Reply };

export type CheckAnswer = { readonly kind: 'valid' } | { readonly kind: 'ended'; readonly reply: Reply };

/** Longest delay that is obeyed, in milliseconds: Postern's own longest is two minutes at most. */
const MAX_DELAY = 120_000;

const MAX_LINES = 5;

/** Printable ASCII, so that no line of an answer can be two lines to a client. */
const LINE = /^[\x20-\x7e]{1,480}$/;

const WORD = /^[A-Za-z0-9-]{1,64}$/;

/** One `@` at least, no white space, controls or brackets: it ends up in headers and logs. */
const MAILBOX = /^[^\p{C}\s<>"]{1,190}@[^\p{C}\s<>"@]{1,190}$/u;

/** `undefined`: not an answer to a sign-in. */
export function parseSignIn(text: string): SignInAnswer | undefined {
  const body = parseObject(text);
  const decisionId = body?.['decisionId'];
  if (!body || !isMatch(WORD, decisionId)) return undefined;
  switch (body['outcome']) {
    case 'allowed': {
      const { mailbox, permit } = body;
      return isMatch(MAILBOX, mailbox) && isObject(permit)
        ? { kind: 'allowed', decisionId, mailbox, permit }
        : undefined;
    }
    case 'refused': {
      const { reason, delayMs } = body;
      const reply = parseReply(body['reply']);
      const isDelay = typeof delayMs === 'number' && delayMs >= 0 && delayMs <= MAX_DELAY;
      return reply && isDelay && isMatch(WORD, reason)
        ? { kind: 'refused', decisionId, reason, reply, delay: delayMs }
        : undefined;
    }
    case 'unavailable': {
      const reply = parseReply(body['reply']);
      return reply && reply.code < 500 ? { kind: 'unavailable', decisionId, reply } : undefined;
    }
    default:
      return undefined;
  }
}

/** `undefined`: not an answer to the question whether a permit holds. */
export function parseCheck(text: string): CheckAnswer | undefined {
  const body = parseObject(text);
  if (body?.['outcome'] === 'valid') return { kind: 'valid' };
  const reply = body?.['outcome'] === 'ended' ? parseReply(body['reply']) : undefined;
  return reply && { kind: 'ended', reply };
}

/** A refusal, for good or for now; codes of another class than the enhanced one are a mistake (RFC 2034 §4). */
function parseReply(value: unknown): Reply | undefined {
  if (!isObject(value)) return undefined;
  const { code, enhanced, lines } = value;
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 400 || code > 599) return undefined;
  if (!isMatch(/^[45]\.\d{1,3}\.\d{1,3}$/, enhanced) || enhanced[0] !== String(code)[0]) return undefined;
  if (!Array.isArray(lines) || lines.length === 0 || lines.length > MAX_LINES) return undefined;
  const texts = lines.filter((line) => isMatch(LINE, line) && line.trim() !== '');
  return texts.length === lines.length ? { code, enhanced, lines: texts } : undefined;
}

function parseObject(text: string): Permit | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // not JSON
  }
}

function isObject(value: unknown): value is Permit {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMatch(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}
