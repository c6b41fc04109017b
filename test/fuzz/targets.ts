// Everything that is fuzzed, in one table.

import type { FuzzTarget } from './target.ts';
import { imapBackend, imapClient } from './targets/imap.ts';
import { imapReadOnlyBypass, imapReadOnlyFilter } from './targets/imap-filter.ts';
import { pop3Backend, pop3Client } from './targets/pop3.ts';
import {
  imapResponseScanner,
  inputBuffer,
  proxyHeader,
  sasl,
  sieveLines,
  smtpReplyScanner,
} from './targets/readers.ts';
import { config, loginName } from './targets/settings.ts';
import { sieveBackend, sieveClient } from './targets/sieve.ts';
import { sieveCommandFilter } from './targets/sieve-filter.ts';
import { smsAnswer, smsReceipt } from './targets/sms.ts';
import { smtpBackend, smtpClient } from './targets/smtp.ts';
import { smtpCommandBypass, smtpCommandFilter } from './targets/smtp-filter.ts';
import { mailboxTable } from './targets/tables.ts';

/** A parser or a machine that isn't in here isn't done. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...[imapClient, imapBackend, pop3Client, pop3Backend, smtpClient, smtpBackend, sieveClient, sieveBackend],
  ...[imapReadOnlyFilter, imapReadOnlyBypass, smtpCommandFilter, smtpCommandBypass, sieveCommandFilter],
  ...[proxyHeader, sasl, inputBuffer, sieveLines, imapResponseScanner, smtpReplyScanner],
  ...[config, loginName, smsAnswer, smsReceipt, mailboxTable],
];
