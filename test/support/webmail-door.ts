// A whole Postern in front of a real webmail, in this process: configuration text, state folder, web doors, pages. And a
// browser without a script that signs in there as a person does, with an authenticator app that is a few lines.

import { generateSync } from 'otplib';
import { createNodeClient, type Method } from '../../src/cli/node-client.ts';
import { formBody, type HttpBody, type HttpClient, makeHttpClient } from './http-client.ts';
import type { HttpFields, HttpResponse } from './http-connection.ts';
import { withFreePorts } from './ports.ts';
import { type Postern, type PosternOptions, startPostern } from './postern.ts';

/** The site's public name; Postern's own certificate has it. */
export const HOST = 'mail.example.test';

/** The public name of the other site. */
export const OTHER_HOST = 'other.example.test';

export interface WebmailDoorOptions extends Omit<PosternOptions, 'more'> {
  /** `http://127.0.0.1:PORT` of the webmail. */
  readonly upstream: string;
  /** YAML in flow style: `{ kind: roundcube }`. */
  readonly profile: string;
  /** Further settings of the site, as YAML lines indented by nothing. */
  readonly site?: string;
  /** Further settings of the web doors, the same: `trusted-proxies: [127.0.0.9]`. */
  readonly web?: string;
  /** Another site on the same door, `https://other.example.test:PORT`: the same webmail, unless said otherwise. */
  readonly other?: { readonly upstream?: string; readonly profile?: string };
  /** Further YAML sections. */
  readonly more?: string;
}

export interface WebmailDoor extends AsyncDisposable {
  readonly postern: Postern;
  readonly port: number;
  /** `https://mail.example.test:PORT`. */
  readonly origin: string;
  /** A browser with no cookies yet, whose requests say that they come from the site's own pages. */
  browser(fields?: HttpFields, where?: BrowserPlace): HttpClient;
  /** What an administrator does, by the API. */
  administer(method: Method, path: string, body?: object): Promise<unknown>;
}

export interface BrowserPlace {
  /** The address that it comes from. */
  readonly from?: string;
  /** Default: the site's. */
  readonly host?: string;
}

/** Starts it with the domain `example.test` in mode `always`, unless said otherwise. */
export async function startWebmailDoor(options: WebmailDoorOptions): Promise<WebmailDoor> {
  const { upstream, profile, site = '', web = '', other, more = '', ...rest } = options;
  return withFreePorts(['https'], async ({ https: port }) => {
    const origin = `https://${HOST}:${port}`;
    const postern = await startPostern({
      doors: [{ protocol: 'imap', tls: 'implicit' }],
      ...rest,
      more: [
        'web:',
        `  listeners: [{ kind: https, address: 127.0.0.1, port: ${port} }]`,
        ...indented(web, 2),
        'sites:',
        '  webmail:',
        ...siteLines({ origin, upstream, profile }),
        ...indented(site, 4),
        ...(other
          ? ['  other:', ...siteLines({ origin: `https://${OTHER_HOST}:${port}`, upstream, profile, ...other })]
          : []),
        more,
      ].join('\n'),
    });
    return {
      postern,
      port,
      origin,
      browser: (fields = [], { from, host = HOST } = {}) =>
        makeHttpClient({
          port,
          // The certificate has one name; which site is asked for is the `Host` field's to say.
          tls: { ca: postern.certificate.ca, servername: HOST },
          authority: `${host}:${port}`,
          fields: [['Origin', `https://${host}:${port}`], ['Accept', 'text/html'], ...fields],
          ...(from !== undefined && { from }),
        }),
      administer: (method, path, body) =>
        createNodeClient(postern.node.administration.socketPath).ask(method, path, { body }),
      [Symbol.asyncDispose]: () => postern[Symbol.asyncDispose](),
    };
  });
}

function siteLines({
  origin,
  upstream,
  profile,
}: {
  readonly origin: string;
  readonly upstream: string;
  readonly profile: string;
}): readonly string[] {
  const { hostname, port } = new URL(upstream);
  return [
    `    origin: ${origin}`,
    `    upstream: { kind: network, host: ${hostname}, port: ${port} }`,
    `    profile: ${profile}`,
  ];
}

function indented(lines: string, by: number): readonly string[] {
  return lines.split('\n').map((line) => ' '.repeat(by) + line);
}

/** A form of one of Postern's pages: where it is sent, and its hidden fields. */
export interface PageForm {
  readonly action: string;
  readonly hidden: readonly (readonly [name: string, value: string])[];
}

/** The form of a page that is sent to `action`. Throws when the page has none. */
export function formOf(page: string, action: string): PageForm {
  const forms = Array.from(page.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g));
  const found = forms.find(([, where]) => where === action);
  if (!found) throw new Error(`no form for ${action} in ${page.slice(0, 2_000)}`);
  const hidden = Array.from(
    (found[2] ?? '').matchAll(/<input\b[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g),
    ([, name = '', value = '']) => [name, value] as const,
  );
  return { action, hidden };
}

/** A form with these fields; what is hidden in it stays, unless a field says otherwise. */
export function filledIn({ hidden }: PageForm, fields: Readonly<Record<string, string>>): HttpBody {
  return formBody({ ...Object.fromEntries(hidden), ...fields });
}

/** Sends a form of the page at `path` with the fields that a person filled in. */
export async function submitPageForm(
  browser: HttpClient,
  path: string,
  fields: Readonly<Record<string, string>>,
  action: string = path,
): Promise<HttpResponse> {
  const page = await browser.get(path);
  return browser.post(action, filledIn(formOf(page.text(), action), fields));
}

/** An authenticator app that was set up by typing the key. */
export interface AuthenticatorApp {
  /** In Base32, without blanks. */
  readonly secret: string;
  /** Never the same twice: each code goes on by a time step. */
  code(at?: number): string;
}

export function authenticatorApp(typedKey: string): AuthenticatorApp {
  const secret = typedKey.replaceAll(/\s/g, '');
  return { secret, code: (at = Date.now()) => generateSync({ secret, epoch: Math.floor(at / 1_000) }) };
}

/** Sets up the first factor on the enrolment page at this time, and gives back the app and the answer to the confirming code. */
export async function enrolAtSignIn(
  browser: HttpClient,
  at: number = Date.now(),
): Promise<{ readonly app: AuthenticatorApp; readonly answer: HttpResponse }> {
  const path = '/.postern/enrolment?kind=totp';
  const page = await browser.get(path);
  const [, key] = /<code[^>]*>([A-Z2-7 ]{16,})<\/code>/.exec(page.text()) ?? [];
  if (key === undefined) throw new Error(`no key to type in ${page.text().slice(0, 3_000)}`);
  const app = authenticatorApp(key);
  const answer = await submitPageForm(browser, path, { code: app.code(at), name: 'Phone' }, '/.postern/enrolment');
  return { app, answer };
}
