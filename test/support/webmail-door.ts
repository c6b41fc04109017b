// A whole Postern in front of a real webmail, in this process: configuration text, state folder, web doors, pages. And a
// browser without a script that signs in there as a person does, with an authenticator app that is a few lines.

import { generateSync } from 'otplib';
import { formBody, type HttpClient, makeHttpClient } from './http-client.ts';
import type { HttpFields, HttpResponse } from './http-connection.ts';
import { withFreePorts } from './ports.ts';
import { type Postern, type PosternOptions, startPostern } from './postern.ts';

/** The site's public name; Postern's own certificate has it. */
const HOST = 'mail.example.test';

export interface WebmailDoorOptions extends Omit<PosternOptions, 'more'> {
  /** `http://127.0.0.1:PORT` of the webmail. */
  readonly upstream: string;
  /** YAML in flow style: `{ kind: roundcube }`. */
  readonly profile: string;
  /** Further settings of the site, as YAML lines indented by nothing. */
  readonly site?: string;
  /** Further settings of the `web` section, the same way. */
  readonly web?: string;
  /** Further YAML sections. */
  readonly more?: string;
}

export interface WebmailDoor extends AsyncDisposable {
  readonly postern: Postern;
  readonly port: number;
  /** `https://mail.example.test:PORT`. */
  readonly origin: string;
  /** A browser with no cookies yet, whose requests say that they come from the site's own pages. */
  browser(fields?: HttpFields): HttpClient;
}

/** Starts it with the domain `example.test` in mode `always`, unless said otherwise. */
export async function startWebmailDoor(options: WebmailDoorOptions): Promise<WebmailDoor> {
  const { upstream, profile, site = '', web = '', more = '', ...rest } = options;
  const { hostname, port: upstreamPort } = new URL(upstream);
  return withFreePorts(['https'], async ({ https: port }) => {
    const origin = `https://${HOST}:${port}`;
    const postern = await startPostern({
      doors: [{ protocol: 'imap', tls: 'implicit' }],
      ...rest,
      more: [
        'web:',
        `  listeners: [{ kind: https, address: 127.0.0.1, port: ${port} }]`,
        ...web.split('\n').map((line) => `  ${line}`),
        'sites:',
        '  webmail:',
        `    origin: ${origin}`,
        `    upstream: { kind: network, host: ${hostname}, port: ${upstreamPort} }`,
        `    profile: ${profile}`,
        ...site.split('\n').map((line) => `    ${line}`),
        more,
      ].join('\n'),
    });
    return {
      postern,
      port,
      origin,
      browser: (fields = []) =>
        makeHttpClient({
          port,
          tls: { ca: postern.certificate.ca, servername: HOST },
          authority: `${HOST}:${port}`,
          fields: [['Origin', origin], ['Accept', 'text/html'], ...fields],
        }),
      [Symbol.asyncDispose]: () => postern[Symbol.asyncDispose](),
    };
  });
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

/** Sends a form of the page at `path` with the fields that a person filled in. */
export async function submitPageForm(
  browser: HttpClient,
  path: string,
  fields: Readonly<Record<string, string>>,
  action: string = path,
): Promise<HttpResponse> {
  const page = await browser.get(path);
  const { hidden } = formOf(page.text(), action);
  return browser.post(action, formBody([...hidden, ...Object.entries(fields)]));
}

/** An authenticator app that was set up by typing the key. */
export interface AuthenticatorApp {
  /** What it shows at a time, in milliseconds. Default: now. */
  code(at?: number): string;
}

export function authenticatorApp(typedKey: string): AuthenticatorApp {
  const secret = typedKey.replaceAll(/\s/g, '');
  return { code: (at = Date.now()) => generateSync({ secret, epoch: Math.floor(at / 1_000) }) };
}

/** Sets up the first factor on the enrolment page, and gives back the app and the answer to the confirming code. */
export async function enrolAtSignIn(
  browser: HttpClient,
): Promise<{ readonly app: AuthenticatorApp; readonly answer: HttpResponse }> {
  const page = await browser.get('/.postern/enrolment');
  const [, key] = /<code[^>]*>([A-Z2-7 ]{16,})<\/code>/.exec(page.text()) ?? [];
  if (key === undefined) throw new Error(`no key to type in ${page.text().slice(0, 3_000)}`);
  const app = authenticatorApp(key);
  const answer = await submitPageForm(browser, '/.postern/enrolment', { code: app.code(), name: 'Phone' });
  return { app, answer };
}
