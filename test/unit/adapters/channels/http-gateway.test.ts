import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpGateway, type HttpGatewaySettings } from '../../../../src/adapters/channels/sms-http/http-gateway.ts';
import { kannelTemplate, twilioTemplate } from '../../../../src/adapters/channels/sms-http/presets.ts';
import type { OutgoingSms } from '../../../../src/core/messages/carriers.ts';
import type { SmsHttpTemplate } from '../../../../src/core/messages/sms-http.ts';
import { type HttpStub, startHttpStub } from '../../../support/http-stub.ts';
import { freePort } from '../../../support/ports.ts';
import { lacks } from '../../../support/programs.ts';
import { makeCertificate } from '../../../support/tls.ts';
import { startTwilioStub, TWILIO_ACCOUNT, TWILIO_TOKEN } from '../../../support/twilio-stub.ts';

const NOW = Date.UTC(2026, 10, 21);
const clock = { now: () => NOW };
const SMS: OutgoingSms = {
  id: 'm-1',
  to: '+491701234567',
  text: 'Ihr Code: 123456 & "gültig" bis 12:10\n@webmail.example.com #123456',
  endsAt: NOW + 600_000,
};

let opened = new AsyncDisposableStack();

afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

type Differing = Partial<Omit<HttpGatewaySettings, 'template'>> & {
  readonly request?: Partial<SmsHttpTemplate['request']>;
  readonly answers?: Partial<SmsHttpTemplate['answers']>;
};

function gateway(url: string, { request, answers, ...settings }: Differing = {}): HttpGateway {
  const template: SmsHttpTemplate = {
    request: { method: 'POST', url, headers: [], body: { kind: 'none' }, ...request },
    answers: { accepted: [{}], refused: [{ statuses: [400, 422] }], ...answers },
  };
  const all = { template, authentication: { kind: 'none' }, sender: '', secret: '', ...settings } as const;
  return opened.use(new HttpGateway(all, { clock }));
}

/** Answers everything with this. */
async function stub(status: number, body = '', headers: Record<string, string> = {}): Promise<HttpStub> {
  return opened.use(await startHttpStub((_, response) => response.writeHead(status, headers).end(body)));
}

describe('a gateway by template', () => {
  it('is asked with every value in its place', async () => {
    const web = await stub(200);
    const asked = gateway(`${web.origin}/send/{digits}?to={number}&from={sender}&text={text}`, {
      request: {
        headers: [
          { name: 'X-Key', value: 'k={secret}' },
          { name: 'X-Id', value: '{id}' },
        ],
        body: {
          kind: 'form',
          fields: [
            { name: 'te xt', value: '<{text}>' },
            { name: 'ttl', value: '{seconds}' },
          ],
        },
      },
      sender: 'Example AG',
      secret: 'se"cret',
    });
    expect(await asked.send(SMS)).toMatchObject({ kind: 'accepted' });
    const [request] = web.asked;
    const url = new URL(request?.target ?? '', web.origin);
    expect(url.pathname).toBe('/send/491701234567');
    expect(Object.fromEntries(url.searchParams)).toEqual({ to: SMS.to, from: 'Example AG', text: SMS.text });
    expect(request?.headers).toMatchObject({
      'x-key': 'k=se"cret',
      'x-id': 'm-1',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({ 'te xt': `<${SMS.text}>`, ttl: '600' });
  });

  it('gets JSON in which no text ends early', async () => {
    const web = await stub(200);
    const document = '{"to": ["{number}"], "text": "{text}", "flash": false, "n": 1}';
    await gateway(web.origin, { request: { body: { kind: 'json', document } } }).send(SMS);
    expect(JSON.parse(web.asked[0]?.body ?? '')).toEqual({ to: [SMS.to], text: SMS.text, flash: false, n: 1 });
    expect(web.asked[0]?.headers['content-type']).toBe('application/json');
  });

  it('gets any other body, with values written as its language wants', async () => {
    const web = await stub(200);
    const body = { kind: 'raw', contentType: 'application/xml', template: '<sms>{text}</sms>', escape: 'xml' } as const;
    await gateway(web.origin, { request: { method: 'PUT', body } }).send(SMS);
    expect(web.asked[0]).toMatchObject({ method: 'PUT', headers: { 'content-type': 'application/xml' } });
    expect(web.asked[0]?.body).toContain('123456 &#38; &#34;gültig&#34; bis');
  });

  it.each([
    [{ kind: 'basic', name: 'post', password: 'pa:ss' }, `Basic ${Buffer.from('post:pa:ss').toString('base64')}`],
    [{ kind: 'bearer', token: 't0ken' }, 'Bearer t0ken'],
    [{ kind: 'none' }, undefined],
  ] as const)('is shown who asks: %j', async (authentication, expected) => {
    const web = await stub(200);
    await gateway(web.origin, { authentication }).send(SMS);
    expect(web.asked[0]?.headers.authorization).toBe(expected);
  });
});

describe('what a gateway answers', () => {
  const rules = {
    accepted: [{ statuses: [200], part: { pointer: '/status', pattern: '^(queued|sent)$' } }],
    refused: [{ statuses: [200, 400], part: { pointer: '/error/code', pattern: '^bad_number$' } }],
    messageId: { pointer: '/ids/0' },
    errorCode: { pointer: '/error/code' },
  };

  it.each([
    [200, '{"status": "queued", "ids": ["a-1"]}', { kind: 'accepted', gatewayId: 'a-1' }],
    [200, '{"status": "sent"}', { kind: 'accepted' }],
    [200, '{"status": "dropped"}', { kind: 'unavailable', reason: 'HTTP 200' }],
    [201, '{"status": "queued"}', { kind: 'unavailable', reason: 'HTTP 201' }],
    [200, 'OK', { kind: 'unavailable', reason: 'HTTP 200' }],
    [200, '{"error": {"code": "bad_number"}}', { kind: 'refused', reason: 'HTTP 200 (bad_number)' }],
    [400, '{"error": {"code": "bad_number"}}', { kind: 'refused', reason: 'HTTP 400 (bad_number)' }],
    [400, '{"error": {"code": "no_funds"}}', { kind: 'unavailable', reason: 'HTTP 400 (no_funds)' }],
    // Neither keys of every object nor words are codes.
    [400, '{"error": {"code": "not for you"}}', { kind: 'unavailable', reason: 'HTTP 400' }],
    [400, '{"error": "x"}', { kind: 'unavailable', reason: 'HTTP 400' }],
  ])('is read by the rules: %i %s', async (status, body, expected) => {
    const web = await stub(status, body);
    const { words: _, ...answer } = await gateway(web.origin, { answers: rules }).send(SMS);
    expect(answer).toEqual(expected);
  });

  // Negative control: fails with `accepted` as what is left over.
  it.each([301, 302, 401, 403, 404, 408, 429, 500, 502, 503])('is "not now" for %i, without a rule', async (status) => {
    const other = await stub(200);
    const web = await stub(status, 'x', { location: `${other.origin}/` });
    const answer = await gateway(web.origin).send(SMS);
    expect(answer).toMatchObject({ kind: 'unavailable', reason: `HTTP ${status}` });
    expect(other.asked).toEqual([]);
  });

  it.each([400, 422])('is about the number for %i', async (status) => {
    const web = await stub(status);
    expect(await gateway(web.origin).send(SMS)).toMatchObject({ kind: 'refused', reason: `HTTP ${status}` });
  });

  it('is no acceptance when it has no end', async () => {
    const web = await stub(200, 'a'.repeat(70_000));
    expect(await gateway(web.origin).send(SMS)).toEqual({
      kind: 'unavailable',
      reason: 'HTTP 200, with more than 64 KiB',
    });
  });

  it('is shown without number, text and secrets, and never as a code (P-32)', async () => {
    const echo = `no ${SMS.to} ${SMS.text} 49 170 123-4567 k3y-of-ours ${encodeURIComponent(SMS.text)}\u001b[2J ${JSON.stringify(SMS.text)}`;
    const web = await stub(400, echo);
    const asked = gateway(`${web.origin}/?k={secret}`, {
      secret: 'k3y-of-ours',
      answers: { errorCode: { pattern: 'no (\\S+)' }, accepted: [{ statuses: [200] }] },
    });
    const answer = await asked.send(SMS);
    const shown = JSON.stringify(answer);
    for (const hidden of ['1701234567', '123456', 'k3y-of-ours', '\\u001b']) expect(shown).not.toContain(hidden);
    expect(answer).toMatchObject({ kind: 'refused', reason: 'HTTP 400' });
    expect(answer.words).toMatch(/^HTTP 400 no \*\*\* /);
  });
});

describe('a gateway that does not answer', () => {
  it('is not there', async () => {
    const port = await freePort();
    const none = gateway(`http://127.0.0.1:${port}/`);
    expect(await none.send(SMS)).toEqual({ kind: 'unavailable', reason: 'ECONNREFUSED' });
    expect(none.health()).toMatchObject({ state: 'down', lastFailure: { at: NOW, reason: 'ECONNREFUSED' } });
    expect(await none.probe()).toEqual({ kind: 'ill', text: 'ECONNREFUSED' });
  });

  it('is silent, or never comes to an end', async () => {
    const silent = opened.use(await startHttpStub(() => undefined));
    const endless = opened.use(await startHttpStub((_, response) => void response.writeHead(200).write('a')));
    for (const { origin } of [silent, endless]) {
      expect(await gateway(origin, { answerWithin: 300 }).send(SMS)).toEqual({
        kind: 'unavailable',
        reason: 'no answer in time',
      });
    }
  });

  it('speaks something else', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('220 mail.example.com ESMTP\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.defer(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await gateway(`http://127.0.0.1:${port}/`).send(SMS)).toMatchObject({ kind: 'unavailable' });
  });

  it('ends with the carrier', async () => {
    const silent = opened.use(await startHttpStub(() => undefined));
    const asked = gateway(silent.origin);
    const answer = asked.send(SMS);
    await asked[Symbol.asyncDispose]();
    expect(await answer).toMatchObject({ kind: 'unavailable' });
  });

  it('is not asked what no head can hold', async () => {
    const web = await stub(200);
    const asked = gateway(web.origin, { authentication: { kind: 'bearer', token: 'tök€n' } });
    expect(await asked.send(SMS)).toMatchObject({ kind: 'unavailable' });
    expect(web.asked).toEqual([]);
  });
});

describe.skipIf(lacks('openssl'))('a gateway over TLS', () => {
  // Negative control: fails with `rejectUnauthorized: false` in the agent's options.
  it('must show a certificate of an authority that is trusted', async () => {
    await using certificate = await makeCertificate({ names: ['127.0.0.1'] });
    await using web = await startHttpStub((_, response) => response.end('ok'), certificate);
    const stranger = gateway(`${web.origin}/{number}`);
    expect(await stranger.send(SMS)).toMatchObject({ kind: 'unavailable', reason: expect.stringMatching(/CERT|LEAF/) });
    expect(await stranger.probe()).toMatchObject({ kind: 'ill', text: expect.stringMatching(/CERT|LEAF/) });
    expect(web.asked).toEqual([]);
    const trusted = gateway(`${web.origin}/{number}`, { certificateAuthority: certificate.ca });
    expect(await trusted.probe()).toMatchObject({ kind: 'well' });
    expect(web.asked).toEqual([]);
    expect(await trusted.send(SMS)).toMatchObject({ kind: 'accepted' });
    expect(trusted.health()).toEqual({ state: 'up', lastAcceptedAt: NOW });
  });
});

describe('Twilio', () => {
  async function twilio(differing: { readonly token?: string; readonly sender?: string } = {}) {
    const api = opened.use(await startTwilioStub());
    const { token = TWILIO_TOKEN, sender = '+15005550006' } = differing;
    const settings: HttpGatewaySettings = {
      template: twilioTemplate({ account: TWILIO_ACCOUNT, api: api.origin, sender }),
      authentication: { kind: 'basic', name: TWILIO_ACCOUNT, password: token },
      sender,
      secret: '',
    };
    return { api, gateway: opened.use(new HttpGateway(settings, { clock })) };
  }

  it('takes a text, for as long as its code is good', async () => {
    const { api, gateway } = await twilio();
    expect(await gateway.send(SMS)).toMatchObject({
      kind: 'accepted',
      gatewayId: 'SMfa7c3e9d21b84f06a5d2c8e1907b3f64',
    });
    expect(Object.fromEntries(new URLSearchParams(api.asked[0]?.body))).toEqual({
      To: SMS.to,
      From: '+15005550006',
      Body: SMS.text,
      ValidityPeriod: '600',
    });
  });

  it('takes the SID of a messaging service for a sender', async () => {
    const { api, gateway } = await twilio({ sender: 'MG0123456789abcdef0123456789abcdef' });
    await gateway.send(SMS);
    const form = new URLSearchParams(api.asked[0]?.body);
    expect(form.get('MessagingServiceSid')).toBe('MG0123456789abcdef0123456789abcdef');
    expect(form.has('From')).toBe(false);
  });

  it.each([
    ['+15005550001', 'refused', 'HTTP 400 (21211)'],
    ['+15005550002', 'refused', 'HTTP 400 (21612)'],
    ['+15005550003', 'refused', 'HTTP 400 (21408)'],
    ['+15005550004', 'refused', 'HTTP 400 (21610)'],
    ['+15005550009', 'refused', 'HTTP 400 (21614)'],
    // Our own sender, and what we don't know: that isn't the number's fault.
    ['+15005550010', 'unavailable', 'HTTP 400 (21606)'],
    ['+15005550011', 'unavailable', 'HTTP 400 (99999)'],
    ['+15005550012', 'unavailable', 'HTTP 201'],
    ['+15005550429', 'unavailable', 'HTTP 429 (20429)'],
    ['+15005550500', 'unavailable', 'HTTP 500 (20500)'],
  ])('says of %s: %s, %s', async (to, kind, reason) => {
    const { gateway } = await twilio();
    const answer = await gateway.send({ ...SMS, to });
    expect(answer).toMatchObject({ kind, reason });
    expect(JSON.stringify(answer)).not.toContain(to.slice(1));
  });

  it('shows in a probe whether the credentials are right, and sends nothing', async () => {
    const right = await twilio();
    expect(await right.gateway.probe()).toEqual({ kind: 'well', text: 'answers, and takes the credentials' });
    expect(right.api.asked.map(({ method }) => method)).toEqual(['GET']);
    const wrong = await twilio({ token: 'another' });
    expect(await wrong.gateway.probe()).toMatchObject({ kind: 'ill', text: expect.stringContaining('HTTP 401') });
    expect(await wrong.gateway.send(SMS)).toMatchObject({ kind: 'unavailable', reason: 'HTTP 401 (20003)' });
  });
});

describe('kannel', () => {
  it('gets the password in a field of the head, not in the address (P-32)', async () => {
    const web = await stub(202, '0: Accepted for delivery');
    const template = kannelTemplate({ url: `${web.origin}/cgi-bin/sendsms`, name: 'postern' });
    const settings = { template, authentication: { kind: 'none' }, sender: '', secret: 's3cret' } as const;
    const kannel = opened.use(new HttpGateway(settings, { clock }));
    expect(await kannel.send(SMS)).toMatchObject({ kind: 'accepted' });
    expect(web.asked[0]?.target).toBe('/cgi-bin/sendsms');
    expect(web.asked[0]?.headers['x-kannel-password']).toBe('s3cret');
  });
});
