import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import smpp from 'smpp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmppGateway, type SmppGatewaySettings } from '../../../../src/adapters/channels/smpp/smpp-gateway.ts';
import type { DeliveryReport, OutgoingSms } from '../../../../src/core/messages/carriers.ts';
import type { Log } from '../../../../src/core/ports.ts';
import { silentLog } from '../../../support/core-fixture.ts';
import { withDeadline } from '../../../support/deadline.ts';
import {
  CENTRE_NAME,
  CENTRE_PASSWORD,
  type MessageCentre,
  type Pdu,
  startMessageCentre,
} from '../../../support/message-centre.ts';
import { freePort } from '../../../support/ports.ts';
import { lacks } from '../../../support/programs.ts';
import { runs } from '../../../support/runs.ts';
import { makeCertificate } from '../../../support/tls.ts';

const NOW = Date.UTC(2026, 10, 21);
const SMS: OutgoingSms = { id: 'm-1', to: '+491701234567', text: 'Code: 123456 {€}', endsAt: NOW + 600_000 };

let opened = new AsyncDisposableStack();
let centre: MessageCentre;
let events: { readonly event: string; readonly [field: string]: unknown }[];
let reports: DeliveryReport[];
let heard = Promise.withResolvers<void>();
let lost = Promise.withResolvers<void>();

beforeEach(async () => {
  centre = opened.use(await startMessageCentre());
  events = [];
  reports = [];
  heard = Promise.withResolvers();
  lost = Promise.withResolvers();
});

afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

const note = (event: string, fields: object = {}): void => {
  events.push({ event, ...fields });
  if (event === 'smpp.unbound') lost.resolve();
};
const log: Log = { ...silentLog, info: note, warn: note };

const SETTINGS: SmppGatewaySettings = {
  host: '127.0.0.1',
  port: 0,
  systemId: CENTRE_NAME,
  password: CENTRE_PASSWORD,
  systemType: '',
  sender: 'Example',
  alphabet: 'gsm',
  longTexts: 'parts',
  window: 10,
  keepAlive: 60_000,
  answerWithin: 2_000,
  pauses: { first: 5, longest: 20 },
};

function gateway(differing: Partial<SmppGatewaySettings> = {}): SmppGateway {
  const onDelivery = (report: DeliveryReport): void => {
    reports.push(report);
    heard.resolve();
  };
  const settings = { ...SETTINGS, port: centre.port, ...differing };
  return opened.use(new SmppGateway(settings, { clock: { now: () => NOW }, log, onDelivery }));
}

function started(differing: Partial<SmppGatewaySettings> = {}): SmppGateway {
  const made = gateway(differing);
  made.start();
  return made;
}

function octetsOf(pdu: Pdu): Buffer {
  const { message } = pdu['short_message'] as { readonly message: string };
  return Buffer.from(message);
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return withDeadline(work, { ms: 30_000, describe: () => JSON.stringify(events) });
}

describe('a text over SMPP', () => {
  it('waits for the first bind, and is accepted with the id of the message centre', async () => {
    const sent = await started().send(SMS);
    expect(sent).toMatchObject({ kind: 'accepted', gatewayId: 'mc-1' });
    expect(events).toEqual([{ event: 'smpp.bound', host: '127.0.0.1', port: centre.port }]);
    expect(centre.submitted[0]).toMatchObject({
      source_addr: 'Example',
      source_addr_ton: 5,
      source_addr_npi: 0,
      destination_addr: '491701234567',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      registered_delivery: 1,
      data_coding: 0,
      esm_class: 0,
      short_message: { message: 'Code: 123456 {€}' },
    });
  });

  it.each([
    ['+4915112345678', 1, 1, '4915112345678'],
    ['12345', 0, 1, '12345'],
    ['Example', 5, 0, 'Example'],
    ['', 0, 0, ''],
  ])('comes from %j', async (sender, ton, npi, address) => {
    await started({ sender }).send(SMS);
    expect(centre.submitted[0]).toMatchObject({ source_addr: address, source_addr_ton: ton, source_addr_npi: npi });
  });

  it.each([
    [600_000, '000000001000000R'],
    [1, '000000000001000R'],
    [90_061_000, '000001010101000R'],
    [400 * 86_400_000, '000007000000000R'],
  ])('is worth sending for %i ms: %s', async (life, expected) => {
    const written: Buffer[] = [];
    centre.answer = () => 0;
    const made = started();
    await centre.until(() => centre.sessions.length === 1);
    centre.sessions[0]?.socket.on('data', (chunk: Buffer) => written.push(chunk));
    await made.send({ ...SMS, endsAt: NOW + life });
    // As it went over the wire: the package makes a date of it.
    expect(centre.submitted[0]?.['validity_period']).toBeInstanceOf(Date);
    expect(Buffer.concat(written).toString('latin1')).toContain(expected);
  });

  it('goes in UCS-2 when it does not fit the alphabet, or when that is wanted', async () => {
    const made = started();
    await made.send({ ...SMS, text: '確認コード 123456 😀' });
    expect(centre.submitted[0]).toMatchObject({ data_coding: 8, short_message: { message: '確認コード 123456 😀' } });
    await started({ alphabet: 'ucs2' }).send(SMS);
    expect(centre.submitted[1]).toMatchObject({ data_coding: 8, short_message: { message: SMS.text } });
  });

  it('goes in parts that belong together when it is long', async () => {
    const text = 'x'.repeat(400);
    expect(await started().send({ ...SMS, text })).toMatchObject({ kind: 'accepted', gatewayId: 'mc-1' });
    expect(centre.submitted.map((pdu) => pdu['esm_class'])).toEqual([0x40, 0x40, 0x40]);
    const headers = centre.submitted.map((pdu) => (pdu['short_message'] as { readonly udh: Buffer[] }).udh[0]);
    expect(headers.map((header) => [...(header ?? [])].slice(0, 2))).toEqual([
      [0, 3],
      [0, 3],
      [0, 3],
    ]);
    expect(headers.map((header) => [...(header ?? [])].slice(3))).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(new Set(headers.map((header) => header?.[2])).size).toBe(1);
    expect(Buffer.concat(centre.submitted.map(octetsOf)).toString()).toBe(text);
  });

  it('goes whole where the message centre splits', async () => {
    const text = '確'.repeat(200);
    await started({ longTexts: 'payload' }).send({ ...SMS, text });
    expect(centre.submitted).toHaveLength(1);
    expect(centre.submitted[0]).toMatchObject({ esm_class: 0, message_payload: { message: text } });
  });

  it('is refused when it would be a book', async () => {
    expect(await started().send({ ...SMS, text: 'x'.repeat(2_000) })).toMatchObject({ kind: 'refused' });
    expect(centre.submitted).toEqual([]);
  });

  it.each([
    [0x0b, 'refused', 'ESME_RINVDSTADR'],
    [0x01, 'refused', 'ESME_RINVMSGLEN'],
    [0x58, 'unavailable', 'ESME_RTHROTTLED'],
    [0x14, 'unavailable', 'ESME_RMSGQFUL'],
    [0x08, 'unavailable', 'ESME_RSYSERR'],
    [0x0a, 'unavailable', 'ESME_RINVSRCADR'],
    [0x499, 'unavailable', 'status 0x499'],
  ])('with the status %i is %s: %s', async (status, kind, reason) => {
    centre.answer = () => status;
    expect(await started().send(SMS)).toEqual({ kind, reason });
  });

  it('is not accepted when one of its parts is not', async () => {
    centre.answer = () => (centre.submitted.length === 2 ? 0x58 : 0);
    expect(await started().send({ ...SMS, text: 'x'.repeat(400) })).toMatchObject({ kind: 'unavailable' });
    expect(centre.submitted).toHaveLength(2);
  });

  it('waits for its turn in the window, and goes on', async () => {
    const held: Pdu[] = [];
    let most = 0;
    centre.answer = (pdu) => {
      held.push(pdu);
      most = Math.max(most, held.length);
      if (held.length === 2 || centre.submitted.length === 9) {
        for (const each of held.splice(0)) centre.sessions[0]?.send(each.response({ message_id: 'x' }));
      }
      return 'nothing';
    };
    const made = started({ window: 2 });
    const sent = await Promise.all(Array.from({ length: 9 }, (_, index) => made.send({ ...SMS, id: `m-${index}` })));
    expect(sent.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(most).toBe(2);
  });

  it('is "not now" when nobody answers in time', async () => {
    centre.answer = () => 'nothing';
    expect(await inTime(started({ answerWithin: 100 }).send(SMS))).toEqual({
      kind: 'unavailable',
      reason: 'no answer in time',
    });
  });
});

describe('a delivery receipt', () => {
  it.each([
    ['DELIVRD', 'text', 'delivered'],
    ['DELIVRD', 'fields', 'delivered'],
    ['UNDELIV', 'text', 'failed'],
    ['EXPIRED', 'fields', 'expired'],
  ] as const)('%s by its %s becomes a report: %s', async (state, form, outcome) => {
    await started().send(SMS);
    centre.report('mc-1', 'ENROUTE', form);
    centre.report('mc-1', state, form);
    await inTime(heard.promise);
    expect(reports).toEqual([{ id: 'm-1', outcome, at: NOW, detail: state }]);
    await inTime(centre.until(() => centre.commands.filter((each) => each === 'deliver_sm_resp').length === 2));
  });

  it('that comes before the answer is not lost', async () => {
    centre.answer = () => {
      centre.report('mc-1', 'DELIVRD');
      return 0;
    };
    await started().send(SMS);
    await inTime(heard.promise);
    expect(reports).toMatchObject([{ id: 'm-1', outcome: 'delivered' }]);
  });

  it('is a report when all parts have arrived, or one has not', async () => {
    const made = started();
    await made.send({ ...SMS, id: 'm-1', text: 'x'.repeat(200) });
    await made.send({ ...SMS, id: 'm-2', text: 'x'.repeat(200) });
    centre.report('mc-2', 'DELIVRD');
    centre.report('mc-3', 'UNDELIV');
    centre.report('mc-4', 'DELIVRD');
    await inTime(heard.promise);
    centre.report('mc-1', 'DELIVRD');
    await inTime(centre.until(() => centre.commands.filter((each) => each === 'deliver_sm_resp').length === 4));
    expect(reports.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['m-2', 'failed'],
      ['m-1', 'delivered'],
    ]);
  });
});

// Negative control: fails (an uncaught exception) without the guard around what a PDU begins.
it('a hearer of reports that breaks takes the connection with it, and nothing else', async () => {
  const onDelivery = (): never => {
    throw new Error('a bug elsewhere');
  };
  const settings = { ...SETTINGS, port: centre.port };
  const made = opened.use(new SmppGateway(settings, { clock: { now: () => NOW }, log, onDelivery }));
  made.start();
  await made.send(SMS);
  centre.report('mc-1', 'DELIVRD');
  await inTime(lost.promise);
  expect(await made.send(SMS)).toMatchObject({ kind: 'accepted' });
});

describe('the connection', () => {
  it('comes back after it was lost, and texts wait for that', async () => {
    const made = started();
    await made.send(SMS);
    expect(made.health()).toMatchObject({ state: 'up' });
    centre.hangUp();
    await inTime(centre.until(() => centre.sessions.length === 0));
    await inTime(centre.until(() => centre.sessions.length === 1));
    expect(await made.send(SMS)).toMatchObject({ kind: 'accepted' });
    expect(events.map(({ event }) => event)).toEqual(['smpp.bound', 'smpp.unbound', 'smpp.bound']);
  });

  it('comes when the message centre does', async () => {
    const port = await freePort();
    const made = started({ port, pauses: { first: 1, longest: 5 } });
    for (let time = 0; time < 2; time += 1) {
      expect(await made.send(SMS)).toEqual({ kind: 'unavailable', reason: 'not bound: ECONNREFUSED' });
    }
    expect(made.health()).toMatchObject({
      state: 'down',
      lastFailure: { reason: expect.stringContaining('ECONNREFUSED') },
    });
    const late = opened.use(await startMessageCentre({ port }));
    await inTime(late.until(() => late.sessions.length === 1));
    expect(events.filter(({ event }) => event === 'smpp.unbound')).toHaveLength(1);
  });

  it('is not made with a wrong password', async () => {
    const wrong = gateway({ password: 'another' });
    expect(await wrong.probe()).toEqual({ kind: 'ill', text: 'bind refused: ESME_RINVPASWD' });
    wrong.start();
    expect(await wrong.send(SMS)).toEqual({
      kind: 'unavailable',
      reason: 'not bound: bind refused: ESME_RINVPASWD',
    });
    expect(JSON.stringify(events)).not.toMatch(/another|s3cret/);
  });

  it('is tried by a probe, which unbinds, or is known to be there', async () => {
    expect(await gateway().probe()).toEqual({ kind: 'well', text: 'answers, and takes the credentials' });
    expect(centre.commands).toEqual(['bind_transceiver', 'unbind']);
    const made = started();
    await made.send(SMS);
    expect(await made.probe()).toEqual({ kind: 'well', text: 'is bound' });
  });

  it('is asked whether it is alive, and given up when it is not', async () => {
    const made = started({ keepAlive: 20, answerWithin: 300 });
    await inTime(centre.until(() => centre.commands.includes('enquire_link')));
    await made.send(SMS);
    expect(events.map(({ event }) => event)).toEqual(['smpp.bound']);
    // It stays connected and reads, but says nothing more.
    for (const session of centre.sessions) session.send = () => true;
    const bindsBefore = centre.commands.filter((each) => each === 'bind_transceiver').length;
    await inTime(
      centre.until(() => centre.commands.filter((each) => each === 'bind_transceiver').length > bindsBefore),
    );
    expect(events[1]).toMatchObject({ event: 'smpp.unbound', reason: 'the message centre has gone silent' });
  });

  it('answers what a message centre asks, and goes when it is told to', async () => {
    const made = started();
    await made.send(SMS);
    const [session] = centre.sessions;
    session?.send(new smpp.PDU('enquire_link'));
    session?.send(new smpp.PDU('alert_notification'));
    session?.send(new smpp.PDU('submit_sm', { destination_addr: '1' }));
    session?.send(new smpp.PDU('deliver_sm', { short_message: 'STOP', source_addr: '491701234567' }));
    await inTime(centre.until(() => centre.commands.includes('deliver_sm_resp')));
    expect(centre.commands.slice(2)).toEqual(['enquire_link_resp', 'generic_nack', 'deliver_sm_resp']);
    session?.send(new smpp.PDU('unbind'));
    await inTime(centre.until(() => centre.commands.includes('unbind_resp')));
    await inTime(centre.until(() => centre.sessions.length === 1 && centre.sessions[0] !== session));
  });

  it('ends with a goodbye, and a text that is under way hears of it', async () => {
    centre.answer = () => 'nothing';
    const made = started();
    const sent = made.send(SMS);
    await inTime(centre.until(() => centre.submitted.length === 1));
    await inTime(made[Symbol.asyncDispose]());
    expect(await inTime(sent)).toMatchObject({ kind: 'unavailable' });
    expect(centre.commands.at(-1)).toBe('unbind');
  });
});

describe.skipIf(lacks('openssl'))('the connection over TLS', () => {
  // Negative control: fails with `rejectUnauthorized: false` in the session's options.
  it('is made only with a certificate that is trusted and has the name', async () => {
    await using certificate = await makeCertificate({ names: ['smsc.example.test'] });
    const secure = opened.use(await startMessageCentre({ certificate }));
    const to = (tls: SmppGatewaySettings['tls'] & object) => gateway({ port: secure.port, tls });
    const ca = { certificateAuthority: certificate.ca };
    expect(await to({}).probe()).toMatchObject({ kind: 'ill', text: expect.stringMatching(/CERT|LEAF|SIGN/) });
    expect(await to(ca).probe()).toEqual({ kind: 'ill', text: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(secure.commands).toEqual([]);
    const right = to({ ...ca, serverName: 'smsc.example.test' });
    right.start();
    expect(await right.send(SMS)).toMatchObject({ kind: 'accepted' });
  });

  it('is not made in clear text, nor waited for without end', async () => {
    const secured = gateway({ tls: {}, answerWithin: 300 });
    expect(await inTime(secured.probe())).toMatchObject({ kind: 'ill' });
  });
});

/** A message centre that says what it likes. */
async function hostileCentre(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The answer to a bind that is number 1, which is what ours has. */
function bound(): Buffer {
  const pdu = new smpp.PDU('bind_transceiver_resp', { sequence_number: 1, system_id: 'x' });
  return (pdu as unknown as { toBuffer(): Buffer }).toBuffer();
}

function header(length: number, command: number, status: number, sequence: number): Buffer {
  const head = Buffer.alloc(16);
  for (const [index, field] of [length, command, status, sequence].entries())
    head.writeUInt32BE(field >>> 0, index * 4);
  return head;
}

describe('a message centre that is broken or hostile', () => {
  it.each([
    ['says nothing', Buffer.alloc(0)],
    ['has no length', Buffer.alloc(64)],
    ['has a length that no PDU has', header(7, 9, 0, 1)],
    ['has a length of four', header(4, 9, 0, 1)],
    ['has a huge length', header(0xffffffff, 9, 0, 1)],
    ['answers another command', header(16, 0x80000004, 0, 1)],
    ['answers with a nack', header(16, 0x80000000, 0, 1)],
    ['speaks HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['ends in the middle', header(60, 0x80000009, 0, 1)],
  ])('and %s is not bound to, and ends nothing', async (_, said) => {
    const port = await hostileCentre((socket) => socket.on('data', () => socket.write(said)));
    const made = gateway({ port, answerWithin: 200 });
    expect(await inTime(made.probe())).toMatchObject({ kind: 'ill' });
  });

  it('and hangs up at once is tried again, with pauses', async () => {
    let times = 0;
    const enough = Promise.withResolvers<void>();
    const port = await hostileCentre((socket) => {
      times += 1;
      if (times === 5) enough.resolve();
      socket.destroy();
    });
    started({ port });
    await inTime(enough.promise);
    expect(events.filter(({ event }) => event === 'smpp.unbound')).toHaveLength(1);
  });

  // Negative control: fails (the process grows until it ends) without the limit on what waits to be written.
  it('and asks without ever reading is left', async () => {
    const ask = Buffer.concat(Array.from({ length: 4_000 }, (_, index) => header(16, 0x15, 0, index + 1)));
    const port = await hostileCentre((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write(bound());
        const go = (): void => {
          while (!socket.destroyed && socket.write(ask));
        };
        socket.on('drain', go);
        go();
      });
    });
    started({ port, pauses: { first: 60_000, longest: 60_000 } });
    await inTime(lost.promise);
    expect(events.at(-1)).toMatchObject({ event: 'smpp.unbound', reason: 'the message centre does not read' });
  });

  // Negative control: fails (an uncaught exception) without a listener for the package's errors.
  it('and says anything at all, once bound, never breaks the process', async () => {
    const command = fc.constantFrom(0x05, 0x103, 0x15, 0x06, 0x04, 0x21, 0x80000004, 0x80000000, 0x102, 0x0b, 0x7777);
    const pdu = fc
      .tuple(
        command,
        fc.uint8Array({ maxLength: 120 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: -3, max: 3 }),
      )
      .map(([id, body, sequence, lie]) =>
        Buffer.concat([header(16 + body.length + (lie === 1 ? 3 : 0), id, lie === 2 ? 0x58 : 0, sequence), body]),
      );
    const stream = fc.array(fc.oneof({ weight: 5, arbitrary: pdu }, { weight: 1, arbitrary: fc.uint8Array() }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(stream, async (said) => {
        const port = await hostileCentre((socket) =>
          socket.once('data', () => socket.end(Buffer.concat([bound(), ...said]))),
        );
        const made = new SmppGateway(
          { ...SETTINGS, port, answerWithin: 500, pauses: { first: 60_000, longest: 60_000 } },
          { clock: { now: () => NOW }, log, onDelivery: () => undefined },
        );
        made.start();
        const { kind } = await inTime(made.send(SMS));
        await inTime(made[Symbol.asyncDispose]());
        // A sound answer to the text may be among it.
        expect(['unavailable', 'accepted', 'refused']).toContain(kind);
      }),
      { numRuns: runs(60) },
    );
  });
});
