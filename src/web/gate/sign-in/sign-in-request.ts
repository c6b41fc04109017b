// The one request by which a webmail is signed in to: read strictly, and written anew from what was read, with the
// mailbox's canonical name. So the webmail judges the name that Postern judged, whatever was typed (§4.8, 3 and 11).

import type { MailboxAddress } from '../../../core/decision.ts';
import type { Bytes } from '../../../core/units.ts';
import type { Exchange, HeaderList } from '../exchange.ts';
import type { SignInRequest, TypedSignIn, WebmailProfile } from '../webmail-profile.ts';
import { parseForm, writeForm } from './form-body.ts';
import { type JsonScalar, parseFlatJson } from './json-body.ts';

/** Longest sign-in request, in octets; Roundcube's and SOGo's are below 1 KiB. */
export const MAX_SIGN_IN_OCTETS: Bytes = 16_384;

/** Longest password, in characters; more is refused by the core's own bounds, too. */
const MAX_PASSWORD = 1_024;

const TYPES: Readonly<Record<SignInRequest['body'], RegExp>> = {
  form: /^application\/x-www-form-urlencoded(?:; ?charset="?utf-8"?)?$/i,
  json: /^application\/json(?:; ?charset="?utf-8"?)?$/i,
};

/** Fields that were about the body as the browser sent it, or would change the answer into less than a whole one. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

export function isSignInRequest(exchange: Pick<Exchange, 'method' | 'target'>, profile: WebmailProfile): boolean {
  return exchange.method === 'POST' && exchange.target.raw === profile.signIn.target;
}

type Fields = ReadonlyMap<string, JsonScalar>;

function parseFields(body: Uint8Array, signIn: SignInRequest): Fields | undefined {
  if (signIn.body === 'json') return parseFlatJson(body);
  const { nameField, passwordField, otherFields, fixedFields } = signIn;
  return parseForm(body, [nameField, passwordField, ...otherFields, ...Object.keys(fixedFields)]);
}

function textOf(fields: Fields, name: string | undefined): string | undefined {
  const value = name === undefined ? undefined : fields.get(name);
  return typeof value === 'string' ? value : undefined;
}

// SOGo's form may ask for the domain apart from the name.
function loginName(fields: Fields, { nameField, domainField }: SignInRequest): string | undefined {
  const name = textOf(fields, nameField)?.trim();
  const domain = textOf(fields, domainField)?.trim();
  return name && domain && !name.includes('@') ? `${name}@${domain}` : name;
}

/** Reads a sign-in request's body. `undefined`: not one that the webmail's own page sends. */
export function readSignIn(
  {
    contentType,
    contentEncoding,
    body,
  }: {
    readonly contentType: string | undefined;
    readonly contentEncoding: string | undefined;
    readonly body: Uint8Array;
  },
  signIn: SignInRequest,
): TypedSignIn | undefined {
  if (contentEncoding !== undefined || !TYPES[signIn.body].test(contentType ?? '')) return undefined;
  const fields = parseFields(body, signIn);
  if (fields === undefined) return undefined;
  const name = loginName(fields, signIn);
  const password = textOf(fields, signIn.passwordField);
  if (!name || !password || password.length > MAX_PASSWORD) return undefined;
  const others = signIn.otherFields.flatMap((each): readonly (readonly [string, JsonScalar])[] => {
    const value = fields.get(each);
    return value === undefined ? [] : [[each, value]];
  });
  return { loginName: name, password, others: new Map(others) };
}

/** What the webmail calls a mailbox. */
export function upstreamName(mailbox: MailboxAddress, { loginName }: Pick<WebmailProfile, 'loginName'>): string {
  return loginName === 'address' ? mailbox : mailbox.slice(0, mailbox.lastIndexOf('@'));
}

/** The body that is sent to the webmail, with its type. */
export function writeSignIn(
  typed: TypedSignIn,
  name: string,
  signIn: SignInRequest,
): { readonly type: string; readonly body: Uint8Array } {
  const fields = new Map<string, JsonScalar>([
    ...typed.others,
    ...Object.entries(signIn.fixedFields),
    [signIn.nameField, name],
    [signIn.passwordField, typed.password],
  ]);
  if (signIn.body === 'json') {
    return { type: 'application/json', body: Buffer.from(JSON.stringify(Object.fromEntries(fields)), 'utf8') };
  }
  const texts = new Map([...fields].map(([field, value]) => [field, value === null ? '' : String(value)]));
  return { type: 'application/x-www-form-urlencoded', body: Buffer.from(writeForm(texts), 'ascii') };
}

/** What of the browser's fields goes with it. */
export function signInHeaders(headers: HeaderList, type: string): HeaderList {
  return [...headers.filter(([name]) => !NOT_FORWARDED.has(name)), ['content-type', type]];
}
