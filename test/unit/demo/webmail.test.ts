// The demo's webmail, in front of the demo's mail server.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoMailServer } from '../../../src/demo/mail-server/demo-mail-server.ts';
import { type DemoWebmail, startDemoWebmail } from '../../../src/demo/webmail/demo-webmail.ts';
import { formBody, type HttpClient, makeHttpClient } from '../../support/http-client.ts';
import { ALICE, startServer } from './demo-fixture.ts';

let server: DemoMailServer;
let webmail: DemoWebmail;

beforeAll(async () => {
  server = await startServer();
  server.deliver(ALICE.address, 'From: Bob <bob@postern.example>\r\nSubject: <b>Hello</b>\r\n\r\nSee you & yours.\r\n');
  webmail = await startDemoWebmail({ imap: server.imap });
});

afterAll(async () => {
  await webmail[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function browser(): HttpClient {
  return makeHttpClient({ port: webmail.port });
}

async function signIn(client: HttpClient, password: string): Promise<number> {
  const form = await client.get('/login');
  const [, token = ''] = /name="token" value="([0-9a-f]+)"/.exec(form.body.toString()) ?? [];
  const { status } = await client.post('/login', formBody({ token, user: ALICE.address, password }));
  return status;
}

describe("the demo's webmail", () => {
  it('shows the list and a letter after the right password, escaped', async () => {
    const client = browser();
    expect(await signIn(client, ALICE.password)).toBe(302);
    const list = await client.get('/mail');
    expect(list.body.toString()).toContain('&lt;b&gt;Hello&lt;/b&gt;');
    const letter = await client.get('/mail/1');
    expect(letter.body.toString()).toContain('See you &amp; yours.');
    expect((await client.get('/mail/99')).status).toBe(404);
  });

  it('shows the plain text of a letter, with the spaces before its soft line breaks', async () => {
    const parts = [
      'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nguarded, and =\r\nquick\r\n',
      'Content-Type: text/html\r\n\r\n<p>guarded</p>\r\n',
    ];
    const body = `--b\r\n${parts.join('--b\r\n')}--b--\r\n`;
    server.deliver(ALICE.address, `Subject: Two\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n${body}`);
    const client = browser();
    await signIn(client, ALICE.password);
    const [, path = ''] = /href="([^"]+)"><span class="from"><\/span><span class="subject">Two/.exec(
      (await client.get('/mail')).text(),
    ) ?? [''];
    const letter = (await client.get(path)).text();
    expect(letter).toContain('<pre>guarded, and quick</pre>');
  });

  it('takes a form that was shown before another tab asked for one', async () => {
    const client = browser();
    const [, token = ''] = /name="token" value="([0-9a-f]+)"/.exec((await client.get('/login')).text()) ?? [];
    await client.get('/login');
    const { status } = await client.post('/login', formBody({ token, user: ALICE.address, password: ALICE.password }));
    expect(status).toBe(302);
  });

  it('refuses a wrong password, and a form that it did not give out', async () => {
    const client = browser();
    expect(await signIn(client, 'wrong')).toBe(401);
    const body = formBody({ token: 'x', user: ALICE.address, password: ALICE.password });
    expect((await browser().post('/login', body)).status).toBe(400);
  });

  it('opens nothing before sign-in and after sign-out', async () => {
    const client = browser();
    expect((await client.get('/mail')).status).toBe(302);
    await signIn(client, ALICE.password);
    await client.get('/logout');
    expect((await client.get('/mail/1')).status).toBe(302);
  });
});
