// Gateways that need no description, as data: what each documents of its interface.

import type { SmsHttpTemplate } from '../../../core/messages/sms-http.ts';

export interface TwilioPreset {
  /** `AC…` */
  readonly account: string;
  /** `https://api.twilio.com`, or a region's. */
  readonly api: string;
  /** A number, a name, or a messaging service (`MG…`). */
  readonly sender: string;
}

/**
 * Codes that are about the number or the text: invalid, no mobile, in a country that the account may not write to,
 * unsubscribed, unreachable, too long. All else (credentials, funds, limits, our own sender) is "not now".
 */
const TWILIO_REFUSALS = [
  21211, 21214, 21217, 21219, 21265, 21408, 21604, 21605, 21608, 21610, 21612, 21614, 21617, 21635,
];

/** Twilio's Programmable Messaging: POST Messages.json, answered by 201 with the message, or by an error with a code. */
export function twilioTemplate({ account, api, sender }: TwilioPreset): SmsHttpTemplate {
  const messages = `${api}/2010-04-01/Accounts/${account}/Messages.json`;
  const from = /^MG[0-9a-fA-F]{32}$/.test(sender) ? 'MessagingServiceSid' : 'From';
  const none = { kind: 'none' } as const;
  return {
    request: {
      method: 'POST',
      url: messages,
      headers: [],
      body: {
        kind: 'form',
        fields: [
          { name: 'To', value: '{number}' },
          { name: from, value: '{sender}' },
          { name: 'Body', value: '{text}' },
          { name: 'ValidityPeriod', value: '{seconds}' },
        ],
      },
    },
    answers: {
      accepted: [
        {
          statuses: [200, 201],
          part: { pointer: '/status', pattern: '^(?:accepted|scheduled|queued|sending|sent|delivered)$' },
        },
      ],
      refused: [{ statuses: [400], part: { pointer: '/code', pattern: `^(?:${TWILIO_REFUSALS.join('|')})$` } }],
      messageId: { pointer: '/sid' },
      errorCode: { pointer: '/code' },
    },
    // One page of one message: the least that every kind of key may ask.
    probe: {
      request: { method: 'GET', url: `${messages}?PageSize=1`, headers: [], body: none },
      well: [{ statuses: [200] }],
    },
  };
}

export interface KannelPreset {
  /** Of `sendsms`: `http://127.0.0.1:13013/cgi-bin/sendsms`. */
  readonly url: string;
  readonly name: string;
}

/**
 * Kannel's sendsms. Its form with fields of the head, because that of the query would put the password into access logs
 * (P-32). 202 is "accepted" or "queued for later"; 400 is the number's fault only where the words say so, 403 are wrong
 * credentials, 503 is "try again later".
 */
export function kannelTemplate({ url, name }: KannelPreset): SmsHttpTemplate {
  const credentials = [
    { name: 'x-kannel-username', value: name },
    { name: 'x-kannel-password', value: '{secret}' },
  ];
  return {
    request: {
      method: 'POST',
      url,
      headers: [
        ...credentials,
        { name: 'x-kannel-from', value: '{sender}' },
        { name: 'x-kannel-to', value: '{number}' },
        { name: 'x-kannel-coding', value: '{coding}' },
        { name: 'x-kannel-charset', value: 'UTF-8' },
        { name: 'x-kannel-validity', value: '{minutes}' },
      ],
      body: { kind: 'raw', contentType: 'text/plain; charset=UTF-8', template: '{text}', escape: 'none' },
    },
    answers: {
      accepted: [{ statuses: [202] }],
      refused: [{ statuses: [400], part: { pattern: '[Rr]eceiver|denied' } }],
    },
    // Credentials are looked at first; then it misses the number.
    probe: {
      request: {
        method: 'POST',
        url,
        headers: credentials,
        body: { kind: 'raw', contentType: 'text/plain', template: '', escape: 'none' },
      },
      well: [{ statuses: [400], part: { pattern: '[Rr]eceiver' } }],
    },
  };
}
