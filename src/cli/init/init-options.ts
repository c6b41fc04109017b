// What `postern init` may be told beforehand.

import { InvalidArgumentError } from 'commander';
import type { ListenerAnswer, WebListenerAnswer } from '../../config/write-config.ts';
import type { MailDoor } from '../../core/decision.ts';
import type { ServiceTls } from '../probe/service-probe.ts';
import type { FoundService } from './answers.ts';

export interface InitOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly hostname?: string;
  readonly backend?: string;
  readonly service?: readonly FoundService[];
  readonly signIn?: string;
  readonly masterName?: string;
  readonly masterPasswordFile?: string;
  readonly listen?: readonly ListenerAnswer[];
  readonly address?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly domain?: string;
  readonly state?: string;
  readonly webmail?: string;
  readonly webmailKind?: string;
  readonly webmailOrigin?: string;
  readonly webListen?: readonly WebListenerAnswer[];
}

const SERVICE = /^(imap|pop3|smtp|sieve)=(?:\[([0-9a-f:]+)\]|([^:/[\]]+)):([0-9]{1,5})\/(none|starttls|implicit)$/i;

const LISTENER = /^(imap|pop3|smtp|sieve)=([0-9]{1,5})\/(none|starttls|implicit)$/i;

const WEB_LISTENER = /^(https|http|redirect)=([0-9]{1,5})$/i;

/** `imap=127.0.0.1:143/none` */
export function readService(value: string, before: readonly FoundService[] | undefined): readonly FoundService[] {
  const [, protocol, ipv6, name, port, tls] = SERVICE.exec(value) ?? [];
  if (protocol === undefined) throw new InvalidArgumentError('Write PROTOCOL=HOST:PORT/none|starttls|implicit.');
  const service: FoundService = {
    protocol: protocol.toLowerCase() as MailDoor,
    host: ipv6 ?? name ?? '',
    port: Number(port),
    tls: String(tls).toLowerCase() as ServiceTls,
  };
  return [...(before ?? []), service];
}

/** `imap=993/implicit` */
export function readListener(value: string, before: readonly ListenerAnswer[] | undefined): readonly ListenerAnswer[] {
  const [, protocol, port, tls] = LISTENER.exec(value) ?? [];
  if (protocol === undefined) throw new InvalidArgumentError('Write PROTOCOL=PORT/none|starttls|implicit.');
  const listener: ListenerAnswer = {
    protocol: protocol.toLowerCase() as MailDoor,
    port: Number(port),
    tls: String(tls).toLowerCase() as ServiceTls,
  };
  return [...(before ?? []), listener];
}

/** `https=443` */
export function readWebListener(
  value: string,
  before: readonly WebListenerAnswer[] | undefined,
): readonly WebListenerAnswer[] {
  const [, kind, port] = WEB_LISTENER.exec(value) ?? [];
  if (kind === undefined) throw new InvalidArgumentError('Write https=PORT, http=PORT or redirect=PORT.');
  return [...(before ?? []), { kind: kind.toLowerCase() as WebListenerAnswer['kind'], port: Number(port) }];
}
