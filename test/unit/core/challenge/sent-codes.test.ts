import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openMemorySentCodeStore } from '../../../../src/adapters/ephemeral/memory/sent-code-store.ts';
import type { SentCodeStore } from '../../../../src/core/challenge/sent-code-store.ts';
import type { CodeWish, SentCodes } from '../../../../src/core/challenge/sent-codes.ts';
import { createSentCodes, NOON, repeatableRandom } from '../../../support/factors-fixture.ts';
import { type RecordedMessages, recordMessages } from '../../../support/recorded-messages.ts';
import { CONTEXT } from '../../../support/web-sign-in-fixture.ts';

const ANNA = 'anna@example.org';
const MAIL = { kind: 'email', address: 'anna@example.net' } as const;
const PHONE = { kind: 'sms', number: '+491701234567' } as const;
const KEY = { mailbox: ANNA, boundTo: 'ws-1', factorId: 'f-1', purpose: 'sign-in' } as const;
const WISH: CodeWish = {
  ...KEY,
  to: MAIL,
  isOwners: true,
  context: CONTEXT,
  decisionId: 'DECISION1',
  language: 'de',
  again: false,
};

interface Fixture {
  readonly codes: SentCodes;
  readonly outbox: RecordedMessages;
  readonly store: SentCodeStore;
  now: number;
}

function start(parts: Partial<Parameters<typeof createSentCodes>[0]> = {}): Fixture {
  const outbox = recordMessages();
  const store = openMemorySentCodeStore();
  const clock = { now: () => fixture.now };
  const codes = createSentCodes({ messenger: outbox, clock, random: repeatableRandom(), store, ...parts });
  const fixture: Fixture = { codes, outbox, store, now: NOON };
  return fixture;
}

function other(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

describe('a code that is sent (R2.7)', () => {
  it('is six digits, says what it is for, and where, when and by what it was asked for', async () => {
    const { codes, outbox } = start();
    const sent = await codes.send(WISH);
    expect(sent).toMatchObject({
      kind: 'sent',
      sending: { sentAt: NOON, endsAt: NOON + 600_000, againAt: NOON + 30_000, delivery: 'under-way' },
    });
    expect(outbox.messages).toMatchObject([
      {
        message: {
          kind: 'sign-in-code',
          code: expect.stringMatching(/^[0-9]{6}$/),
          endsAt: NOON + 600_000,
          origin: 'https://webmail.example',
          disputeUrl: expect.stringMatching(/^https:\/\/dispute\.example\/[A-Za-z0-9_-]{22}$/),
          occasion: {
            at: NOON,
            mailbox: ANNA,
            remoteAddress: CONTEXT.remoteAddress,
            country: 'NL',
            client: 'Browser 1.0',
            decisionId: 'DECISION1',
          },
        },
        envelope: { to: MAIL, language: 'de', endsAt: NOON + 600_000, id: sent.kind === 'sent' && sent.message },
      },
    ]);
    await codes.send({ ...WISH, purpose: 'enrolment' });
    expect(outbox.lastCode().kind).toBe('verification-code');
  });

  it('leaves out what nobody knows of the occasion', async () => {
    const { codes, outbox } = start();
    const { country: _unknown, ...context } = { ...CONTEXT, userAgent: '' };
    await codes.send({ ...WISH, context });
    expect(outbox.lastCode().occasion).not.toHaveProperty('country');
    expect(outbox.lastCode().occasion).not.toHaveProperty('client');
  });

  it('is as likely any of a million as another', async () => {
    // Negative control: fails when the remainder of a 16-bit number is taken.
    const drawn: string[] = [];
    const random = { bytes: (count: number) => randomBytes(count) };
    for (let index = 0; index < 3_000; index += 1) {
      const { codes, outbox } = start({ random });
      await codes.send(WISH);
      drawn.push(outbox.lastCode().code);
    }
    for (let position = 0; position < 6; position += 1) {
      for (const digit of '0123456789') {
        const count = drawn.filter((code) => code[position] === digit).length;
        // Six standard deviations of a binomial distribution with p = 0.1.
        expect(Math.abs(count - 300)).toBeLessThan(6 * Math.sqrt(3_000 * 0.09));
      }
    }
    expect(new Set(drawn).size).toBeGreaterThan(2_950);
  });

  it('draws again what would favour some codes', async () => {
    // Negative control: the code is 967295 when every number is taken.
    const draws = [0xffff_ffff, 4_294_000_000, 1_234_567];
    const random = {
      bytes(count: number) {
        const octets = Buffer.alloc(count);
        if (count === 4) octets.writeUInt32BE(draws.shift() ?? 0);
        return octets;
      },
    };
    const { codes, outbox } = start({ random });
    await codes.send(WISH);
    expect(outbox.lastCode().code).toBe('234567');
  });

  it('is right once, however often it is typed at once (P-11)', async () => {
    // Negative control: fails when `judge` doesn't ask the store who consumed it.
    const { codes, outbox } = start();
    await codes.send(WISH);
    const { code } = outbox.lastCode();
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => codes.judge(KEY, code)));
    expect(verdicts.filter((verdict) => verdict === 'right')).toHaveLength(1);
    expect(await codes.judge(KEY, code)).toBe('wrong');
  });

  it('is right as people type it', async () => {
    for (const type of [
      (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)}\n`,
      (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
      (code: string) => code.replaceAll(/./g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ]) {
      const { codes, outbox } = start();
      await codes.send(WISH);
      expect(await codes.judge(KEY, type(outbox.lastCode().code))).toBe('right');
    }
  });

  it.each([
    ['another session', { boundTo: 'ws-2' }],
    ['another mailbox', { mailbox: 'ben@example.org' }],
    ['another factor', { factorId: 'f-2' }],
    ['another purpose', { purpose: 'confirmation' }],
  ] as const)('is wrong for %s (P-12)', async (_what, differs) => {
    const { codes, outbox } = start();
    await codes.send(WISH);
    const { code } = outbox.lastCode();
    expect(await codes.judge({ ...KEY, ...differs }, code)).toBe('wrong');
    await codes.send({ ...WISH, ...differs });
    if (outbox.lastCode().code !== code) expect(await codes.judge({ ...KEY, ...differs }, code)).toBe('wrong');
    expect(await codes.judge(KEY, code)).toBe('right');
  });

  it('is wrong after ten minutes', async () => {
    const fixture = start();
    await fixture.codes.send(WISH);
    fixture.now += 600_000;
    expect(await fixture.codes.judge(KEY, fixture.outbox.lastCode().code)).toBe('wrong');
    expect(await fixture.codes.sending(KEY)).toBeUndefined();
  });

  it('is wrong after five wrong ones, also after it was sent again (P-09, P-30)', async () => {
    // Negative control: fails when a resend begins the tries anew.
    const fixture = start();
    const { codes, outbox } = fixture;
    await codes.send(WISH);
    const { code } = outbox.lastCode();
    for (let tried = 0; tried < 4; tried += 1) expect(await codes.judge(KEY, other(code))).toBe('wrong');
    fixture.now += 30_000;
    await codes.send({ ...WISH, again: true });
    expect(outbox.lastCode().code).toBe(code);
    expect(await codes.judge(KEY, other(code))).toBe('wrong');
    expect(await codes.judge(KEY, code)).toBe('wrong');
  });

  it('loses no try by what is no code', async () => {
    const { codes, outbox } = start();
    await codes.send(WISH);
    for (const typed of ['', '12345', '1234567', 'abcdef', 'x'.repeat(1_000)]) {
      expect(await codes.judge(KEY, typed)).toBe('wrong');
      expect(await codes.judge(KEY, typed)).toBe('wrong');
    }
    expect(await codes.judge(KEY, outbox.lastCode().code)).toBe('right');
  });

  it('rests sealed: what is kept of it tells nothing', async () => {
    const { codes, outbox, store } = start();
    await codes.send(WISH);
    const kept = await store.find(KEY, NOON);
    const { code, disputeUrl } = outbox.lastCode();
    expect(Buffer.from(kept?.sealedCode ?? []).includes(code)).toBe(false);
    expect(JSON.stringify(kept)).not.toContain(code);
    expect(await store.findDispute(disputeUrl.slice(-22), NOON)).toBeUndefined();
  });

  it('opens for nobody else: a record that was moved is broken, never right', async () => {
    // Negative control: fails when a code is sealed without its owner.
    const { codes, outbox, store } = start();
    await codes.send(WISH);
    const taken = await store.find(KEY, NOON);
    if (!taken) throw new Error('no code');
    const moved: SentCodeStore = { ...bound(store), takeTry: async () => ({ ...taken, mailbox: 'ben@example.org' }) };
    const other = start({ store: moved });
    await expect(other.codes.judge(KEY, outbox.lastCode().code)).rejects.toMatchObject({ code: 'ERR_STORE_BROKEN' });
  });
});

describe('sending a code', () => {
  it('happens once in a session unless it is asked for again', async () => {
    const { codes, outbox } = start();
    const [first, second] = [await codes.send(WISH), await codes.send(WISH)];
    expect(outbox.messages).toHaveLength(1);
    expect(first).toMatchObject({ kind: 'sent', message: expect.any(String) });
    expect(second).toEqual({ kind: 'sent', sending: await codes.sending(KEY) });
  });

  it('repeats the code, every 30 s at most, as another message', async () => {
    const fixture = start();
    const { codes, outbox } = fixture;
    await codes.send(WISH);
    const { code } = outbox.lastCode();
    const again = { ...WISH, again: true };
    expect(await codes.send(again)).toMatchObject({ kind: 'slowed', wait: 30_000, sending: { sentAt: NOON } });
    fixture.now += 30_000;
    expect(await codes.send(again)).toMatchObject({ kind: 'sent', sending: { endsAt: NOON + 600_000 } });
    expect(outbox.lastCode().code).toBe(code);
    const [one, two] = outbox.messages.map(({ envelope }) => envelope.id);
    expect(one).not.toBe(two);
    expect(outbox.messages).toHaveLength(2);
  });

  it('happens five times in an hour for a mailbox, in whatever sessions and wherever to', async () => {
    // Negative control: fails when sessions or factors are counted.
    const fixture = start();
    const { codes, outbox } = fixture;
    const wish = (index: number): CodeWish => ({
      ...WISH,
      ...{ boundTo: `ws-${index}`, factorId: `f-${index}`, to: index % 2 === 0 ? MAIL : PHONE },
    });
    for (let index = 0; index < 5; index += 1) expect((await codes.send(wish(index))).kind).toBe('sent');
    expect(await codes.send(wish(5))).toEqual({ kind: 'slowed', wait: 3_600_000 });
    expect((await codes.send({ ...wish(6), mailbox: 'ben@example.org' })).kind).toBe('sent');
    fixture.now += 3_600_000;
    expect((await codes.send(wish(7))).kind).toBe('sent');
    expect(outbox.messages).toHaveLength(7);
  });

  it('is bounded for each number and for all numbers together, but not for mail (R7.4, P-30)', async () => {
    // Negative control: fails at its first `slowed` without the allowance of the number.
    const { codes } = start();
    const sms = (mailbox: number, number: string): CodeWish => ({
      ...WISH,
      ...{ mailbox: `m${mailbox}@example.org`, to: { kind: 'sms', number } },
    });
    for (let index = 0; index < 3; index += 1) expect((await codes.send(sms(index, '+491'))).kind).toBe('sent');
    expect(await codes.send(sms(3, '+491'))).toEqual({ kind: 'slowed', wait: 3_600_000 });
    for (let index = 4; index < 9; index += 1) expect((await codes.send(sms(index, `+49${index}`))).kind).toBe('sent');
    expect(await codes.send(sms(9, '+499'))).toEqual({ kind: 'slowed', wait: 3_600_000 });
    expect((await codes.send({ ...WISH, mailbox: 'm9@example.org' })).kind).toBe('sent');
  });

  it('counts nothing, and leaves no code, when nobody took the message (R9.3)', async () => {
    // Negative control: fails at the seventh time without the refund.
    const fixture = start();
    const { codes, outbox } = fixture;
    outbox.handing = { kind: 'unavailable', reason: 'connection refused' };
    for (let index = 0; index < 7; index += 1) {
      expect(await codes.send(WISH)).toEqual({ kind: 'not-sent', reason: 'unavailable: connection refused' });
    }
    expect(await codes.sending(KEY)).toBeUndefined();
    outbox.handing = { kind: 'accepted' };
    expect((await codes.send(WISH)).kind).toBe('sent');
    fixture.now += 30_000;
    outbox.handing = { kind: 'refused', reason: 'no such user' };
    expect((await codes.send({ ...WISH, again: true })).kind).toBe('not-sent');
    expect(await codes.sending(KEY)).toMatchObject({ sentAt: NOON });
    expect(await codes.judge(KEY, outbox.lastCode().code)).toBe('right');
  });

  it('is not tried where there is no path, or no such site', async () => {
    const { codes, outbox } = start({ linksOf: () => undefined });
    expect(await codes.send(WISH)).toMatchObject({ kind: 'not-sent' });
    const without = start();
    without.outbox.reached = ['sms'];
    expect(await without.codes.send(WISH)).toMatchObject({ kind: 'not-sent' });
    expect([without.codes.reaches('email'), without.codes.reaches('sms')]).toEqual([false, true]);
    expect(outbox.messages).toHaveLength(0);
  });

  it('says why it failed without the code or the whole destination (R6.6)', async () => {
    let code = '';
    const outbox = recordMessages();
    const messenger: typeof outbox = {
      ...outbox,
      reaches: () => true,
      async send(message) {
        if (message.kind !== 'notices') code = message.code;
        return { kind: 'refused', reason: `550 <${MAIL.address}>: ${code}\r\n ${'x'.repeat(300)}` };
      },
    };
    const { codes } = start({ messenger });
    const outcome = await codes.send(WISH);
    if (outcome.kind !== 'not-sent') throw new Error(outcome.kind);
    expect(code).toMatch(/^[0-9]{6}$/);
    expect(outcome.reason).toContain('refused: 550 <a•••@example.net>: ••••••   x');
    expect(outcome.reason).not.toContain(code);
    expect(outcome.reason.length).toBeLessThan(250);
    const sms = await codes.send({ ...WISH, to: PHONE });
    expect(JSON.stringify(sms)).not.toContain(PHONE.number);
  });
});

describe('the report of a delivery', () => {
  it('says how a code is doing, and that it is over counts as failed', async () => {
    for (const [outcome, delivery] of [
      ['delivered', 'delivered'],
      ['delayed', 'delayed'],
      ['failed', 'failed'],
      ['expired', 'failed'],
    ] as const) {
      const { codes } = start();
      const sent = await codes.send(WISH);
      const id = sent.kind === 'sent' ? (sent.message ?? '') : '';
      await codes.recordDelivery({ id, outcome });
      expect(await codes.sending(KEY)).toMatchObject({ delivery });
    }
  });

  it('about anything else is passed over', async () => {
    const { codes } = start();
    await codes.send(WISH);
    for (const id of ['', 'c-', 'n-0123456789-1', 'c-0123456789-0', 'c-0123456789-1', "c-1' OR 1=1"]) {
      await expect(codes.recordDelivery({ id, outcome: 'failed' })).resolves.toBeUndefined();
    }
    expect(await codes.sending(KEY)).toMatchObject({ delivery: 'under-way' });
  });
});

/** A store as a plain object, for replacing some of its calls. */
function bound(store: SentCodeStore): SentCodeStore {
  return {
    reserve: (...given) => store.reserve(...given),
    refund: (...given) => store.refund(...given),
    find: (...given) => store.find(...given),
    takeTry: (...given) => store.takeTry(...given),
    consume: (...given) => store.consume(...given),
    recordDelivery: (...given) => store.recordDelivery(...given),
    findDispute: (...given) => store.findDispute(...given),
    purge: (...given) => store.purge(...given),
  };
}
