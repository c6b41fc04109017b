// The questions of `postern init`. Whatever a flag has said isn't asked; without a person, everything has its default.

import { existsSync } from 'node:fs';
import type { SignInAnswer } from '../../config/write-config.ts';
import { PosternError } from '../../core/errors.ts';
import type { ServiceProbe } from '../probe/service-probe.ts';
import type { WebProbe } from '../probe/web-probe.ts';
import { harmless, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { configAnswers, type FoundService, type InitChoices, preferredServices } from './answers.ts';
import { findServices } from './find-services.ts';
import type { InitOptions } from './init-options.ts';
import { chooseWebmail } from './webmail.ts';

interface AskPorts {
  readonly terminal: Terminal;
  readonly probe: ServiceProbe;
  readonly webProbe: WebProbe;
  /** This machine's name, for a default. */
  readonly machineName: string;
}

type Ask = (question: string, fallback: string) => Promise<string>;

/** Comes to choices by flags, questions and a look at the backend. Throws `ERR_USAGE` when that isn't possible. */
export async function chooseSettings(options: InitOptions, ports: AskPorts): Promise<InitChoices> {
  const { terminal, machineName, webProbe } = ports;
  const ask = asker(options, terminal);
  const hostname = options.hostname ?? (await ask('Name that mail clients connect to', machineName));
  const services = await chooseServices(options, ask, ports);
  const signIn = await chooseSignIn(options, ask);
  const certificate = await chooseCertificate(options, hostname, ask);
  const domain = options.domain ?? (await ask('Domain of your mailboxes', domainIn(hostname)));
  const site = await chooseWebmail(options, { terminal, webProbe, ask, domain });
  const choices: InitChoices = {
    hostname,
    services,
    signIn,
    certificate,
    domain,
    ...(site && { site }),
    state: options.state ?? (await ask('Folder for state', '/var/lib/postern')),
    ...(options.listen && { listeners: options.listen }),
    ...(options.webListen && { webListeners: options.webListen }),
    ...(options.address !== undefined && { address: options.address }),
  };
  return confirmDoors(choices, ask);
}

function asker({ yes }: InitOptions, terminal: Terminal): Ask {
  if (yes) return async (_question, fallback) => fallback;
  if (!terminal.isInteractive) {
    throw new PosternError(
      'ERR_USAGE',
      'nobody is there to be asked: --yes takes the defaults for what no option says',
    );
  }
  return async (question, fallback) => (await terminal.ask(`${question} [${fallback}]: `)).trim() || fallback;
}

async function chooseServices(options: InitOptions, ask: Ask, ports: AskPorts): Promise<readonly FoundService[]> {
  if (options.service) return options.service;
  const host = options.backend ?? (await ask('Host of the mail server behind Postern', '127.0.0.1'));
  ports.terminal.writeError(`Looking at ${harmless(host)} …\n`);
  const found = await findServices(host, ports.probe);
  if (found.length === 0) {
    const text = `no mail server answers on the usual ports of ${host}; name its services with --service imap=HOST:PORT/none|starttls|implicit`;
    throw new PosternError('ERR_USAGE', text);
  }
  const chosen = preferredServices(found);
  ports.terminal.writeError(foundText(found, chosen));
  return chosen;
}

function foundText(found: readonly FoundService[], chosen: readonly FoundService[]): string {
  const rows = found.map((service) => {
    const { protocol, port, report } = service;
    if (report?.kind !== 'reached') return [protocol, String(port), '', '', ''];
    const { tls, certificate } = report;
    const proof = certificate ? (certificate.problem ?? `proves ${certificate.subject}`) : '-';
    return [protocol, String(port), tls, proof, chosen.includes(service) ? `used, TLS: ${service.tls}` : ''];
  });
  return `${table(['PROTOCOL', 'PORT', 'TLS', 'CERTIFICATE', ''], rows)}\n`;
}

async function chooseSignIn(options: InitOptions, ask: Ask): Promise<SignInAnswer> {
  const kind =
    options.signIn ??
    (await ask('How Postern signs in there (sealed, master, passthrough; sealed fits all)', 'sealed'));
  switch (kind) {
    case 'sealed':
    case 'passthrough':
      return { kind };
    case 'master': {
      const name = options.masterName ?? (await ask('Name of the master user', 'postern'));
      const fallback = '/etc/postern/master-password';
      const file = options.masterPasswordFile ?? (await ask('File with its password', fallback));
      return { kind, name, password: { file } };
    }
    default:
      throw new PosternError('ERR_USAGE', `"${kind}" is none of sealed, master and passthrough`);
  }
}

async function chooseCertificate(
  options: InitOptions,
  hostname: string,
  ask: Ask,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const folder = `/etc/letsencrypt/live/${hostname}`;
  const usual = existsSync(folder) ? folder : '/etc/postern/tls';
  const certificate = options.certificate ?? (await ask('Certificate chain (PEM)', `${usual}/fullchain.pem`));
  const key = options.key ?? (await ask('Its private key (PEM)', `${usual}/privkey.pem`));
  return { certificate, key };
}

async function confirmDoors(choices: InitChoices, ask: Ask): Promise<InitChoices> {
  const { listeners, webmail } = configAnswers(choices);
  const mailDoors = listeners.map((listener) => ({
    listener,
    name: `${listener.protocol} ${listener.port} (${listener.tls})`,
  }));
  const webDoors = (webmail?.listeners ?? []).map((listener) => ({
    listener,
    name: `${listener.kind} ${listener.port}`,
  }));
  const all = [...mailDoors, ...webDoors].map(({ name }) => name).join(', ');
  const isYes = async (question: string): Promise<boolean> => /^y(es)?$/i.test(await ask(question, 'yes'));
  if (await isYes(`Doors: ${all}. All of them?`)) return choices;
  return { ...choices, listeners: await kept(mailDoors, isYes), webListeners: await kept(webDoors, isYes) };
}

async function kept<T>(
  doors: readonly { readonly listener: T; readonly name: string }[],
  isYes: (question: string) => Promise<boolean>,
): Promise<readonly T[]> {
  const wanted: T[] = [];
  for (const { listener, name } of doors) if (await isYes(`${name}?`)) wanted.push(listener);
  return wanted;
}

/** `mail.example.com` is most often in `example.com`. */
function domainIn(hostname: string): string {
  const [, ...rest] = hostname.split('.');
  return rest.length >= 2 ? rest.join('.') : hostname;
}
