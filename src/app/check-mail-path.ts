// The doctor on the mail path: whether the smarthost answers, proves who it is and lets Postern in, and whether DNS says
// what those look for who receive its mail. It sends nothing.

import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { createTransport } from 'nodemailer';
import type { DkimKey, MailPathSettings } from '../adapters/channels/haraka/mail-path-settings.ts';
import type { Check } from '../cli/doctor/check.ts';
import type { Millis } from '../core/units.ts';
import { mailPathSettings } from './mail-path-settings.ts';
import type { LoadedConfig } from './worker-link.ts';

/** For each step of talking to the smarthost, and for each question to DNS. */
const PATIENCE: Millis = 10_000;

/** The two questions that are asked of DNS. */
export type DnsQuestions = Pick<Resolver, 'resolveTxt' | 'resolveMx'>;

/** Everything about the mail path, also that there is none. Never rejects. */
export async function checkMailPath(
  loaded: LoadedConfig,
  dns: DnsQuestions = new Resolver({ timeout: PATIENCE / 4, tries: 2 }),
): Promise<readonly Check[]> {
  let settings: MailPathSettings | undefined;
  try {
    settings = mailPathSettings(loaded);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [
      { check: 'mail-path.files', result: 'fail', text, remedy: 'Correct the file, or what mail-path says of it.' },
    ];
  }
  if (!settings) {
    const text = 'there is none: codes by mail are offered to nobody, and notices reach nobody by mail';
    return [{ check: 'mail-path', result: 'ok', text }];
  }
  const domain = settings.from.address.slice(settings.from.address.lastIndexOf('@') + 1);
  return [
    ...(settings.smarthost ? [await checkSmarthost(settings.smarthost, settings.hostname)] : []),
    ...(await checkSender(domain, settings.smarthost === undefined, dns)),
    settings.dkim ? await checkDkim(settings.dkim, dns) : unsigned(settings.smarthost === undefined),
  ];
}

async function checkSmarthost(smarthost: NonNullable<MailPathSettings['smarthost']>, name: string): Promise<Check> {
  const { host, port, tls, serverName, certificateAuthority, user, password } = smarthost;
  const base = { check: 'mail-path.smarthost', subject: `${host}:${port}` };
  const transport = createTransport({
    host,
    port,
    name,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {
      ...(serverName !== undefined && { servername: serverName }),
      ...(certificateAuthority !== undefined && { ca: certificateAuthority }),
    },
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    dnsTimeout: PATIENCE,
  });
  try {
    await transport.verify();
    const signedIn = user === undefined ? 'answers' : `lets ${user} in`;
    return {
      ...base,
      result: 'ok',
      text: tls === 'none' ? signedIn : `${signedIn}, over TLS; its certificate is good`,
    };
  } catch (error) {
    return { ...base, result: 'fail', ...describe(error) };
  } finally {
    transport.close();
  }
}

function describe(error: unknown): { readonly text: string; readonly remedy: string } {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const text = String(message ?? error);
  switch (code) {
    case 'EAUTH':
      return { text, remedy: 'Correct user and password, or give Postern an account there.' };
    case 'ETLS':
      return { text, remedy: 'Switch STARTTLS on at the server, or write tls: none for a server on this machine.' };
    default: {
      const isAboutTrust = /certificate|altname|self.signed|CERT/i.test(text);
      const remedy = isAboutTrust
        ? 'Name its authority in certificate-authority, or its name in server-name.'
        : 'Does the server run, on this host and port? Until it does, messages wait in the queue until they expire.';
      return { text, remedy };
    }
  }
}

async function checkSender(domain: string, isMx: boolean, dns: DnsQuestions): Promise<readonly Check[]> {
  const exchanges = await ask(() => dns.resolveMx(domain));
  const spf = await ask(async () => (await dns.resolveTxt(domain)).map((parts) => parts.join('')).filter(isSpf));
  const dmarc = await ask(async () => (await dns.resolveTxt(`_dmarc.${domain}`)).map((parts) => parts.join('')));
  return [
    judge(exchanges, {
      base: { check: 'mail-path.sender-domain', subject: domain },
      found: () => 'takes mail',
      missing: 'has no MX: many servers refuse mail from a domain that takes none, and nobody can answer',
      remedy: `Use an address of a domain that takes mail, or publish an MX for ${domain}.`,
    }),
    judge(spf, {
      base: { check: 'mail-path.spf', subject: domain },
      found: ([policy]) => `says ${policy ?? ''}`,
      missing: 'has no SPF policy',
      remedy: isMx
        ? `Publish TXT ${domain} "v=spf1 mx ip4:<address of this machine> -all".`
        : `Publish TXT ${domain} "v=spf1 mx -all", with what the smarthost sends from.`,
    }),
    judge(dmarc, {
      base: { check: 'mail-path.dmarc', subject: domain },
      found: ([policy]) => `says ${policy ?? ''}`,
      missing: 'has no DMARC policy',
      remedy: `Publish TXT _dmarc.${domain} "v=DMARC1; p=none", and a stricter one when reports are good.`,
    }),
  ];
}

function isSpf(record: string): boolean {
  return /^v=spf1( |$)/i.test(record);
}

async function checkDkim({ domain, selector, privateKey }: DkimKey, dns: DnsQuestions): Promise<Check> {
  const name = `${selector}._domainkey.${domain}`;
  const wanted = publicKeyOf(privateKey);
  const remedy = `Publish TXT ${name} "v=DKIM1; k=rsa; p=${wanted}".`;
  const records = await ask(async () => (await dns.resolveTxt(name)).map((parts) => parts.join('')));
  const base = { check: 'mail-path.dkim', subject: name };
  if (records.kind === 'found' && !records.answers.some((record) => keyOf(record) === wanted)) {
    return { ...base, result: 'fail', text: 'is not the public half of our key: every signature is wrong', remedy };
  }
  const missing = 'is not published: every signature is without worth';
  return judge(records, { base, found: () => 'fits our key', missing, remedy, isFatal: true });
}

/** RFC 6376 §3.6.1: the `p=` of a key record, without the white space that it may have. */
function keyOf(record: string): string | undefined {
  const [, key] = /(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)/.exec(record) ?? [];
  return key?.replace(/\s/g, '');
}

function publicKeyOf(privateKey: string): string {
  const key = createPublicKey(createPrivateKey(privateKey));
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function unsigned(isMx: boolean): Check {
  const base = { check: 'mail-path.dkim' };
  if (!isMx) return { ...base, result: 'ok', text: 'Postern does not sign; the smarthost may' };
  const remedy = 'Write mail-path.dkim: without a signature many servers take codes for spam.';
  return { ...base, result: 'warn', text: 'nobody signs what is delivered by MX', remedy };
}

type Asked<T> =
  | { readonly kind: 'found'; readonly answers: readonly T[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** "There is none" and "can't tell" are different answers. */
async function ask<T>(question: () => Promise<readonly T[]>): Promise<Asked<T>> {
  try {
    const answers = await question();
    return answers.length > 0 ? { kind: 'found', answers } : { kind: 'missing' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { kind: 'missing' } : { kind: 'unknown', reason: code };
  }
}

interface Verdict<T> {
  readonly base: Pick<Check, 'check' | 'subject'>;
  found(answers: readonly T[]): string;
  readonly missing: string;
  readonly remedy: string;
  readonly isFatal?: boolean;
}

function judge<T>(asked: Asked<T>, { base, found, missing, remedy, isFatal = false }: Verdict<T>): Check {
  switch (asked.kind) {
    case 'found':
      return { ...base, result: 'ok', text: found(asked.answers) };
    case 'missing':
      return { ...base, result: isFatal ? 'fail' : 'warn', text: missing, remedy };
    case 'unknown': {
      const text = `DNS can't be asked from here (${asked.reason}): not checked`;
      return { ...base, result: 'warn', text, remedy: 'Look it up where DNS answers.' };
    }
  }
}
