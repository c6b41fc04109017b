// What the faked account pages show: a mailbox that has been in use for a while, and the codes whose meaning is fixed.

import type { Outcome } from '../../src/core/administration/change.ts';
import type { AppPassword } from '../../src/core/app-passwords/app-password-store.ts';
import type { StoredAuditEntry } from '../../src/core/audit/audit-store.ts';
import type { DisputeView } from '../../src/core/challenge/disputes.ts';
import type { CodeSending, Factor, FactorKind, SentKind, SentPresentation } from '../../src/core/factors/factor.ts';
import type { MailConnection } from '../../src/core/sessions/live-connections.ts';
import type { OpenSession, PendingSession } from '../../src/core/sessions/web-session.ts';
import type { EnrolmentRefusal } from '../../src/core/sign-in/enrolment-contract.ts';
import type { CodeSent, PasswordChangeOutcome } from '../../src/core/sign-in/web-sign-in-contract.ts';
import type {
  KnownPlaces,
  ModeView,
  ServerSettings,
  TrustedBrowserView,
} from '../../src/web/account/account-services.ts';

/** Thursday, 12 March 2026, 14:05 in Berlin. */
export const NOW: number = Date.UTC(2026, 2, 12, 13, 5);
export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

export const MAILBOX = 'alice.liddell@example.com';
export const RIGHT_PASSWORD = 'correct horse battery staple';

/** What each code comes to, at the challenge, at enrolment and when it is asked again. */
export const CODES = {
  right: '123456',
  wrong: '000000',
  used: '222222',
  slowed: '333333',
  ended: '444444',
  unavailable: '555555',
  expired: '666666',
} as const;

export const RECOVERY_CODES: readonly string[] = Array.from(
  { length: 10 },
  (_, index) =>
    `${'kqdm tzra hbpe xvnw scyf'.split(' ')[index % 5]}-${'rmwt bqke zdva fyph nxcs'.split(' ')[(index * 3 + 1) % 5]}`,
);

export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';

/** Everything that the fakes answer with; a test changes what it needs. */
export interface FakeAccount {
  factors: Factor[];
  recoveryCodes: number;
  mode: ModeView;
  places: KnownPlaces;
  browsers: TrustedBrowserView[];
  appPasswords: AppPassword[];
  sessions: OpenSession[];
  connections: MailConnection[];
  history: StoredAuditEntry[];
  triesLeft: number;
  trustedBrowserDays: number;
  hasRecoveryCodes: boolean;
  /** Kinds whose codes can't be sent. */
  unsendable: SentKind[];
  /** Codes under way, by factor. Sending one puts it here. */
  readonly sendings: Map<string, CodeSending>;
  /** What a wish for a code comes to, instead of being sent. */
  sendsNot?: Exclude<CodeSent, { kind: 'sent' }>;
  /** What may be set up. */
  kinds: FactorKind[];
  /** What was begun with a destination. */
  begun?: SentPresentation;
  /** What the token {@link DISPUTE_TOKEN} stands for. */
  dispute?: DisputeView;
  /** Why no factor may be set up. */
  enrolmentRefusal?: EnrolmentRefusal;
  /** How long `enrolmentRefusal` asks to wait. */
  enrolmentWait?: number;
  /** What a new password comes to. */
  passwordChange: PasswordChangeOutcome;
  /** What an administrator gave out; asked for when there is one. */
  enrolmentCode?: string;
  /** What every change is refused with. */
  refusal?: Extract<Outcome<never>, { kind: 'refused' }>['code'];
  /** What every call throws. */
  failure?: Error;
  doors: ServerSettings['doors'];
  /** Names of the calls that changed something, with what was given. */
  readonly calls: string[];
}

/** Of a message that was sent. */
export const DISPUTE_TOKEN = 'q8Vd2mXw4KpTzr0bYnEhJg';

/** A code that was sent a moment ago. */
export function sending(more: Partial<CodeSending> = {}): CodeSending {
  return { sentAt: NOW - 3_000, endsAt: NOW + 10 * MINUTE, againAt: NOW + 27_000, delivery: 'under-way', ...more };
}

/** Of an e-mail code, and of one by text message. */
export function sentFactors(): Factor[] {
  return [
    factor('email-1', 'Private mail', { kind: 'email', destination: 'a•••@example.org', isDefault: true }),
    factor('sms-1', 'Mobile', { kind: 'sms', destination: '+49 ••• 67' }),
  ];
}

export function dispute(more: Partial<DisputeView> = {}): DisputeView {
  return {
    mailbox: MAILBOX,
    occasion: { at: NOW - MINUTE, mailbox: MAILBOX, remoteAddress: '203.0.113.80', country: 'PT', client: EDGE },
    decisionId: '7K3MQ9ZTXB2RV',
    signIn: 'waiting',
    mayStopAll: true,
    ...more,
  };
}

const origin = { remoteAddress: '192.0.2.17', country: 'DE', userAgent: FIREFOX } as const;

export function pendingSession(step: PendingSession['step']): PendingSession {
  return {
    state: 'pending',
    id: 'ws-pending',
    site: 'webmail',
    origin,
    startedAt: NOW - MINUTE,
    endsAt: NOW + 4 * MINUTE,
    lastActiveAt: NOW - MINUTE,
    mailbox: MAILBOX,
    step,
    decisionId: '7K3MQ9ZTXB2RV',
    decidedAt: 1,
    passwordAcceptedAt: NOW - MINUTE,
    triesLeft: 5,
    resealed: [],
  };
}

export function openSession(more: Partial<OpenSession> = {}): OpenSession {
  return {
    state: 'open',
    id: 'ws-this',
    site: 'webmail',
    origin,
    startedAt: NOW - 20 * MINUTE,
    endsAt: NOW + 12 * HOUR,
    lastActiveAt: NOW - 10_000,
    mailbox: MAILBOX,
    decisionId: '7K3MQ9ZTXB2RV',
    decidedAt: 1,
    openedAt: NOW - 19 * MINUTE,
    secondStep: 'totp',
    ...more,
  };
}

export function factor(id: string, name: string, more: Partial<Factor> = {}): Factor {
  return { id, mailbox: MAILBOX, kind: 'totp', name, createdAt: NOW - 90 * DAY, ...more };
}

export function appPassword(id: string, name: string, more: Partial<AppPassword> = {}): AppPassword {
  return { id, mailbox: MAILBOX, name, scopes: ['imap', 'smtp'], readOnly: false, createdAt: NOW - 120 * DAY, ...more };
}

function signIn(sequence: number, more: Partial<StoredAuditEntry>): StoredAuditEntry {
  return {
    sequence,
    at: NOW - sequence * 5 * HOUR,
    kind: 'sign-in',
    event: 'sign-in.allowed',
    mailbox: MAILBOX,
    ...more,
  };
}

/** A mailbox that has been in use for a while. */
export function usedAccount(): FakeAccount {
  return {
    factors: [
      factor('totp-1', 'My phone', { lastUsedAt: NOW - 2 * HOUR }),
      factor('totp-2', 'Tablet at home', { createdAt: NOW - 30 * DAY }),
    ],
    recoveryCodes: 8,
    mode: { challenge: { value: 'new-ip', layer: 'domain' }, byPolicy: 'new-ip', choices: ['new-ip', 'always'] },
    places: {
      networks: [
        { network: '192.0.2.17/32', country: 'DE', lastUsedAt: NOW - 2 * HOUR },
        { network: '2001:db8:4c1:9::/64', country: 'DE', lastUsedAt: NOW - 3 * DAY },
        { network: '203.0.113.80/32', country: 'PT', lastUsedAt: NOW - 40 * DAY },
      ],
      countries: [
        { country: 'DE', lastUsedAt: NOW - 2 * HOUR },
        { country: 'PT', lastUsedAt: NOW - 40 * DAY },
      ],
    },
    browsers: [
      {
        id: 'tb-1',
        userAgent: FIREFOX,
        trustedAt: NOW - 9 * DAY,
        endsAt: NOW + 21 * DAY,
        lastUsedAt: NOW - 2 * HOUR,
        isThisOne: true,
      },
      {
        id: 'tb-2',
        userAgent: IPHONE,
        trustedAt: NOW - 2 * DAY,
        endsAt: NOW + 28 * DAY,
        lastUsedAt: NOW - DAY,
        isThisOne: false,
      },
    ],
    appPasswords: [
      appPassword('ap-1', 'Thunderbird on the laptop', {
        scopes: ['imap', 'smtp', 'sieve'],
        lastUse: {
          at: NOW - 3 * MINUTE,
          door: 'imap',
          remoteAddress: '192.0.2.17',
          country: 'DE',
          clientName: 'Thunderbird 140.2',
        },
      }),
      appPassword('ap-2', 'Phone', {
        expiresAt: NOW + 200 * DAY,
        lastUse: { at: NOW - 26 * HOUR, door: 'imap', remoteAddress: '203.0.113.80', country: 'PT' },
      }),
      appPassword('ap-3', 'Archive script', { scopes: ['imap'], readOnly: true, expiresAt: NOW - 2 * DAY }),
    ],
    sessions: [
      openSession(),
      openSession({
        id: 'ws-2',
        origin: { ...origin, userAgent: IPHONE, remoteAddress: '203.0.113.80', country: 'PT' },
        lastActiveAt: NOW - 40 * MINUTE,
        openedAt: NOW - 5 * HOUR,
      }),
      openSession({
        id: 'ws-3',
        origin: { ...origin, userAgent: EDGE },
        lastActiveAt: NOW - 7 * HOUR,
        openedAt: NOW - 9 * HOUR,
      }),
    ],
    connections: [
      {
        id: 'c-1',
        door: 'imap',
        mailbox: MAILBOX,
        appPassword: { id: 'ap-1', name: 'Thunderbird on the laptop' },
        remoteAddress: '192.0.2.17',
        clientName: 'Thunderbird',
        since: NOW - 3 * HOUR,
      },
    ],
    history: [
      signIn(0, { door: 'web', remoteAddress: '192.0.2.17' }),
      signIn(1, { door: 'imap', remoteAddress: '192.0.2.17' }),
      signIn(2, { door: 'web', remoteAddress: '198.51.100.200', event: 'sign-in.refused' }),
      signIn(3, { kind: 'change', event: 'app-password.created' }),
      signIn(4, { door: 'smtp', remoteAddress: '203.0.113.80' }),
    ],
    triesLeft: 5,
    trustedBrowserDays: 30,
    unsendable: [],
    sendings: new Map(),
    kinds: ['totp'],
    hasRecoveryCodes: true,
    doors: [
      { protocol: 'imap', host: 'mail.example.com', port: 993, tls: 'implicit' },
      { protocol: 'smtp', host: 'mail.example.com', port: 465, tls: 'implicit' },
      { protocol: 'pop3', host: 'mail.example.com', port: 995, tls: 'implicit' },
      { protocol: 'sieve', host: 'mail.example.com', port: 4190, tls: 'starttls' },
    ],
    passwordChange: { kind: 'changed' },
    calls: [],
  };
}
