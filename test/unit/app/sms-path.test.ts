// The way of texts out of the node: what holds for every gateway, and that nothing of it lands in a log.

import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { probeSms } from '../../../src/app/probe-sms.ts';
import { createSmsCarrier, SmsPath } from '../../../src/app/sms-path.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import type { Secrets } from '../../../src/config/secrets.ts';
import type { SmsConfig } from '../../../src/config/sections/sms.ts';
import type { DeliveryReport, OutgoingSms } from '../../../src/core/messages/carriers.ts';
import type { Log } from '../../../src/core/ports.ts';
import { createSmsMetrics } from '../../../src/observability/sms-metrics.ts';
import { silentLog } from '../../support/core-fixture.ts';
import { withDeadline } from '../../support/deadline.ts';
import { startHttpStub } from '../../support/http-stub.ts';
import { CENTRE_NAME, CENTRE_PASSWORD, startMessageCentre } from '../../support/message-centre.ts';
import { LEAST } from '../config/load-text.ts';

const NOW = Date.UTC(2026, 10, 21);
const clock = { now: () => NOW };
const SMS: OutgoingSms = { id: 'm-1', to: '+491701234567', text: 'Code: 123456', endsAt: NOW + 600_000 };
const KEY = 'k3y-of-the-gateway';

let opened = new AsyncDisposableStack();

afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

function configured(
  gateway: string,
  environment: Record<string, string> = { KEY },
): { sms: SmsConfig; secrets: Secrets } {
  const mailPath = 'mail-path: { from: { name: Example, address: a@example.test }, delivery: { kind: mx } }\n';
  const text = `${LEAST}${mailPath}sms:\n  gateway: { ${gateway} }\n  allowed-prefixes: ['+49']\n`;
  const readFile = (): string => '';
  const loaded = loadConfig({ path: 'postern.yaml', text, environment, readFile });
  if (loaded.kind === 'invalid' || !loaded.config.sms) throw new Error(JSON.stringify(loaded));
  return { sms: loaded.config.sms, secrets: loaded.secrets };
}

const byHttp = (origin: string): string =>
  `kind: http, url: '${origin}/?to={number}', secret: { environment: KEY }, headers: [{ name: x-key, value: '{secret}' }], body: { kind: raw, content-type: text/plain, template: '{text}', escape: none }`;

const smpp = (port: number): string =>
  `kind: smpp, host: 127.0.0.1, port: ${port}, tls: none, system-id: ${CENTRE_NAME}, password: { environment: KEY }`;

function path(gateway: string | undefined, ports: Partial<ConstructorParameters<typeof SmsPath>[2]> = {}) {
  const none = configured("kind: email, address: '{digits}@sms.example.net'");
  const { sms, secrets } = gateway === undefined ? { sms: undefined, secrets: none.secrets } : configured(gateway);
  const all = { log: silentLog, clock, onDelivery: () => undefined, ...ports };
  return opened.use(new SmsPath(sms, secrets, all));
}

describe('the way of texts', () => {
  it('is not there without a gateway', async () => {
    const none = path(undefined);
    expect(none.isConfigured).toBe(false);
    expect(await none.carry(SMS)).toEqual({ kind: 'unavailable', reason: 'not configured' });
    expect(none.health()).toEqual({ state: 'unknown' });
  });

  it('says what the gateway said, and no more', async () => {
    const web = opened.use(await startHttpStub((_, response) => response.end('as you like')));
    const one = path(byHttp(web.origin));
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
    expect(await one.send(SMS)).toEqual({ kind: 'accepted', words: 'HTTP 200 as you like' });
  });

  // Negative control: fails without the question for the prefix (R7.4, P-30).
  it.each(['+18765550100', '+4', '491701234567', '+49170123456789012'])('never leads to %s', async (to) => {
    const web = opened.use(await startHttpStub((_, response) => response.end()));
    expect(await path(byHttp(web.origin)).carry({ ...SMS, to })).toEqual({
      kind: 'refused',
      reason: 'number not allowed',
    });
    expect(web.asked).toEqual([]);
  });

  it('is not taken by a text whose time is over', async () => {
    const web = opened.use(await startHttpStub((_, response) => response.end()));
    expect(await path(byHttp(web.origin)).carry({ ...SMS, endsAt: NOW })).toEqual({
      kind: 'refused',
      reason: 'too late',
    });
    expect(web.asked).toEqual([]);
  });

  it('goes by mail where a gateway takes that', async () => {
    const { sms, secrets } = configured("kind: email, address: '{digits}@sms.example.net'");
    const to: string[] = [];
    const mail = {
      carry: async (letter: { readonly to: string }) => {
        to.push(letter.to);
        return { kind: 'accepted' } as const;
      },
    };
    await using carrier = createSmsCarrier(sms, secrets, { mail, log: silentLog, clock, onDelivery: () => undefined });
    expect(await carrier.carry(SMS)).toEqual({ kind: 'accepted' });
    expect(to).toEqual(['491701234567@sms.example.net']);
  });

  // Negative control: fails with the number itself as the field `to`.
  it('leaves no number, text, code or secret in the log (R6.6, P-32)', async () => {
    const lines: string[] = [];
    const note = (event: string, ...more: readonly unknown[]): void =>
      void lines.push(JSON.stringify([event, ...more]));
    const log: Log = { debug: note, info: note, warn: note, error: note };
    const answers = [200, 400, 500];
    const web = opened.use(
      await startHttpStub(({ target, headers, body }, response) => {
        response.writeHead(answers.shift() ?? 200).end(`${target} ${headers['x-key']} ${body}`);
      }),
    );
    const one = path(byHttp(web.origin), { log });
    for (let time = 0; time < 3; time += 1) await one.carry(SMS);
    await web[Symbol.asyncDispose]();
    await one.carry(SMS);
    await one.carry({ ...SMS, to: '+18765550100' });
    const written = lines.join('');
    const events = lines.map((line) => JSON.parse(line)[0]);
    expect(events).toEqual(['sms.accepted', 'sms.refused', 'sms.unavailable', 'sms.unavailable', 'sms.refused']);
    expect(written).toContain('+49•••67');
    for (const hidden of ['1701234567', '8765550100', '123456', KEY, web.origin]) expect(written).not.toContain(hidden);
  });
});

describe('a reload', () => {
  it("leads to no message centre before the state folder is known to be this node's alone", async () => {
    // Negative control: fails when a carrier binds as soon as it is made.
    const centre = opened.use(await startMessageCentre());
    const other = opened.use(await startMessageCentre());
    const to = (port: number) => configured(smpp(port), { KEY: CENTRE_PASSWORD });
    const pathTo = ({ sms, secrets }: ReturnType<typeof configured>) =>
      opened.use(new SmsPath(sms, secrets, { log: silentLog, clock, onDelivery: () => undefined }));
    const one = pathTo(to(centre.port));
    // What had bound before would have come in before these.
    for (const { port } of [centre, other]) {
      const another = pathTo(to(port));
      another.start();
      expect(await another.carry(SMS)).toEqual({ kind: 'accepted' });
      if (port === centre.port) await one.reload(to(other.port).sms, to(other.port).secrets);
    }
    const binds = () => [centre, other].map(({ commands }) => commands.filter((each) => each === 'bind_transceiver'));
    expect(binds().map(({ length }) => length)).toEqual([1, 1]);
    one.start();
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
    expect(binds().map(({ length }) => length)).toEqual([1, 2]);
  });

  it('goes over to another gateway, and keeps one that is the same', async () => {
    const centre = opened.use(await startMessageCentre());
    const other = opened.use(await startMessageCentre());
    const key = { KEY: CENTRE_PASSWORD };
    const first = configured(smpp(centre.port), key);
    const one = opened.use(
      new SmsPath(first.sms, first.secrets, { log: silentLog, clock, onDelivery: () => undefined }),
    );
    one.start();
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
    const again = configured(smpp(centre.port), key);
    await one.reload(again.sms, again.secrets);
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
    expect(centre.commands.filter((each) => each === 'bind_transceiver')).toHaveLength(1);
    const next = configured(smpp(other.port), key);
    await one.reload(next.sms, next.secrets);
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
    expect([centre.submitted.length, other.submitted.length]).toEqual([2, 1]);
    expect(centre.commands.at(-1)).toBe('unbind');
    await one.reload(undefined, next.secrets);
    expect(one.isConfigured).toBe(false);
  });

  it('uses another secret at once, under the same name', async () => {
    const web = opened.use(await startHttpStub((_, response) => response.end()));
    const one = path(byHttp(web.origin));
    await one.carry(SMS);
    const next = configured(byHttp(web.origin), { KEY: 'another' });
    await one.reload(next.sms, next.secrets);
    await one.carry(SMS);
    expect(web.asked.map(({ headers }) => headers['x-key'])).toEqual([KEY, 'another']);
  });

  it('that can not be, leaves everything as it was', async () => {
    const web = opened.use(await startHttpStub((_, response) => response.end()));
    const one = path(byHttp(web.origin));
    const next = configured(`${byHttp(web.origin)}, certificate-authority: /nowhere/ca.pem`);
    await expect(one.reload(next.sms, next.secrets)).rejects.toMatchObject({ code: 'ERR_CONFIG_INVALID' });
    expect(await one.carry(SMS)).toEqual({ kind: 'accepted' });
  });
});

describe('what operators see', () => {
  it('is whether the gateway is there, and what became of texts', async () => {
    const centre = opened.use(await startMessageCentre());
    const { sms, secrets } = configured(smpp(centre.port), { KEY: CENTRE_PASSWORD });
    const heard = Promise.withResolvers<DeliveryReport>();
    const one = opened.use(new SmsPath(sms, secrets, { log: silentLog, clock, onDelivery: heard.resolve }));
    one.start();
    await one.carry(SMS);
    centre.report('mc-1', 'DELIVRD');
    const report = await withDeadline(heard.promise, { ms: 10_000, describe: () => 'no report' });
    expect(report).toEqual({ id: 'm-1', outcome: 'delivered', at: NOW, detail: 'DELIVRD' });
    const registry = new Registry();
    createSmsMetrics(registry, one);
    const metrics = await registry.metrics();
    expect(metrics).toContain('postern_sms_gateway_up{gateway="smpp"} 1');
  });

  it('is nothing where there is no gateway', async () => {
    const registry = new Registry();
    createSmsMetrics(registry, path(undefined));
    expect(await registry.metrics()).not.toMatch(/^postern/m);
  });

  it('is, for the doctor, whether a text would be taken', async () => {
    const centre = opened.use(await startMessageCentre());
    const right = configured(smpp(centre.port), { KEY: CENTRE_PASSWORD });
    expect(await probeSms(right.sms, right.secrets)).toMatchObject({ kind: 'well' });
    const wrong = configured(smpp(centre.port), { KEY: 'another' });
    expect(await probeSms(wrong.sms, wrong.secrets)).toEqual({ kind: 'ill', text: 'bind refused: ESME_RINVPASWD' });
    const broken = configured(`${byHttp('https://127.0.0.1:1')}, certificate-authority: /nowhere/ca.pem`);
    expect(await probeSms(broken.sms, broken.secrets)).toMatchObject({ kind: 'ill' });
  });
});
