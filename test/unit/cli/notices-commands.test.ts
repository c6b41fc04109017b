// postern notices: without a node, from the configuration alone.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageActions } from '../../../src/app/message-preview.ts';
import { createCommandLine } from '../../../src/cli/command-line.ts';
import { NOTICE_KINDS } from '../../../src/core/messages/message.ts';
import { fakeActions } from '../../support/fake-actions.ts';
import { createFakeTerminal } from '../../support/fake-terminal.ts';
import { SENT_AT } from '../../support/messages-fixture.ts';

const CONFIG = `hostname: mail.example.com
listeners: [{ name: imap, protocol: imap, address: 127.0.0.1, port: 0, tls: none }]
backends: { default: { imap: { host: 127.0.0.1, port: 143, tls: none } } }
messages: { language: de, time-zone: Europe/Berlin }
branding: { name: Beispiel-Mail }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-notices-'));
  writeFileSync(join(folder, 'postern.yaml'), CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(line: string): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
  const terminal = createFakeTerminal();
  const environment = { POSTERN_CONFIG: join(folder, 'postern.yaml') };
  const actions = fakeActions({ messages: async () => messageActions });
  const program = createCommandLine(actions, { terminal, environment, clock: { now: () => SENT_AT } });
  const code = await program.run(line.split(' '));
  return { code, ...terminal.take() };
}

describe('postern notices', () => {
  it('lists the kinds of messages', async () => {
    const { out } = await run('notices kinds');
    expect(out.split('\n')).toEqual(['sign-in-code', 'verification-code', ...NOTICE_KINDS, 'notices', '']);
    expect(JSON.parse((await run('notices kinds --json')).out)).toMatchObject({ kinds: expect.any(Array) });
  });

  it('shows a mail as text, in the language that is configured or another', async () => {
    const { code, out } = await run('notices preview');
    expect(code).toBe(0);
    expect(out).toMatch(/^Ihr Code für die Anmeldung bei Beispiel-Mail\n\n123456\n\n/);
    expect(out).toContain('21. November 2026 um 23:49 MEZ');
    expect((await run('notices preview --language fr --kind factors-reset')).out).toMatch(/^Votre deuxième étape/);
  });

  it('shows the SMS, and the HTML', async () => {
    expect((await run('notices preview --format sms')).out).toMatch(/^123456 .*\n@mail\.example\.com #123456\n$/);
    expect((await run('notices preview --format html')).out).toMatch(/^<!doctype html>\n<html lang="de"/);
  });

  it('writes the whole mail, which says that a program sent it', async () => {
    const file = join(folder, 'code.eml');
    expect((await run(`notices preview --format eml --language ja --out ${file}`)).out).toBe(`${file} is written.\n`);
    const mail = readFileSync(file, 'utf8');
    expect(mail).toMatch(/^From: "Beispiel-Mail" <postern@mail\.example\.com>\r\n/m);
    expect(mail).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(mail).toMatch(/^Auto-Submitted: auto-generated\r\n/m);
    expect(mail).toMatch(/^Content-Language: ja\r\n/m);
    expect(mail).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(mail.match(/^Content-Type: text\/(?:plain|html); charset=utf-8\r$/gm)).toHaveLength(2);
    expect(mail).toMatch(/^(?:[\x20-\x7e\t]{0,78}\r\n)*$/);
  });

  it('refuses what there isn’t', async () => {
    expect(await run('notices preview --kind hello')).toMatchObject({
      code: 2,
      error: expect.stringContaining('there are sign-in-code, verification-code,'),
    });
    expect(await run('notices preview --language xx')).toMatchObject({ code: 2 });
    expect(await run(`notices templates ${folder}/own --kind hello`)).toMatchObject({ code: 2 });
  });

  it('writes the templates for editing, and never over one that is there', async () => {
    mkdirSync(join(folder, 'own', 'de'), { recursive: true });
    writeFileSync(join(folder, 'own', 'de', 'footer.letter'), 'Unsere.\n');
    const { out } = await run(`notices templates ${folder}/own --language de --json`);
    expect(JSON.parse(out)).toMatchObject({ kept: [join(folder, 'own', 'de', 'footer.letter')] });
    expect(readdirSync(join(folder, 'own', 'de'))).toHaveLength(14);
    expect(readFileSync(join(folder, 'own', 'de', 'footer.letter'), 'utf8')).toBe('Unsere.\n');
    writeFileSync(join(folder, 'postern.yaml'), CONFIG.replace('messages: {', `messages: { templates: ${folder}/own,`));
    expect((await run('notices preview')).out).toMatch(/-- \nUnsere\.\n$/);
  });

  it('shows no message with a broken template, but where it is broken', async () => {
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'layout.html'), '<html><body><img></body></html>');
    writeFileSync(join(folder, 'postern.yaml'), CONFIG.replace('messages: {', `messages: { templates: ${folder}/own,`));
    expect(await run('notices preview')).toMatchObject({
      code: 78,
      out: '',
      error: expect.stringContaining(`${folder}/own/layout.html:1: <img> can't be in a mail here`),
    });
  });
});
