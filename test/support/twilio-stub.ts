// Twilio's API as far as Postern asks it, in the shapes of its documents: what it takes, and how it refuses.

import { type HttpStub, startHttpStub } from './http-stub.ts';

export const TWILIO_ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
export const TWILIO_TOKEN = 'f00dfacecafe0123456789abcdef0123';

/** Numbers that it has an error for, by its code, as its test credentials have. */
const ERRORS: Readonly<Record<string, readonly [code: number, message: string]>> = {
  '+15005550001': [21211, "The 'To' number +15005550001 is not a valid phone number."],
  '+15005550002': [21612, "The 'To' phone number: +15005550002, is not currently reachable."],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region indicated by the To number.'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, "'To' number: +15005550009, is not a valid mobile number"],
  '+15005550010': [21606, "The 'From' phone number is not a valid, SMS-capable inbound phone number."],
  '+15005550011': [99999, 'What nobody has documented'],
};

export function startTwilioStub(): Promise<HttpStub> {
  return startHttpStub(({ method, target, headers, body }, response) => {
    const say = (status: number, content: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    const refuse = (status: number, code: number, message: string): void =>
      say(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
    const messages = `/2010-04-01/Accounts/${TWILIO_ACCOUNT}/Messages.json`;
    const expected = `Basic ${Buffer.from(`${TWILIO_ACCOUNT}:${TWILIO_TOKEN}`).toString('base64')}`;
    if (headers.authorization !== expected) return refuse(401, 20003, 'Authenticate');
    if (method === 'GET' && target === `${messages}?PageSize=1`)
      return say(200, { messages: [], page: 0, page_size: 1 });
    if (method !== 'POST' || target !== messages) return refuse(404, 20404, 'The requested resource was not found');
    const form = new URLSearchParams(body);
    const to = form.get('To') ?? '';
    if (to === '+15005550429') return refuse(429, 20429, 'Too Many Requests');
    if (to === '+15005550500') return refuse(500, 20500, 'Internal Server Error');
    const error = ERRORS[to];
    if (error) return refuse(400, ...error);
    say(201, {
      account_sid: TWILIO_ACCOUNT,
      api_version: '2010-04-01',
      body: form.get('Body'),
      date_created: 'Sat, 21 Nov 2026 12:00:00 +0000',
      date_sent: null,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: form.get('From'),
      messaging_service_sid: form.get('MessagingServiceSid'),
      num_media: '0',
      num_segments: '1',
      price: null,
      sid: 'SMfa7c3e9d21b84f06a5d2c8e1907b3f64',
      status: to === '+15005550012' ? 'failed' : 'queued',
      to,
      uri: messages,
    });
  });
}
