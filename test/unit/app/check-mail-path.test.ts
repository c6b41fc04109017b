// The doctor on the mail path, with a DNS that a test answers for and a smarthost that is there or isn't.

import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMailPath, type DnsQuestions } from '../../../src/app/check-mail-path.ts';
import { mailPathSettings } from '../../../src/app/mail-path-settings.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { startMailSink } from '../../support/mail-sink.ts';
import { freePort } from '../../support/ports.ts';
import { makeTempFolder, type TempFolder } from '../../support/temp.ts';
import { makeCertificate } from '../../support/tls.ts';
import { LEAST } from '../config/load-text.ts';

let folder: TempFolder;

beforeEach(async () => {
  folder = await makeTempFolder('doctor');
});

afterEach(() => folder[Symbol.asyncDispose]());

function loadedWith(path: string) {
  const text = `${LEAST}mail-path: { from: { name: x, address: s@example.com }, ${path} }\n`;
  const loaded = loadConfig({ path: 'x.yaml', text, environment: {}, readFile: (file) => readFileSync(file, 'utf8') });
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  return loaded;
}

type Zone = Readonly<Record<string, readonly string[] | Error>>;

function dns(zone: Zone): DnsQuestions {
  const look = (name: string): readonly string[] => {
    const found = zone[name] ?? Object.assign(new Error('none'), { code: 'ENOTFOUND' });
    if (found instanceof Error) throw found;
    return found;
  };
  return {
    resolveTxt: async (name) => look(name).map((text) => [text.slice(0, 20), text.slice(20)]),
    resolveMx: async (name) => look(`MX ${name}`).map((exchange) => ({ exchange, priority: 10 })),
  };
}

const GOOD: Zone = {
  'MX example.com': ['mx.example.com'],
  'example.com': ['something else', 'v=spf1 mx -all'],
  '_dmarc.example.com': ['v=DMARC1; p=none'],
};

function makeKey(): { readonly file: string; readonly published: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = folder.file('dkim.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const published = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { file, published };
}

const resultsOf = (checks: Awaited<ReturnType<typeof checkMailPath>>) =>
  Object.fromEntries(checks.map(({ check, result }) => [check.replace('mail-path.', ''), result]));

describe('the doctor', () => {
  it('says that there is no mail path, and what that means', async () => {
    const loaded = loadConfig({ path: 'x', text: LEAST, environment: {}, readFile: () => '' });
    if (loaded.kind === 'invalid') throw new Error('invalid');
    expect(await checkMailPath(loaded, dns({}))).toEqual([
      { check: 'mail-path', result: 'ok', text: expect.stringContaining('there is none') },
    ]);
    expect(mailPathSettings(loaded)).toBeUndefined();
  });

  it('is content with a site where everything is published', async () => {
    const { file, published } = makeKey();
    const zone = { ...GOOD, 'p._domainkey.example.com': [`v=DKIM1; k=rsa; p=${published}`] };
    const loaded = loadedWith(`delivery: { kind: mx }, dkim: { domain: example.com, selector: p, key: ${file} }`);
    const checks = await checkMailPath(loaded, dns(zone));
    expect(resultsOf(checks)).toEqual({ 'sender-domain': 'ok', spf: 'ok', dmarc: 'ok', dkim: 'ok' });
  });

  it('prints the record that is missing, and finds one that is of another key', async () => {
    const { file, published } = makeKey();
    const loaded = loadedWith(`delivery: { kind: mx }, dkim: { domain: example.com, selector: p, key: ${file} }`);
    const missing = (await checkMailPath(loaded, dns({}))).find(({ check }) => check === 'mail-path.dkim');
    expect(missing).toMatchObject({ result: 'fail', remedy: expect.stringContaining(published) });
    const other = dns({ ...GOOD, 'p._domainkey.example.com': ['v=DKIM1; p=AAAA'] });
    expect(resultsOf(await checkMailPath(loaded, other))).toMatchObject({ dkim: 'fail' });
  });

  it('never takes a silent DNS for a missing record', async () => {
    const silent = Object.assign(new Error('time-out'), { code: 'ETIMEOUT' });
    const zone = { 'MX example.com': silent, 'example.com': silent, '_dmarc.example.com': silent };
    const checks = await checkMailPath(loadedWith('delivery: { kind: mx }'), dns(zone));
    for (const { check, text } of checks) if (check !== 'mail-path.dkim') expect(text).toContain('not checked');
    expect(resultsOf(checks)).toEqual({ 'sender-domain': 'warn', spf: 'warn', dmarc: 'warn', dkim: 'warn' });
  });

  it('refuses a key that cannot sign', async () => {
    const file = folder.file('ec.pem');
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file]);
    for (const key of [file, folder.file('none.pem')]) {
      const loaded = loadedWith(`delivery: { kind: mx }, dkim: { domain: example.com, selector: p, key: ${key} }`);
      expect(await checkMailPath(loaded, dns(GOOD))).toMatchObject([{ check: 'mail-path.files', result: 'fail' }]);
      expect(() => mailPathSettings(loaded)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
    }
  });

  it('signs in at the smarthost, and says what it has against us', async () => {
    await using certificate = await makeCertificate({ names: ['smarthost.test'] });
    await using sink = await startMailSink({ tls: 'starttls', certificate, user: 'postern', password: 'right' });
    const check = async (more: string) => {
      const delivery = `{ kind: smarthost, host: 127.0.0.1, port: ${sink.port}, tls: starttls, ${more} }`;
      const [first] = await checkMailPath(loadedWith(`delivery: ${delivery}`), dns(GOOD));
      return first;
    };
    const trusted = `server-name: smarthost.test, certificate-authority: ${certificate.caFile}`;
    expect(await check(`${trusted}, user: postern, password: right`)).toMatchObject({ result: 'ok' });
    const wrong = await check(`${trusted}, user: postern, password: wrong-secret`);
    expect(wrong).toMatchObject({ result: 'fail', remedy: expect.stringContaining('user and password') });
    expect(JSON.stringify(wrong)).not.toContain('wrong-secret');
    const untrusted = await check('server-name: smarthost.test');
    expect(untrusted).toMatchObject({ result: 'fail', remedy: expect.stringContaining('certificate-authority') });
    expect(sink.mails).toEqual([]);
  });

  it('says that nobody answers', async () => {
    const port = await freePort();
    const loaded = loadedWith(`delivery: { kind: smarthost, host: 127.0.0.1, port: ${port}, tls: none }`);
    const [first] = await checkMailPath(loaded, dns(GOOD));
    expect(first).toMatchObject({
      check: 'mail-path.smarthost',
      result: 'fail',
      text: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
