// Reads a gateway's answer by the rules of its template. What came from outside leaves only as a short token or as words
// out of which number, text and secrets were taken.

import type { AnswerPart, AnswerRule, SmsHttpAnswers } from '../../../core/messages/sms-http.ts';
import { ESCAPES } from '../../../core/messages/sms-template.ts';
import { printable } from '../../../protocol/printable.ts';

/** What of an answer's text a pattern looks at, in characters: it is the operator's, and could be a slow one. */
const PATTERN_REACH = 4_096;

/** Longest id of a gateway's, in characters. */
const MAX_ID = 128;

/** Longest words for an operator, in characters. */
const MAX_WORDS = 300;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly gatewayId?: string }
  | { readonly kind: 'refused' | 'unavailable'; readonly reason: string };

/** Judges an answer. What nothing says to be an acceptance is none. */
export function judgeAnswer(answer: HttpAnswer, rules: SmsHttpAnswers, hidden: readonly string[]): Verdict {
  const { accepted, refused, messageId, errorCode } = rules;
  if (accepted.some((rule) => meetsRule(answer, rule))) {
    const gatewayId = messageId && token(find(answer, messageId), MAX_ID, hidden);
    return { kind: 'accepted', ...(gatewayId !== undefined && { gatewayId }) };
  }
  const code = errorCode && token(find(answer, errorCode), 32, hidden);
  const reason = `HTTP ${answer.status}${code === undefined ? '' : ` (${code})`}`;
  return { kind: refused.some((rule) => meetsRule(answer, rule)) ? 'refused' : 'unavailable', reason };
}

export function meetsRule(answer: HttpAnswer, { statuses, part }: AnswerRule): boolean {
  const { status } = answer;
  const isStatus = statuses ? statuses.includes(status) : status >= 200 && status < 300;
  return isStatus && (part === undefined || find(answer, part) !== undefined);
}

/** An answer's words without what is nobody's business. */
export function harmlessWords({ status, body }: HttpAnswer, hidden: readonly string[]): string {
  const written = hidden
    .filter((each) => each !== '')
    .flatMap((each) => [each, ESCAPES.url(each), ESCAPES.url(each).replaceAll('%20', '+'), ESCAPES.json(each)])
    .map(onOneLine)
    .toSorted((one, other) => other.length - one.length);
  // First made one line, then cleaned: or what was on two lines would come together again.
  const clean = written.reduce((text, each) => text.replaceAll(each, '***'), onOneLine(body));
  // A number may come back in another spelling.
  const words = clean.replace(/[0-9](?:[ ()/-]?[0-9]){6,}/g, '***');
  return `HTTP ${status} ${words}`.trim().slice(0, MAX_WORDS);
}

function onOneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '), text.length);
}

/** What a part finds; `undefined` where there is nothing. */
function find({ body }: HttpAnswer, { pointer, pattern }: AnswerPart): string | undefined {
  const text = pointer === undefined ? body : pointedAt(body, pointer);
  if (text === undefined || pattern === undefined) return text;
  const match = new RegExp(pattern, 'u').exec(text.slice(0, PATTERN_REACH));
  return match ? (match[1] ?? match[0]) : undefined;
}

/** RFC 6901 §4: the value at a pointer, where it is a text, a number or a boolean. */
function pointedAt(body: string, pointer: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // not JSON: then it isn't there
  }
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** A short name without spaces, fit for a log; nothing when it shows, or is a piece of, what is hidden. */
function token(text: string | undefined, limit: number, hidden: readonly string[]): string | undefined {
  if (text === undefined || !/^[\x21-\x7e]+$/.test(text) || text.length > limit) return undefined;
  // A text's code is hidden too, wherever it stands in it.
  const pieces = hidden.flatMap((each) => [each, ...(each.match(/[0-9]{6,}/g) ?? [])]).filter((each) => each !== '');
  const shows = pieces.some((each) => text.includes(each) || (text.length > 3 && each.includes(text)));
  return shows ? undefined : text;
}
