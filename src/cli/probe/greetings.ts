// The few words of each protocol that a look from outside takes: greeting, capabilities, STARTTLS, farewell. Each answer
// is complete at a line that the protocol tells.

import type { MailDoor } from '../../core/decision.ts';

/** One question: what is sent, and which line ends the answer. */
export interface Question {
  readonly send: string;
  isLast(line: string): boolean;
}

export interface Wording {
  readonly greeting: Question;
  /** Absent where the greeting says it already (ManageSieve, RFC 5804 §1.7). */
  readonly capabilities: Question;
  readonly startTls: Question;
  readonly farewell: string;
  /** Whether the answer to STARTTLS lets the handshake begin. */
  mayStartTls(lines: readonly string[]): boolean;
  readonly startTlsCapability: string;
  /** One capability a line, in upper case. */
  capabilitiesOf(lines: readonly string[]): readonly string[];
}

const upper = (text: string): string => text.toUpperCase();

const imap: Wording = {
  greeting: { send: '', isLast: (line) => line.startsWith('* ') },
  capabilities: { send: 'p1 CAPABILITY\r\n', isLast: (line) => line.startsWith('p1 ') },
  startTls: { send: 'p2 STARTTLS\r\n', isLast: (line) => line.startsWith('p2 ') },
  farewell: 'p9 LOGOUT\r\n',
  mayStartTls: (lines) => lines.some((line) => /^p2 OK/i.test(line)),
  startTlsCapability: 'STARTTLS',
  capabilitiesOf: (lines) =>
    lines.flatMap((line) => (/^\* CAPABILITY /i.test(line) ? upper(line).split(' ').slice(2) : [])),
};

const pop3: Wording = {
  greeting: { send: '', isLast: () => true },
  // RFC 2449 §5: `+OK`, then lines up to a single dot; a server without CAPA says `-ERR`.
  capabilities: { send: 'CAPA\r\n', isLast: (line) => line === '.' || line.startsWith('-ERR') },
  startTls: { send: 'STLS\r\n', isLast: () => true },
  farewell: 'QUIT\r\n',
  mayStartTls: (lines) => lines.some((line) => line.startsWith('+OK')),
  startTlsCapability: 'STLS',
  capabilitiesOf: (lines) => lines.filter((line) => !/^(\+OK|-ERR|\.$)/.test(line)).map(upper),
};

const smtp: Wording = {
  greeting: { send: '', isLast: isLastReplyLine },
  capabilities: { send: 'EHLO postern.invalid\r\n', isLast: isLastReplyLine },
  startTls: { send: 'STARTTLS\r\n', isLast: isLastReplyLine },
  farewell: 'QUIT\r\n',
  mayStartTls: (lines) => lines.some((line) => line.startsWith('220')),
  startTlsCapability: 'STARTTLS',
  capabilitiesOf: (lines) =>
    lines
      .slice(1)
      .filter((line) => line.startsWith('250'))
      .map((line) => upper(line.slice(4))),
};

const sieve: Wording = {
  greeting: { send: '', isLast: isLastSieveLine },
  capabilities: { send: 'CAPABILITY\r\n', isLast: isLastSieveLine },
  startTls: { send: 'STARTTLS\r\n', isLast: isLastSieveLine },
  farewell: 'LOGOUT\r\n',
  mayStartTls: (lines) => lines.some((line) => /^OK/i.test(line)),
  startTlsCapability: 'STARTTLS',
  capabilitiesOf: (lines) =>
    lines.filter((line) => line.startsWith('"')).map((line) => upper(line.replaceAll('"', ''))),
};

/** By protocol. */
export const WORDINGS: Readonly<Record<MailDoor, Wording>> = { imap, pop3, smtp, sieve };

/** RFC 5321 §4.2.1: a dash after the code says that more lines follow. */
function isLastReplyLine(line: string): boolean {
  return /^\d{3}( |$)/.test(line);
}

/** RFC 5804 §1.2 */
function isLastSieveLine(line: string): boolean {
  return /^(OK|NO|BYE)\b/i.test(line);
}
