// Texts through a real kannel to its fake message centre, which prints what it gets.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeSms } from '../../../src/app/probe-sms.ts';
import { SmsPath } from '../../../src/app/sms-path.ts';
import type { SmsConfig } from '../../../src/config/sections/sms.ts';
import type { OutgoingSms } from '../../../src/core/messages/carriers.ts';
import { silentLog } from '../../support/core-fixture.ts';
import { LEAST, loaded } from '../../support/loaded-config.ts';
import { lacks } from '../../support/programs.ts';
import { KANNEL, KANNEL_PASSWORD, KANNEL_USER, type Kannel, startKannel } from '../../support/servers/kannel.ts';

describe.skipIf(lacks(...KANNEL))('a real kannel', () => {
  let kannel: Kannel;
  let path: SmsPath;

  beforeAll(async () => {
    kannel = await startKannel();
    path = await open();
  });

  afterAll(async () => {
    await path?.[Symbol.asyncDispose]();
    await kannel?.[Symbol.asyncDispose]();
  });

  function configured(differing: { readonly password?: string; readonly url?: string; readonly sender?: string } = {}) {
    const { password = KANNEL_PASSWORD, url = kannel.url, sender = 'Example' } = differing;
    const { config, secrets } = loaded(
      `${LEAST}sms:
  gateway: { kind: kannel, url: '${url}', name: ${KANNEL_USER}, password: { environment: KEY }${sender && `, sender: ${sender}`} }
  allowed-prefixes: ['+49']
`,
      { KEY: password },
    );
    return { sms: config.sms as SmsConfig, secrets };
  }

  async function open(differing: Parameters<typeof configured>[0] = {}): Promise<SmsPath> {
    const { sms, secrets } = configured(differing);
    return new SmsPath(sms, secrets, { log: silentLog, clock: { now: Date.now }, onDelivery: () => undefined });
  }

  function text(words: string): OutgoingSms {
    return { id: 'm-1', to: '+491701234567', text: words, endsAt: Date.now() + 600_000 };
  }

  it('takes a text in the GSM alphabet, and passes it on as it is', async () => {
    const from = kannel.received.mark();
    const words = 'Ihr Code: 123456 äöüß {[€]} ~^|\\ Ø & % + "quoted" #1';
    expect(await path.send(text(words))).toEqual({ kind: 'accepted', words: 'HTTP 202 0: Accepted for delivery' });
    const [, arrived] = await kannel.received.waitFor(/Got message \d+: <(.*)>/, { from });
    expect(arrived).toBe(`Example +491701234567 text ${words}`);
  });

  it('takes several lines', async () => {
    const from = kannel.received.mark();
    expect(await path.carry(text('Code 123456\n@webmail.example.com #123456'))).toEqual({ kind: 'accepted' });
    // The fake message centre speaks in lines, and takes one for two.
    await kannel.received.waitFor(/text Code 123456>\n.*<@webmail\.example\.com #123456>/, { from });
  });

  it('takes anything else as UCS-2', async () => {
    const from = kannel.received.mark();
    expect(await path.carry(text('確認 1'))).toEqual({ kind: 'accepted' });
    // Big-endian, as kannel writes octets: 78BA 8A8D 0020 0031.
    await kannel.received.waitFor(/ucs-2 x%BA%8A%8D%00\+%001>/, { from });
  });

  it('splits what is too long', async () => {
    const from = kannel.received.mark();
    expect(await path.carry(text('a'.repeat(200)))).toEqual({ kind: 'accepted' });
    await kannel.received.waitFor(/Got message[\s\S]*Got message/, { from });
  });

  it('refuses a wrong password, which the probe finds without a text', async () => {
    const wrong = configured({ password: 'another' });
    await using other = await open({ password: 'another' });
    const { words: _, ...answer } = await other.send(text('x'));
    expect(answer).toEqual({ kind: 'unavailable', reason: 'HTTP 403' });
    expect(await probeSms(wrong.sms, wrong.secrets)).toMatchObject({ kind: 'ill' });
    const right = configured();
    const from = kannel.received.mark();
    expect(await probeSms(right.sms, right.secrets)).toEqual({
      kind: 'well',
      text: 'answers, and takes the credentials',
    });
    expect(kannel.received.text(from)).toBe('');
  });

  it("has a fault of its own for a sender that nobody said, which is not the number's", async () => {
    await using nameless = await open({ sender: '' });
    expect(await nameless.carry(text('x'))).toEqual({ kind: 'unavailable', reason: 'HTTP 400' });
  });

  it('never has the password in a log (P-32)', async () => {
    const from = kannel.received.mark();
    await path.carry(text('once more'));
    await kannel.received.waitFor(/once more/, { from });
    expect(kannel.access.text()).toContain('once more');
    expect(kannel.access.text()).not.toContain(`password=${KANNEL_PASSWORD}`);
  });

  it('queues while it has no message centre', async () => {
    await using alone = await startKannel();
    await alone.loseMessageCentre();
    const { sms, secrets } = configured({ url: alone.url });
    await using other = new SmsPath(sms, secrets, {
      log: silentLog,
      clock: { now: Date.now },
      onDelivery: () => undefined,
    });
    // Either way it has it, and tries until the text's time is over.
    expect(await other.send(text('x'))).toMatchObject({ kind: 'accepted' });
  });
});
