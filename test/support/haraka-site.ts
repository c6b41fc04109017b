// A site with its own Haraka as submission server: Postern says who may sign in, a mail server gets what Haraka takes.

import { createPasswordHasher } from '../../src/adapters/crypto/password-hasher.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type Postern, type PosternOptions, startPostern } from './postern.ts';
import { type Haraka, type HarakaOptions, type HarakaPort, startHaraka } from './servers/haraka.ts';
import { command, hello } from './smtp-client.ts';
import { connectWire, type WireClient } from './wire-client.ts';

export const ALICE = 'alice@example.test';
export const BOB = 'bob@example.test';
/** Alice's and Bob's own password. */
export const OWN_PASSWORD = 'own password';
export const TOKEN: string = '0123456789abcdef'.repeat(2);

export interface HarakaSite extends AsyncDisposable {
  readonly postern: Postern;
  readonly haraka: Haraka;
  readonly sink: MailSink;
}

export interface HarakaSiteOptions {
  readonly haraka?: Partial<Pick<HarakaOptions, 'settings' | 'token'>>;
  /** The flow-style YAML of the API's listener. Default: loopback in clear text. */
  readonly listener?: string;
  /** The line of postern_auth.ini. Default: the API's own port. */
  readonly reach?: (postern: Postern) => string;
  readonly postern?: Partial<PosternOptions>;
}

/** Postern with a sign-in API; own passwords are kept by itself, and there is no backend to sign in at. */
export async function startJudge(options: HarakaSiteOptions = {}): Promise<Postern> {
  const { listener = '{ kind: http, port: 0 }' } = options;
  const postern = await startPostern({
    doors: [{ protocol: 'smtp', tls: 'implicit' }],
    backend: 'smtp: { host: 127.0.0.1, port: 9, tls: none }',
    more: [
      'sign-in-sources: { default: { kind: local } }',
      'throttle: { exempt-networks: [127.0.0.1] }',
      `auth-api: { listeners: [${listener}], clients: [{ name: haraka, token: "${TOKEN}" }] }`,
    ].join('\n'),
    ...options.postern,
  });
  const { localPasswords } = postern.node.state.stores;
  const phc = await createPasswordHasher().hash(OWN_PASSWORD);
  for (const mailbox of [ALICE, BOB]) await localPasswords.set(mailbox, phc, 0);
  return postern;
}

/** Starts all three. Needs `openssl`. */
export async function startHarakaSite(options: HarakaSiteOptions = {}): Promise<HarakaSite> {
  await using opened = new AsyncDisposableStack();
  const sink = opened.use(await startMailSink());
  const postern = opened.use(await startJudge(options));
  const reach = options.reach ?? (({ node }) => `url=http://127.0.0.1:${node.authApi.ports[0]}`);
  const haraka = opened.use(
    await startHaraka({ token: TOKEN, ...options.haraka, postern: reach(postern), forwardTo: sink.port }),
  );
  const all = opened.move();
  return { postern, haraka, sink, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A client that was greeted and has introduced itself, over TLS. */
export async function openHaraka(haraka: Haraka, port: HarakaPort = 'implicit'): Promise<WireClient> {
  const tls = { ca: haraka.certificate.ca };
  const client = await connectWire({ port: haraka.ports[port], ...(port === 'implicit' && { tls }) });
  await client.expect(/^220 /);
  await hello(client);
  if (port === 'starttls') {
    await client.ask('STARTTLS', /^220/);
    await client.startTls(tls);
    await hello(client);
  }
  return client;
}

/** Haraka's whole answer to one AUTH PLAIN on a connection of its own. */
export async function answerTo(haraka: Haraka, name: string, password: string, actFor = ''): Promise<string> {
  await using client = await openHaraka(haraka);
  return await command(client, `AUTH PLAIN ${Buffer.from(`${actFor}\0${name}\0${password}`).toString('base64')}`);
}
