// A whole Postern with its console in clear text on loopback, as the demo has it, and administrators who sign in to it in a
// real browser. Time goes on by a clock of the test, so that each code of an app is a new one.

import type { BrowserContext, Page } from 'playwright-core';
import { createNodeClient, type NodeClient } from '../../src/cli/node-client.ts';
import type { Role } from '../../src/core/administrators/administrator.ts';
import type {
  AdministratorWithCodeResource,
  BreakGlassResource,
} from '../../src/web/api/client/administrator-resources.ts';
import { MovingClock } from './moving-clock.ts';
import { type Postern, startPostern } from './postern.ts';
import { totpAt } from './totp.ts';

export const ADMINISTRATOR_PASSWORD = 'several words together';

/** What an authenticator app holds after it has scanned the picture. */
export interface AppSecret {
  readonly secret: Uint8Array;
}

export interface ConsoleSite extends AsyncDisposable {
  readonly postern: Postern;
  readonly clock: MovingClock;
  /** As the operator, on the socket. */
  readonly operator: NodeClient;
  /** Of the console, with its prefix. */
  readonly address: string;
  /** Adds an administrator and gives back the code with which they set up. */
  add(name: string, role: Role, domains?: readonly string[]): Promise<string>;
  /** A code for an emergency. */
  breakGlass(name: string): Promise<string>;
  /** The app's next code: none is ever shown twice. */
  code(app: AppSecret): string;
}

/** Longer than a code lasts. */
const NEXT_CODE_MS = 30_000;

export async function startConsoleSite(): Promise<ConsoleSite> {
  const clock = new MovingClock();
  const postern = await startPostern({
    clock,
    doors: [{ protocol: 'imap', tls: 'implicit' }],
    backend: 'imap: { host: 127.0.0.1, port: 9, tls: none }',
    more: [
      'sign-in-sources: { default: { kind: local } }',
      'administration: { listeners: [{ kind: http, address: 127.0.0.1, port: 0 }] }',
      'policy: { challenge: always }',
      'branding: { name: Example Mail }',
    ].join('\n'),
  });
  const operator = createNodeClient(postern.node.administration.socketPath);
  return {
    postern,
    clock,
    operator,
    address: `http://localhost:${postern.node.administration.listeners[0]?.port}/console`,
    add: async (name, role, domains) => {
      const body = { name, role, ...(domains && { domains }) };
      return (await operator.ask<AdministratorWithCodeResource>('POST', '/administrators', { body })).code;
    },
    breakGlass: async (name) =>
      (await operator.ask<BreakGlassResource>('POST', '/break-glass', { body: { name } })).code,
    code: ({ secret }) => {
      clock.advance(NEXT_CODE_MS);
      return totpAt({ algorithm: 'sha1', digits: 6, period: 30, secret }, clock.now());
    },
    [Symbol.asyncDispose]: () => postern[Symbol.asyncDispose](),
  };
}

/** Types the operator's code; afterwards the browser shows what comes next. */
export async function useHostCode(page: Page, site: ConsoleSite, code: string): Promise<void> {
  await page.goto(`${site.address}/code`);
  await page.fill('[name=code]', code);
  await page.click('button.primary');
}

/** Sets up password and app, with the code of the operator; the browser then shows the recovery codes. */
export async function setUp(page: Page, site: ConsoleSite, code: string): Promise<AppSecret> {
  await useHostCode(page, site, code);
  const app = await appOnPage(page);
  await page.fill('[name=new-password]', ADMINISTRATOR_PASSWORD);
  await page.fill('[name=again]', ADMINISTRATOR_PASSWORD);
  await page.fill('[name=code]', site.code(app));
  await page.click('button.primary');
  return app;
}

/** What an app would have scanned. */
export async function appOnPage(page: Page): Promise<AppSecret> {
  const typed = (await page.locator('#key').getAttribute('data-text')) ?? '';
  return { secret: fromBase32(typed) };
}

/** Both steps. */
export async function signIn(
  page: Page,
  site: ConsoleSite,
  { name, app }: { readonly name: string; readonly app: AppSecret },
): Promise<void> {
  await page.goto(`${site.address}/sign-in`);
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', ADMINISTRATOR_PASSWORD);
  await page.click('button.primary');
  await page.fill('[name=code]', site.code(app));
  await page.click('button.primary');
}

/** Both steps once more, on the page that asks. */
export async function confirm(page: Page, site: ConsoleSite, app: AppSecret): Promise<void> {
  await page.fill('[name=password]', ADMINISTRATOR_PASSWORD);
  await page.fill('[name=code]', site.code(app));
  await page.click('button.primary');
}

/** The console's cookies of a browser, by name. */
export async function cookiesOf(
  context: BrowserContext,
): Promise<ReadonlyMap<string, { readonly httpOnly: boolean; readonly sameSite: string }>> {
  return new Map((await context.cookies()).map((cookie) => [cookie.name, cookie]));
}

/** RFC 4648 §6 */
function fromBase32(text: string): Uint8Array {
  const bits = Array.from(text, (character) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}
