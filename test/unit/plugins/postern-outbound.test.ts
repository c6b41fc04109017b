// The plugin of the mail path, hook by hook, as Haraka calls it.

import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Constants, Next, QueuedMail } from '../../../plugins/postern-outbound/haraka.ts';
import { createHooks } from '../../../plugins/postern-outbound/hooks.ts';
import type * as ofPlugin from '../../../plugins/postern-outbound/messages.ts';
import { smarthostExchanges } from '../../../plugins/postern-outbound/route.ts';
import { hasSecret, readTicket } from '../../../plugins/postern-outbound/submission.ts';
import { printable } from '../../../plugins/postern-outbound/words.ts';
import type * as ofPostern from '../../../src/adapters/channels/haraka/messages.ts';

const constants: Constants = { cont: 900, deny: 902, denysoft: 903, denydisconnect: 904, ok: 906 };
const NOW = 1_000_000;

function setUp(settings: ofPlugin.Settings = { secret: 's3cret' }) {
  const said: ofPlugin.FromPlugin[] = [];
  let now = NOW;
  const hooks = createHooks({
    constants,
    say: async (message) => void said.push(message),
    readSettings: async () => settings,
    now: () => now,
    folder: '/state/haraka',
  });
  const connection = {
    remote: { ip: '127.0.0.1' },
    notes: {} as { isSubmitter?: boolean },
    transaction: { notes: {} as { postern?: unknown }, rcpt_to: [{}] as unknown[] },
    capabilities: [] as string[],
    relaying: false,
    answered: [] as number[],
    respond(code: number, _text: string, then: () => void) {
      this.answered.push(code);
      then();
    },
  };
  return {
    hooks,
    said,
    connection: connection as typeof connection & Parameters<typeof hooks.mail>[1],
    passTo: (at: number) => {
      now = at;
    },
    /** Calls a hook and gives what it answered, once it has. */
    call: (run: (next: Next) => void) =>
      new Promise<readonly unknown[]>((resolve) => run((...given) => resolve(given))),
    start: async () => {
      const server = { listeners: [{ address: () => ({ port: 2525 }) }] };
      await new Promise<void>((resolve) => hooks.init_master(() => resolve(), server));
    },
  };
}

function queued(ticket?: { readonly id: string; readonly endsAt: number }, recipient = {}): QueuedMail {
  return {
    todo: { domain: 'b.test', uuid: 'U-1', notes: { ...(ticket && { postern: ticket }) }, rcpt_to: [recipient] },
  };
}

const auth = (secret: string): string => `PLAIN ${Buffer.from(`\0postern\0${secret}`).toString('base64')}`;

describe('who may submit', () => {
  it('is who knows the secret of this start', async () => {
    const { hooks, connection, call, start, said } = setUp();
    await start();
    expect(said).toContainEqual({ kind: 'listening', port: 2525 });
    expect(await call((next) => hooks.unrecognized_command(next, connection, ['AUTH', auth('s3cret')]))).toEqual([906]);
    expect(connection).toMatchObject({ answered: [235], relaying: true });
    const mail = await call((next) => hooks.mail(next, connection, [{}, { ENVID: '2000000.m-1' }]));
    expect(mail).toEqual([906]);
    expect(connection.transaction.notes.postern).toEqual({ id: 'm-1', endsAt: 2_000_000 });
    expect(await call((next) => hooks.rcpt(next, connection))).toEqual([906]);
  });

  it('is nobody before the settings are there', async () => {
    const { hooks, connection, call } = setUp();
    const [code] = await call((next) => hooks.unrecognized_command(next, connection, ['AUTH', auth('s3cret')]));
    expect(code).toBe(904);
    expect(connection.relaying).toBe(false);
  });

  it('is nobody else', async () => {
    const { hooks, connection, call, start } = setUp();
    await start();
    for (const parameters of [auth('guess'), auth(''), auth('s3cret2'), 'PLAIN', 'PLAIN =', 'LOGIN', '']) {
      const [code] = await call((next) => hooks.unrecognized_command(next, connection, ['AUTH', parameters]));
      expect(code).toBe(904);
    }
    const [mail] = await call((next) => hooks.mail(next, connection, [{}, { ENVID: '2000000.m-1' }]));
    const [recipient] = await call((next) => hooks.rcpt(next, connection));
    expect([mail, recipient]).toEqual([904, 904]);
  });

  it('must name id and end, and one recipient', async () => {
    const { hooks, connection, call } = setUp();
    connection.notes.isSubmitter = true;
    expect((await call((next) => hooks.mail(next, connection, [{}, {}])))[0]).toBe(902);
    connection.transaction.rcpt_to.push({});
    expect((await call((next) => hooks.rcpt(next, connection)))[0]).toBe(902);
  });

  it.each([
    ['123.m-1', { id: 'm-1', endsAt: 123 }],
    ['m-1', undefined],
    ['123.', undefined],
    ['123.a b', undefined],
    ['-1.m', undefined],
    [undefined, undefined],
  ])('is read from an envelope id: %s', (envelopeId, ticket) => {
    expect(readTicket(envelopeId)).toEqual(ticket);
  });

  it('compares without telling how far it fits', () => {
    expect(hasSecret(auth('abc'), 'abc')).toBe(true);
    expect(hasSecret(`plain ${Buffer.from('\0postern\0abc').toString('base64')}`, 'abc')).toBe(true);
    expect(hasSecret(`PLAIN ${Buffer.from('x\0postern\0abc').toString('base64')}`, 'abc')).toBe(false);
  });

  it('leaves other unknown commands to Haraka', async () => {
    const { hooks, connection, call } = setUp();
    expect(await call((next) => hooks.unrecognized_command(next, connection, ['XYZ']))).toEqual([]);
  });
});

describe('where mail goes', () => {
  const ticket = { id: 'm-1', endsAt: NOW + 60_000 };

  it('is to the smarthost, under the name that its certificate must have', async () => {
    const { hooks, call, start } = setUp({
      secret: 's',
      smarthost: { host: '127.0.0.1', port: 587, tls: 'starttls', serverName: 'm.test', user: 'u', password: 'p' },
    });
    await start();
    expect(await call((next) => hooks.get_mx(next, queued(ticket)))).toEqual([
      906,
      [{ priority: 0, exchange: '127.0.0.1', port: 587, from_dns: 'm.test', auth_user: 'u', auth_pass: 'p' }],
    ]);
  });

  it('is through the bridge for implicit TLS', async () => {
    const smarthost = { host: 'm.test', port: 465, tls: 'implicit' } as const;
    expect(await smarthostExchanges(smarthost, '/f')).toEqual([{ priority: 0, path: '/f/smarthost.sock' }]);
  });

  it('is asked of DNS without one', async () => {
    const { hooks, call, start } = setUp();
    await start();
    expect(await call((next) => hooks.get_mx(next, queued(ticket)))).toEqual([]);
  });

  it('is nowhere once it has expired, or when it is not ours', async () => {
    const { hooks, call, passTo } = setUp();
    expect((await call((next) => hooks.get_mx(next, queued())))[0]).toBe(902);
    passTo(ticket.endsAt);
    expect(await call((next) => hooks.get_mx(next, queued(ticket)))).toEqual([902, 'expired']);
  });

  it('waits when the name of the smarthost cannot be resolved', async () => {
    const { hooks, call, start, said } = setUp({ secret: 's', smarthost: { host: 'a b', port: 25, tls: 'none' } });
    await start();
    expect(await call((next) => hooks.get_mx(next, queued(ticket)))).toEqual([903]);
    expect(said.at(-1)).toMatchObject({ kind: 'log', level: 'error' });
  });
});

describe('what is reported', () => {
  const ticket = { id: 'm-1', endsAt: NOW + 60_000 };
  const refused = {
    dsn_remote_mta: 'mx.test',
    dsn_smtp_code: '451',
    dsn_smtp_extc: '4.7.1',
    dsn_smtp_response: 'wait',
  };

  it('is a delivery, before the queue file goes', async () => {
    const { hooks, call, said } = setUp();
    await call((next) =>
      hooks.delivered(
        (...given) => {
          expect(said).toHaveLength(1);
          next(...given);
        },
        queued(ticket),
        ['mx.test', '192.0.2.1', '2.0.0 OK'],
      ),
    );
    expect(said).toEqual([{ kind: 'report', id: 'm-1', outcome: 'delivered', at: NOW, detail: 'mx.test: 2.0.0 OK' }]);
  });

  it('is a delay while there is time for another try, with what the host said', async () => {
    const { hooks, call, said } = setUp();
    const given = await call((next) => hooks.deferred(next, queued(ticket, refused), { delay: 5, err: 'Upstream' }));
    expect(given).toEqual([]);
    expect(said[0]).toMatchObject({ outcome: 'delayed', detail: 'mx.test: 451 4.7.1 wait' });
  });

  it('is a last try just before the end, when the pause would be longer', async () => {
    const { hooks, call } = setUp();
    expect(await call((next) => hooks.deferred(next, queued(ticket), { delay: 600, err: 'x' }))).toEqual([903, '59']);
  });

  it('is the end as soon as no try can be in time any more', async () => {
    const { hooks, call, said, passTo } = setUp();
    passTo(ticket.endsAt - 5_500);
    expect(await call((next) => hooks.deferred(next, queued(ticket), { delay: 5, err: 'late' }))).toEqual([906]);
    expect(said[0]).toMatchObject({ outcome: 'expired', detail: 'late' });
  });

  it('is a failure, and no bounce is sent', async () => {
    const { hooks, call, said, passTo } = setUp();
    expect(await call((next) => hooks.bounce(next, queued(ticket), new Error('no')))).toEqual([906]);
    passTo(ticket.endsAt);
    expect(await call((next) => hooks.bounce(next, queued(ticket), new Error('expired')))).toEqual([906]);
    expect(said).toMatchObject([{ outcome: 'failed' }, { outcome: 'expired' }]);
  });

  it('names the trouble that Haraka only logs', async () => {
    const { hooks, call, said } = setUp();
    const data = JSON.stringify({ level: 'NOTICE', uuid: 'U-1', message: 'Failed to get socket: ECONNREFUSED' });
    await call((next) => hooks.log(next, undefined, { data }));
    await call((next) => hooks.deferred(next, queued(ticket), { delay: 5, err: 'Tried all MXs' }));
    expect(said[1]).toMatchObject({ outcome: 'delayed', detail: 'Failed to get socket: ECONNREFUSED' });
    await call((next) => hooks.deferred(next, queued(ticket), { delay: 5, err: 'Tried all MXs' }));
    expect(said[2]).toMatchObject({ detail: 'Tried all MXs' });
    hooks.routeFailed('smarthost: bad certificate');
    await call((next) => hooks.deferred(next, queued(ticket), { delay: 5, err: 'Tried all MXs' }));
    expect(said.at(-1)).toMatchObject({ detail: 'smarthost: bad certificate' });
  });

  it('is printable, bounded, and never a code', () => {
    expect(printable('a\r\n\u001b[31m b\u2028c', 100)).toBe('a [31m b c');
    expect(printable('x'.repeat(400), 300)).toHaveLength(300);
    expect(printable('550 spam: "123456 is your code" id 1234567 at 1.123456', 200)).toBe(
      '550 spam: "****** is your code" id 1234567 at 1.123456',
    );
  });
});

describe('the log', () => {
  it('takes lines of any form', async () => {
    const { hooks, call, said } = setUp();
    for (const data of ['not JSON', '[1]', '{"level":"CRIT","origin":"core","message":"m","x":1}']) {
      expect(await call((next) => hooks.log(next, undefined, { data }))).toEqual([906]);
    }
    expect(said.at(-1)).toEqual({ kind: 'log', level: 'error', origin: 'core', text: 'm x=1' });
    expect(said[0]).toMatchObject({ level: 'debug', text: 'not JSON' });
  });
});

describe('the channel', () => {
  it('means the same on both sides', () => {
    expectTypeOf<ofPlugin.FromPlugin>().toEqualTypeOf<ofPostern.FromPlugin>();
    expectTypeOf<ofPlugin.ToPlugin>().toEqualTypeOf<ofPostern.ToPlugin>();
  });
});
