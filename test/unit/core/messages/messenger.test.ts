import { describe, expect, it } from 'vitest';
import type { MessageWriter, OutgoingMail, OutgoingSms } from '../../../../src/core/messages/carriers.ts';
import type { Message } from '../../../../src/core/messages/message.ts';
import { Messenger } from '../../../../src/core/messages/messenger.ts';

const MESSAGE: Message = { kind: 'notices', mailbox: 'anna@example.org', notices: [] };
const ENVELOPE = { id: 'n-1', language: 'de', endsAt: 9_000 } as const;
const MAIL = { ...ENVELOPE, to: { kind: 'email', address: 'anna@example.net' } } as const;
const SMS = { ...ENVELOPE, to: { kind: 'sms', number: '+491701234567' } } as const;

const writer: MessageWriter = {
  mail: ({ kind }, language) => ({ subject: `${kind} ${language}`, text: 'text', html: 'html' }),
  sms: ({ kind }, language) => `${kind} ${language}`,
};

describe('what is said to somebody', () => {
  it('is written in their language, and carried where they read it', async () => {
    const mails: OutgoingMail[] = [];
    const texts: OutgoingSms[] = [];
    const messenger = new Messenger({
      writer,
      mail: {
        async carry(mail) {
          mails.push(mail);
          return { kind: 'accepted' };
        },
      },
      sms: {
        async carry(sms) {
          texts.push(sms);
          return { kind: 'refused', reason: 'no such number' };
        },
      },
    });
    expect([messenger.reaches('email'), messenger.reaches('sms')]).toEqual([true, true]);
    expect(await messenger.send(MESSAGE, MAIL)).toEqual({ kind: 'accepted' });
    expect(await messenger.send(MESSAGE, SMS)).toEqual({ kind: 'refused', reason: 'no such number' });
    const subject = 'notices de';
    expect(mails).toEqual([{ ...ENVELOPE, to: 'anna@example.net', subject, text: 'text', html: 'html' }]);
    expect(texts).toEqual([{ id: 'n-1', endsAt: 9_000, to: '+491701234567', text: 'notices de' }]);
  });

  it('is unavailable, not lost, where there is no path (R9.3)', async () => {
    const messenger = new Messenger({ writer });
    expect([messenger.reaches('email'), messenger.reaches('sms')]).toEqual([false, false]);
    for (const envelope of [MAIL, SMS]) {
      expect(await messenger.send(MESSAGE, envelope)).toEqual({ kind: 'unavailable', reason: 'not configured' });
    }
  });
});
