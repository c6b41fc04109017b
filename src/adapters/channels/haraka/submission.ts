// Handing mail to one Haraka: a few connections over the loopback, signed in with the secret of its start.

import { createTransport, type Transporter } from 'nodemailer';
import type { HandedOver } from '../../../core/messages/carriers.ts';
import { type Composition, compose } from './compose.ts';
import type { MailPathSettings } from './mail-path-settings.ts';

/** Connections at the same time: each message needs some milliseconds of one. */
const CONNECTIONS = 4;

/** Longest reason, in characters. */
const LONGEST_REASON = 300;

export interface Submission {
  /** Never rejects. */
  submit(composition: Composition, limit: AbortSignal): Promise<HandedOver>;
  close(): void;
}

export function openSubmission(port: number, secret: string, settings: MailPathSettings): Submission {
  const { hostname, dkim } = settings;
  const transport: Transporter = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
    name: hostname,
    auth: { user: 'postern', pass: secret },
    authMethod: 'PLAIN',
    maxConnections: CONNECTIONS,
    // A connection that broke leaves open whether the message was queued: the caller decides, not the library.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  });
  return {
    async submit(composition, limit) {
      try {
        await transport.sendMail({ ...compose(composition), signal: limit });
        return { kind: 'accepted' };
      } catch (error) {
        return whatItMeans(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Haraka says no to an address, or can't queue the message: for the latter it has 5xx codes too. */
function whatItMeans(error: unknown): HandedOver {
  const { command, code, responseCode, message } = error as {
    readonly command?: string;
    readonly code?: string;
    readonly responseCode?: number;
    readonly message?: string;
  };
  const reason = String(message ?? error)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .slice(0, LONGEST_REASON);
  const isEnvelope = code === 'EENVELOPE' && (command === 'RCPT TO' || command === 'MAIL FROM' || command === 'API');
  return isEnvelope && (responseCode ?? 500) >= 500 ? { kind: 'refused', reason } : { kind: 'unavailable', reason };
}
