// The doctor on certificates: whether they can be read, fit their keys, name this host, and how long they last.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Config } from '../../config/config.ts';
import type { Millis } from '../../core/units.ts';
import type { Check } from './check.ts';

const DAY: Millis = 86_400_000;

/** A certificate with less to live should have been renewed: Let's Encrypt's clients do so 30 days before the end. */
const RENEW_BEFORE: Millis = 14 * DAY;

/** Permissions of a key file that nobody but its owner and its group may have. */
const OTHERS = 0o007;

export function checkCertificates({ tls, hostname, web, sites }: Config, now: Millis): readonly Check[] {
  const read = tls.certificates.map((files) => ({ files, ...readCertificate(files.certificate) }));
  const checks = read.flatMap(({ files, certificate, problem }): readonly Check[] => {
    if (!certificate) return [unreadable(files.certificate, problem ?? '')];
    return [checkDates(files.certificate, certificate, now), ...checkKey(files.key, certificate)];
  });
  const isNamed = (host: string): boolean => read.some(({ certificate }) => certificate?.checkHost(host) !== undefined);
  if (read.length === 0) return checks;
  const name: Check = {
    check: 'certificate.name',
    subject: hostname,
    result: 'warn',
    text: 'no certificate has this name, under which the doors greet',
    remedy: 'Get a certificate for the name that mail clients connect to, or correct hostname.',
  };
  const isShown = web.listeners.some(({ kind }) => kind === 'https');
  const hosts = isShown
    ? Object.values(sites).flatMap(({ origin, aliases }) => [new URL(origin).hostname, ...aliases])
    : [];
  const sitesWithout = hosts
    .filter((host) => !isNamed(host))
    .map(
      (subject): Check => ({
        check: 'certificate.name',
        subject,
        result: 'warn',
        text: 'no certificate has this name, under which browsers know a site',
        remedy: 'Get a certificate for it, or correct the origin and aliases in sites.',
      }),
    );
  return [...checks, ...(isNamed(hostname) ? [] : [name]), ...sitesWithout];
}

function readCertificate(file: string): { readonly certificate?: X509Certificate; readonly problem?: string } {
  try {
    return { certificate: new X509Certificate(readFileSync(file)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function unreadable(file: string, problem: string): Check {
  const remedy = 'Correct tls.certificates, or let the account that Postern runs as read the file.';
  return { check: 'certificate.readable', subject: file, result: 'fail', text: problem, remedy };
}

function checkDates(subject: string, certificate: X509Certificate, now: Millis): Check {
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const base = { check: 'certificate.dates', subject };
  const remedy = 'Renew it, then: systemctl reload postern';
  const until = new Date(to).toISOString().slice(0, 10);
  if (to <= now) return { ...base, result: 'fail', text: `ended on ${until}`, remedy };
  if (from > now)
    return { ...base, result: 'fail', text: 'is not valid yet', remedy: 'Is the clock of this machine right?' };
  if (to - now < RENEW_BEFORE) return { ...base, result: 'warn', text: `ends on ${until}`, remedy };
  return { ...base, result: 'ok', text: `valid until ${until}` };
}

function checkKey(file: string, certificate: X509Certificate): readonly Check[] {
  const base = { check: 'certificate.key', subject: file };
  try {
    const fits = certificate.checkPrivateKey(createPrivateKey(readFileSync(file)));
    const mode = statSync(file).mode & 0o777;
    const key: Check = fits
      ? { ...base, result: 'ok', text: 'fits its certificate' }
      : {
          ...base,
          result: 'fail',
          text: 'is not the key of its certificate',
          remedy: 'Name the key that belongs to it.',
        };
    if ((mode & OTHERS) === 0) return [key];
    const text = `has mode 0${mode.toString(8)}: every account of this machine can read it`;
    return [key, { ...base, check: 'certificate.key-mode', result: 'fail', text, remedy: `chmod o= ${file}` }];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const remedy = 'Name a PEM key without a passphrase that the account that Postern runs as can read.';
    return [{ ...base, result: 'fail', text, remedy }];
  }
}
