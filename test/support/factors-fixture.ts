// The second factors of some mailboxes on stores in memory, with TOTP as in production, codes that are recorded instead of
// sent, a clock that moves when told and randomness that is the same in each run.

import { createHash } from 'node:crypto';
import { generateSync } from 'otplib';
import { createFactorSecrets } from '../../src/adapters/crypto/factor-secrets.ts';
import { createKeyedDigest } from '../../src/adapters/crypto/keyed-digest.ts';
import { createSentCodeSecrets } from '../../src/adapters/crypto/sent-code-secrets.ts';
import { openMemorySentCodeStore } from '../../src/adapters/ephemeral/memory/sent-code-store.ts';
import { createTotpMethod } from '../../src/adapters/factors/totp/totp-method.ts';
import { openMemoryStores } from '../../src/adapters/stores/memory/stores.ts';
import type { AccountStore } from '../../src/core/accounts/account-store.ts';
import { SentCodes, type SentCodesPorts } from '../../src/core/challenge/sent-codes.ts';
import { DestinationGuard } from '../../src/core/factors/destination-guard.ts';
import type { Factor } from '../../src/core/factors/factor.ts';
import type { FactorStore } from '../../src/core/factors/factor-store.ts';
import {
  type AnsweringSession,
  SecondFactors,
  type SecondFactorsPorts,
} from '../../src/core/factors/second-factors.ts';
import type { Random } from '../../src/core/ports.ts';
import { type RecordedMessages, recordMessages } from './recorded-messages.ts';

export const ANNA = 'anna@example.org';
export const BEN = 'ben@example.org';

/** The middle of a time step. */
export const NOON: number = Date.UTC(2026, 0, 15, 12, 0, 15);

export const INSTALLATION_KEY: Uint8Array = Buffer.alloc(32, 7);

/** Draws that differ, and are the same in each run. */
export function repeatableRandom(): Random {
  let drawn = 0;
  return {
    bytes(count) {
      drawn += 1;
      const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, n) =>
        createHash('sha256').update(`${drawn} ${n}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, count);
    },
  };
}

/** What an authenticator app shows, from what its owner was shown. */
export function codeFromApp(uri: string, at: number): string {
  const { searchParams } = new URL(uri);
  return generateSync({
    secret: searchParams.get('secret') ?? '',
    algorithm: searchParams.get('algorithm')?.toLowerCase() === 'sha256' ? 'sha256' : 'sha1',
    digits: searchParams.get('digits') === '8' ? 8 : 6,
    period: Number(searchParams.get('period') ?? 30),
    epoch: Math.floor(at / 1000),
  });
}

/** A session of {@link ANNA}, for answers. */
export const SIGN_IN: AnsweringSession = { boundTo: 'session1', purpose: 'sign-in' };

/** Lets codes go outside protected domains, and to German numbers. */
export function createGuard(accounts: AccountStore): DestinationGuard {
  return new DestinationGuard({
    accounts,
    loginNames: { recipientDelimiter: '+' },
    rules: { protectedDomains: 'refuse', numbers: { prefixes: ['+49'], defaultCountry: 'DE' } },
  });
}

/** Codes that are kept in memory and handed to `messenger`. */
export function createSentCodes(
  parts: Pick<SentCodesPorts, 'messenger' | 'clock' | 'random'> & Partial<SentCodesPorts>,
): SentCodes {
  return new SentCodes({
    store: openMemorySentCodeStore(),
    secrets: createSentCodeSecrets(INSTALLATION_KEY),
    digest: createKeyedDigest(INSTALLATION_KEY, 'messages with codes'),
    linksOf: (site) => ({
      origin: `https://${site}.example`,
      disputeUrl: (token) => `https://dispute.example/${token}`,
    }),
    smsCaps: { perNumber: 3, perMailbox: 5, perHour: 8 },
    ...parts,
  });
}

export interface FactorsFixture {
  readonly factors: SecondFactors;
  readonly store: FactorStore;
  readonly outbox: RecordedMessages;
  now: number;
  /** Sets one up, as a person would, and gives what the app makes codes with. The clock is a time step on afterwards. */
  enrol(mailbox?: string, name?: string): Promise<{ readonly factor: Factor; readonly uri: string }>;
}

export function createFactorsFixture(override: Partial<SecondFactorsPorts> = {}): FactorsFixture {
  const stores = openMemoryStores();
  const store = override.store ?? stores.factors;
  const random = repeatableRandom();
  const outbox = recordMessages();
  const clock = { now: () => fixture.now };
  const factors = new SecondFactors({
    store,
    sentCodes: createSentCodes({ messenger: outbox, clock, random }),
    destinations: createGuard(stores.accounts),
    methods: [createTotpMethod(random)],
    secrets: createFactorSecrets(INSTALLATION_KEY),
    digest: createKeyedDigest(INSTALLATION_KEY, 'factor codes'),
    clock,
    random,
    ...override,
  });
  const fixture: FactorsFixture = {
    factors,
    store,
    outbox,
    now: NOON,
    async enrol(mailbox = ANNA, name = 'Phone') {
      const key = { mailbox, boundTo: `session of ${mailbox}`, kind: 'totp' } as const;
      const started = await factors.startEnrolment({ ...key, issuer: 'Example' });
      if (started.kind !== 'started') throw new Error(started.kind);
      const { uri } = started.presentation;
      const ended = await factors.finishEnrolment({ ...key, code: codeFromApp(uri, fixture.now), name });
      if (ended.kind !== 'enrolled') throw new Error(ended.kind);
      fixture.now += 30_000;
      return { factor: ended.factor, uri };
    },
  };
  return fixture;
}
