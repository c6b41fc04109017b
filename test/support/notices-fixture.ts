// Notices on stores in memory (or others): entries as a test records them, a messenger that keeps what it is given and
// answers as told, a clock that moves when told.

import { createFactorSecrets } from '../../src/adapters/crypto/factor-secrets.ts';
import { createKeyedDigest } from '../../src/adapters/crypto/keyed-digest.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import type { AuditEntry } from '../../src/core/audit/audit-store.ts';
import type { Destination, HandedOver } from '../../src/core/messages/carriers.ts';
import { type Message, NOTICE_KINDS, type NoticesMessage } from '../../src/core/messages/message.ts';
import type { Envelope, Messenger } from '../../src/core/messages/messenger.ts';
import { NoticeDispatcher, type NoticePorts, type NoticeRules } from '../../src/core/notices/notice-dispatcher.ts';
import type { DurableStores } from '../../src/core/stores.ts';
import { ANNA, INSTALLATION_KEY, NOON, repeatableRandom } from './factors-fixture.ts';
import { auditEntry } from './records.ts';

/** What a messenger was given. */
export interface SentNotice {
  readonly message: NoticesMessage;
  readonly envelope: Envelope;
}

/** A messenger that reaches everybody. */
export interface RecordingMessenger extends Pick<Messenger, 'send' | 'reaches'> {
  readonly sent: readonly SentNotice[];
  /** What the next messages come to; default: they are accepted. */
  answer: (envelope: Envelope) => HandedOver | Promise<HandedOver>;
}

export function recordingMessenger(): RecordingMessenger {
  const sent: SentNotice[] = [];
  const messenger: RecordingMessenger = {
    sent,
    answer: () => ({ kind: 'accepted' }),
    reaches: () => true,
    async send(message: Message, envelope) {
      if (message.kind !== 'notices') throw new Error(message.kind);
      sent.push({ message, envelope });
      return messenger.answer(envelope);
    },
  };
  return messenger;
}

export const DOWN: HandedOver = { kind: 'unavailable', reason: 'connection refused' };

export const RULES: NoticeRules = {
  kinds: new Set(NOTICE_KINDS),
  toMailbox: true,
  toFactors: true,
  bySms: 'without-mail',
  formerFor: 7 * 86_400_000,
  language: 'en',
  accountUrl: (site = 'webmail') => `https://${site}.example.org/.postern/account`,
};

export interface NoticesFixture {
  readonly stores: DurableStores;
  readonly messenger: RecordingMessenger;
  readonly dispatcher: NoticeDispatcher;
  /** Another one on the same stores and with the same messenger. */
  another(override?: Partial<NoticePorts>): NoticeDispatcher;
  /** Verified destinations of factors, by mailbox. */
  readonly addresses: Map<string, readonly Destination[]>;
  /** Events of the log, in order. */
  readonly logged: string[];
  readonly outcomes: string[];
  merged: number;
  now: number;
  /** Records entries that happen now. */
  record(...entries: readonly Partial<AuditEntry>[]): Promise<void>;
  /** Time goes on, and a round is made. */
  after(millis: number): Promise<void>;
  /** To whom, and what, since it was last asked: `anna@example.org: factor-added, app-password-made`. */
  told(): readonly string[];
}

/** The log has been followed from its beginning on. */
export async function createNoticesFixture(
  options: { readonly stores?: DurableStores; readonly rules?: Partial<NoticeRules> } = {},
): Promise<NoticesFixture> {
  const { stores = openMemoryStores() } = options;
  const messenger = recordingMessenger();
  const addresses = new Map<string, readonly Destination[]>();
  const logged: string[] = [];
  const outcomes: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const ports: NoticePorts = {
    audit: stores.audit,
    store: stores.notices,
    addresses: { addressesOf: async (mailbox) => addresses.get(mailbox) ?? [] },
    messenger,
    secrets: createFactorSecrets(INSTALLATION_KEY),
    digest: createKeyedDigest(INSTALLATION_KEY, 'recipients of notices'),
    clock: { now: () => fixture.now },
    random: repeatableRandom(),
    log: { debug: note, info: note, warn: note, error: note },
    metrics: {
      handedOver: (outcome) => void outcomes.push(outcome),
      merged: (notices) => {
        fixture.merged += notices;
      },
      nobody: () => undefined,
    },
  };
  const rules = { ...RULES, ...options.rules };
  let read = 0;
  const fixture: NoticesFixture = {
    ...{ stores, messenger, addresses, logged, outcomes },
    dispatcher: new NoticeDispatcher(ports, rules),
    another: (override = {}) => new NoticeDispatcher({ ...ports, ...override }, rules),
    merged: 0,
    now: NOON,
    async record(...entries) {
      await stores.audit.append(entries.map((entry) => auditEntry(fixture.now, { mailbox: ANNA, ...entry })));
    },
    async after(millis) {
      fixture.now += millis;
      await fixture.dispatcher.round();
    },
    told() {
      const fresh = messenger.sent.slice(read);
      read = messenger.sent.length;
      return fresh.map(({ message, envelope }) => `${shown(envelope.to)}: ${contentOf(message)}`);
    },
  };
  await fixture.dispatcher.begin();
  return fixture;
}

function shown(to: Destination): string {
  return to.kind === 'email' ? to.address : to.number;
}

function contentOf({ notices, more }: NoticesMessage): string {
  const kinds = notices.map(({ kind }) => kind).join(', ');
  return more === undefined ? kinds : `${kinds} and ${more} more`;
}
