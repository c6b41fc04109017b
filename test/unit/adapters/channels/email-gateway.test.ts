import { describe, expect, it } from 'vitest';
import { EmailGateway } from '../../../../src/adapters/channels/email-to-sms/email-gateway.ts';
import type { HandedOver, OutgoingMail, OutgoingSms } from '../../../../src/core/messages/carriers.ts';

const NOW = Date.UTC(2026, 10, 21);
const clock = { now: () => NOW };
const SMS: OutgoingSms = { id: 'm-1', to: '+491701234567', text: 'Code: 123456\nbis 12:10', endsAt: NOW + 600_000 };
const SETTINGS = { address: '{digits}@sms.example.net', subject: '', text: '{text}', sender: '', secret: '' };

function recordingMail(answer: HandedOver = { kind: 'accepted' }) {
  const carried: OutgoingMail[] = [];
  return {
    carried,
    carry: async (mail: OutgoingMail) => {
      carried.push(mail);
      return answer;
    },
  };
}

describe('a gateway that takes mail', () => {
  it('gets the text by the address of its number, as text alone', async () => {
    const mail = recordingMail();
    expect(await new EmailGateway(SETTINGS, { mail, clock }).send(SMS)).toEqual({ kind: 'accepted' });
    expect(mail.carried).toEqual([
      {
        id: 'm-1',
        to: '491701234567@sms.example.net',
        subject: '',
        text: SMS.text,
        html: '',
        language: 'en',
        endsAt: SMS.endsAt,
      },
    ]);
  });

  // Negative control: fails without the replacement of line ends.
  it('gets a subject of one line, whatever stands in it', async () => {
    const mail = recordingMail();
    const settings = {
      ...SETTINGS,
      subject: '{secret} {text}',
      text: '#{sender}#{text}',
      secret: 'k3y',
      sender: 'Example',
    };
    await new EmailGateway(settings, { mail, clock }).send({ ...SMS, text: 'a\r\nBcc: x@example.com\u2028b' });
    expect(mail.carried[0]).toMatchObject({
      subject: 'k3y a Bcc: x@example.com b',
      text: '#Example#a\r\nBcc: x@example.com\u2028b',
    });
  });

  it.each([
    { kind: 'refused', reason: 'no such domain' },
    { kind: 'unavailable', reason: 'the queue is full' },
  ] as const)('says what the mail path said: %j', async (answer) => {
    const gateway = new EmailGateway(SETTINGS, { mail: recordingMail(answer), clock });
    expect(await gateway.send(SMS)).toEqual(answer);
    expect(gateway.health().state).toBe(answer.kind === 'refused' ? 'unknown' : 'down');
  });

  it('is down without a mail path', async () => {
    await using gateway = new EmailGateway(SETTINGS, { clock });
    expect(await gateway.send(SMS)).toEqual({ kind: 'unavailable', reason: 'there is no mail path' });
    expect(gateway.health()).toMatchObject({ state: 'down' });
    expect(await gateway.probe()).toMatchObject({ kind: 'well', text: expect.stringContaining('sms.example.net') });
  });
});
