// What the gate must know of a webmail: data, and the few small functions that read its answers and speak its dialect.
// A profile never decides who is let in: it can only make the gate refuse too much, as whatever it doesn't recognise
// stays closed.

import type { Millis } from '../../core/units.ts';
import type { Exchange, HeaderList, OwnAnswer, Target } from './exchange.ts';
import type { UpstreamJar } from './session/upstream-jar.ts';

/** Who waits for an answer. `stream`: server-sent events or an upgrade, which have no page to show anything on. */
export type RequestKind = 'navigation' | 'frame' | 'script' | 'stream' | 'other';

/** An answer of the upstream, as far as a profile may look at it. */
export interface UpstreamHead {
  readonly status: number;
  header(name: string): string | undefined;
  readonly setCookies: readonly string[];
}

/** The webmail's verdict on a password. `unclear` is never a "no": it isn't counted as a wrong password. */
export type SignInVerdict = 'accepted' | 'refused' | 'unclear';

/** What a person typed into the webmail's sign-in form, and what else the form carries that must reach the webmail. */
export interface TypedSignIn {
  readonly loginName: string;
  readonly password: string;
  /** By the names that the webmail knows. Never holds name or password. */
  readonly others: ReadonlyMap<string, string | number | boolean | null>;
}

/** The request by which the webmail is signed in to. */
export interface SignInRequest {
  /** Path and query, in the only spelling that is taken and sent. */
  readonly target: string;
  readonly body: 'form' | 'json';
  /** The names under which the webmail wants its values. */
  readonly nameField: string;
  readonly passwordField: string;
  /** Further fields whose values are passed on; what isn't listed is dropped. */
  readonly otherFields: readonly string[];
  /** Fields whose values never are the browser's to choose. */
  readonly fixedFields: Readonly<Record<string, string | number | boolean | null>>;
  /** A field with the domain, where the form asks for it apart from the name. */
  readonly domainField?: string;
  /** How success is told to the browser: by a redirect, or, to a script, by the webmail's own answer. */
  readonly success: 'redirect' | 'as-upstream';
}

/** Files that everybody may have: the sign-in page needs them. */
export interface PublicAssets {
  /** Paths that end with a slash. */
  readonly prefixes: readonly string[];
  /** Lower case, without dot. */
  readonly extensions: readonly string[];
  /** Whole paths. */
  readonly exact: readonly string[];
}

/** A door that isn't the webmail's pages. `basic`: for programs that would sign in with a password of their own (4.7). */
export interface ClosedPath {
  /** A path, or with a slash at its end everything below it too. */
  readonly path: string;
  readonly answer: 'basic' | 'forbidden';
}

export interface PathPattern {
  readonly path: string;
  /** Which queries are taken as well as none. */
  readonly query?: (query: string) => boolean;
}

/** One webmail at one base path. */
export interface WebmailProfile {
  readonly kind: string;
  /** What the webmail calls a mailbox. */
  readonly loginName: 'address' | 'local-part';
  /** Where somebody who is signed in begins. */
  readonly home: string;
  /** Where somebody who isn't is sent. One of `signInPages`. */
  readonly signInPage: string;
  /** What shows the sign-in page, and is fetched as it is written here. */
  readonly signInPages: readonly PathPattern[];
  readonly signIn: SignInRequest;
  readonly publicAssets: PublicAssets;
  /** Closed in every state. */
  readonly closed: readonly ClosedPath[];
  /** What strangers' sign-in pages ask by script, with answers that don't concern the webmail. */
  readonly fixedAnswers: readonly { readonly method: string; readonly path: string; readonly answer: OwnAnswer }[];
  /** Paths (or, with a slash at the end, what is below) where a WebSocket may be opened. */
  readonly upgrades: readonly string[];

  /** Which upstream session it is. A new value in an open session is another session, which nobody has opened. */
  readonly identityCookies: readonly string[];
  /** Without one of these nobody is signed in at the webmail. */
  readonly authCookies: readonly string[];
  /** Values by which the webmail takes a cookie away. */
  readonly deadValues: readonly string[];
  /** What the webmail's scripts read: given to the browser, readable, while the session is open. The jar's value counts. */
  readonly mirroredCookies: readonly string[];
  /** Preferences that open nothing: given to the browser once the session is open, and taken from it in every state. */
  readonly passedCookies: readonly string[];

  /** A request that a script sends by itself: nobody may be there. */
  isPoll(target: Target): boolean;
  /** A request by which a person signs out. */
  isLogOut(target: Target): boolean;
  /** A request of the webmail's scripts, by marks of its own. */
  isScript(target: Target, header: (name: string) => string | undefined): boolean;

  /** Whether this answer, to whatever request, is one by which a session begins. For the tripwire: rather too often. */
  beginsSession(head: UpstreamHead): boolean;
  /** Whether this answer says that nobody is signed in any more, besides what the cookies say. */
  endsSession(head: UpstreamHead): boolean;
  /** @param body - The answer's body as text. */
  judgeSignIn(head: UpstreamHead, body: string): SignInVerdict;
  /** The request that signs out at the webmail. `location`: where its answer to the sign-in led to. */
  logOut(session: {
    readonly jar: UpstreamJar;
    readonly location?: string;
    readonly name?: string;
  }): { readonly target: string; readonly jar: UpstreamJar } | undefined;
  /** The webmail's own "your session is gone"; `undefined`: it has none of its own for this kind of request. */
  deadAnswer(kind: RequestKind, exchange: Pick<Exchange, 'target' | 'header'>): OwnAnswer | undefined;
  /** What a sign-in by script is told when it is refused; `undefined`: a page is shown. */
  signInRefusal(refusal: {
    readonly status: number;
    readonly text: string;
    readonly retryAfter?: Millis;
  }): OwnAnswer | undefined;
}

export function textAnswer(status: number, type: string, body: string, more: HeaderList = []): OwnAnswer {
  return { status, headers: [['content-type', type], ['cache-control', 'no-store'], ...more], body };
}
