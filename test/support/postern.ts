// A whole Postern in this process, in front of whatever a test gives it: real configuration text, real state folder,
// ports that the system chose.

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { systemRandom } from '../../src/adapters/system/system-random.ts';
import type { MessagePath } from '../../src/app/messaging.ts';
import { type Node, openNode } from '../../src/app/node.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { formatProblems } from '../../src/config/problems.ts';
import type { Domain } from '../../src/core/accounts/account-store.ts';
import { type AppPasswordRequest, issueAppPassword } from '../../src/core/app-passwords/issue-app-password.ts';
import type { MailDoor } from '../../src/core/decision.ts';
import type { DeliveryReport } from '../../src/core/messages/carriers.ts';
import type { Clock, Log, LogFields, Stopwatch } from '../../src/core/ports.ts';
import { PATIENCE_MS } from './deadline.ts';
import { makeTempFolder } from './temp.ts';
import { type Certificate, makeCertificate } from './tls.ts';
import { connectWire, type WireClient, type WireOptions, type WireTls } from './wire-client.ts';

/** How a door is reached in a test. */
export type DoorTls = 'implicit' | 'starttls' | 'none';

export interface PosternOptions {
  /** YAML of a backend's services, indented by nothing: `imap: { host: …, port: … }` lines, `sign-in:` and the like. */
  readonly backend: string;
  /** Further YAML sections, as they stand at the top level. */
  readonly more?: string;
  readonly doors?: readonly {
    readonly protocol: MailDoor;
    readonly tls: DoorTls;
    /** 0, the default: the system chooses. Several workers need a port that all of them know. */
    readonly port?: number;
    /** Further settings, as YAML in flow style. */
    readonly extra?: string;
  }[];
  /** The domain `example.test`, mode always, unless said otherwise. */
  readonly domain?: Partial<Domain>;
  readonly workers?: number;
  /** Further settings of the `tls` section, such as `handshake-timeout: 1s`. */
  readonly tls?: string;
  /** Beside Postern's own, which comes first. */
  readonly certificates?: readonly Certificate[];
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly onDelivery?: (report: DeliveryReport) => void;
  /** What takes messages; absent: nothing can be sent. */
  readonly messages?: MessagePath;
  /** Default: goes with the clock, so that a test that moves that one moves time-outs too. */
  readonly stopwatch?: Stopwatch;
  /** The state folder; absent: one that vanishes at the end. */
  readonly state?: string;
}

/** How a test's client differs from others. */
export interface ConnectOptions extends Omit<WireOptions, 'port' | 'host' | 'tls'> {
  readonly tls?: WireTls;
}

export interface LogLine {
  readonly event: string;
  readonly fields: LogFields;
}

export interface Postern extends AsyncDisposable {
  readonly node: Node;
  readonly certificate: Certificate;
  readonly configPath: string;
  readonly logged: readonly LogLine[];
  /** The port of a door. */
  port(protocol: MailDoor, tls: DoorTls): number;
  /** A line-oriented client at a door; over TLS at an implicit one. */
  connect(protocol: MailDoor, tls: DoorTls, options?: ConnectOptions): Promise<WireClient>;
  /** How many connections it counts now, signed in or not. */
  open(): Promise<number>;
  /** Settles when it counts that many; fails when it doesn't come to that. */
  untilOpen(count: number): Promise<void>;
  /** Makes an app password and gives back what its owner is shown. */
  issue(
    request: Partial<AppPasswordRequest> & { readonly mailbox: string },
  ): Promise<{ readonly id: string; readonly shown: string }>;
  /** Goes over to other configuration text. */
  reload(options: PosternOptions): Promise<void>;
}

const DEFAULT_DOORS: NonNullable<PosternOptions['doors']> = [
  { protocol: 'imap', tls: 'implicit' },
  { protocol: 'imap', tls: 'starttls' },
  { protocol: 'imap', tls: 'none' },
];

/** IMAP and POP3, each in every way. */
export const ALL_MAIL_DOORS: NonNullable<PosternOptions['doors']> = (['imap', 'pop3'] as const).flatMap((protocol) =>
  (['implicit', 'starttls', 'none'] as const).map((tls) => ({ protocol, tls })),
);

/** Starts one; throws when the configuration is wrong or a port can't be had. */
export async function startPostern(options: PosternOptions): Promise<Postern> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempFolder('postern'));
  const certificate = opened.use(await makeCertificate({ names: ['localhost', 'mail.example.test'] }));
  const configPath = folder.file('postern.yaml');
  const load = async (wanted: PosternOptions) => {
    await writeFile(configPath, configText(wanted, wanted.state ?? folder.file('state'), certificate));
    const result = loadConfig({
      path: configPath,
      environment: {},
      readFile: (file) => readFileSync(file, 'utf8'),
    });
    if (result.kind === 'invalid') throw new Error(formatProblems(result.problems));
    return { config: result.config, secrets: result.secrets };
  };
  const logged: LogLine[] = [];
  const { clock = systemClock } = options;
  const node = opened.use(
    await openNode({
      loaded: await load(options),
      configPath,
      log: recordingLog(logged),
      ...(options.onDelivery && { onDelivery: options.onDelivery }),
      ...(options.messages && { messages: options.messages }),
      clock,
      stopwatch: options.stopwatch ?? { elapsed: () => clock.now() },
    }),
  );
  const { stores, crypto } = node.state;
  await stores.accounts.putDomain({
    name: 'example.test',
    backend: 'default',
    signInSource: 'default',
    policy: { challenge: 'always' },
    createdAt: 0,
    ...options.domain,
  });
  const port = async (protocol: MailDoor, tls: DoorTls) => {
    const listeners = await node.pool.listeners();
    const found = listeners.find((listener) => listener.protocol === protocol && listener.tls === tls);
    if (!found) throw new Error(`no ${protocol} door with tls ${tls}`);
    return found.port;
  };
  const ports = new Map<string, number>();
  for (const { protocol, tls } of options.doors ?? DEFAULT_DOORS) {
    ports.set(`${protocol} ${tls}`, await port(protocol, tls));
  }
  const all = opened.move();
  return {
    node,
    certificate,
    configPath,
    logged,
    port: (protocol, tls) => ports.get(`${protocol} ${tls}`) ?? 0,
    connect: (protocol, tls, { tls: wanted, ...rest } = {}) =>
      connectWire({
        ...rest,
        port: ports.get(`${protocol} ${tls}`) ?? 0,
        ...(tls === 'implicit' && { tls: { ca: certificate.ca, servername: 'localhost', ...wanted } }),
      }),
    open: () => openConnections(node),
    async untilOpen(count) {
      await vi.waitFor(async () => expect(await openConnections(node)).toBe(count), { timeout: PATIENCE_MS });
    },
    async issue(request) {
      const result = await issueAppPassword(
        { name: 'test', scopes: ['imap', 'pop3', 'smtp', 'sieve'], readOnly: false, ...request },
        { store: stores.appPasswords, crypto, clock: systemClock, random: systemRandom },
      );
      if (result.kind !== 'issued') throw new Error(result.kind);
      return { id: result.record.id, shown: result.shown };
    },
    async reload(wanted) {
      await node.reload(await load(wanted));
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function openConnections(node: Node): Promise<number> {
  const metrics = (await node.pool.metrics()).flat() as readonly Metric[];
  const gauge = metrics.find(({ name }) => name === 'postern_connections_open');
  return gauge?.values[0]?.value ?? 0;
}

/** prom-client's JSON form of a gauge. */
interface Metric {
  readonly name: string;
  readonly values: readonly { readonly value: number }[];
}

function configText(options: PosternOptions, state: string, certificate: Certificate): string {
  const { backend, more = '', doors = DEFAULT_DOORS, workers = 1, certificates = [], tls = '' } = options;
  const all = [certificate, ...certificates].map((each) => `{ certificate: ${each.certFile}, key: ${each.keyFile} }`);
  const listeners = doors.map(
    ({ protocol, tls, port = 0, extra = '' }, index) =>
      `  - { name: door-${index}, protocol: ${protocol}, address: 127.0.0.1, port: ${port}, tls: ${tls}${extra && `, ${extra}`} }`,
  );
  return [
    'hostname: mail.example.test',
    `state: ${state}`,
    `workers: ${workers}`,
    'help-url: https://mail.example.test/account',
    'tls:',
    `  certificates: [${all.join(', ')}]`,
    ...tls
      .split('\n')
      .filter(Boolean)
      .map((line) => `  ${line}`),
    'listeners:',
    ...listeners,
    'backends:',
    '  default:',
    ...backend.split('\n').map((line) => `    ${line}`),
    'log: { level: error }',
    ...(more.includes('metrics:') ? [] : ['metrics: { enabled: false }']),
    more,
    '',
  ].join('\n');
}

function recordingLog(lines: LogLine[]): Log {
  const record = (event: string, fields: LogFields = {}): void => void lines.push({ event, fields });
  return {
    debug: record,
    info: record,
    warn: record,
    error: (event, error, fields = {}) => record(event, { ...fields, error: String(error) }),
  };
}
