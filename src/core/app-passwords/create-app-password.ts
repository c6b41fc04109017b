// Making an app password for somebody who may: the request is checked as a whole, and for a backend that is signed in to
// with the mailbox's own password (R3.7, `sealed`) that password is verified before it is sealed.

import type { ResolvedAccount } from '../accounts/account-store.ts';
import { type AccountPorts, findAccount } from '../accounts/manage-mailboxes.ts';
import type { SignInSource } from '../accounts/sign-in-source.ts';
import {
  type ChangePorts,
  done,
  type FieldProblem,
  invalid,
  type Outcome,
  type Refusal,
  recordChange,
  refusalWhileUnrecorded,
  refuse,
} from '../administration/change.ts';
import type { Scope } from '../decision.ts';
import type { BackendSignInPlan } from '../mail-auth/backend-sign-in.ts';
import type { TrustedBrowserStore } from '../places/trusted-browser-store.ts';
import { canonicalNetworks } from '../policy/policy-change.ts';
import { type Millis, parseDuration } from '../units.ts';
import { type AppPassword, MAX_APP_PASSWORDS_PER_MAILBOX } from './app-password-store.ts';
import { type IssuePorts, issueAppPassword } from './issue-app-password.ts';
import { refusalOfMailboxPassword } from './mailbox-password.ts';
import type { PasswordRecognizer } from './password-recognizer.ts';
import { examinePassword } from './seal-for-mailbox.ts';

/** Longest name, in characters. */
const MAX_NAME_CHARACTERS = 100;

/** Longest life: ten years. Who wants more leaves the expiry out. */
const LONGEST_LIFE: Millis = 3_650 * 86_400_000;

/** Doors where reading changes something, or whose very use is to change: no read-only app password opens them. */
const WRITING_SCOPES: readonly Scope[] = ['pop3', 'sieve', 'dav', 'activesync'];

/** What a mail client needs. */
const DEFAULT_SCOPES: readonly Scope[] = ['imap', 'smtp'];

export interface AppPasswordWish {
  readonly name: string;
  /** Left out: `imap` and `smtp`, or `imap` for a read-only one. */
  readonly scopes?: readonly Scope[] | undefined;
  /** R3.4: implies `imap`. */
  readonly readOnly?: boolean | undefined;
  /** A duration (`365d`) or a point in time (RFC 3339); `never`; left out: as configured. */
  readonly expires?: string | undefined;
  readonly networks?: readonly string[] | undefined;
  /** The mailbox's own password, for backends that are signed in to with it. */
  readonly mailboxPassword?: string | undefined;
}

export interface CreateAppPasswordPorts extends ChangePorts, AccountPorts, Omit<IssuePorts, 'clock'> {
  readonly recognizer: PasswordRecognizer;
  readonly trustedBrowsers: TrustedBrowserStore;
  readonly sources: ReadonlyMap<string, SignInSource>;
  readonly backends: ReadonlyMap<string, BackendSignInPlan>;
  /** Life of an app password whose maker said nothing; absent: until revoked. */
  readonly defaultExpiry?: Millis;
}

export interface CreatedAppPassword {
  readonly record: AppPassword;
  /** To be shown once and then forgotten. */
  readonly shown: string;
}

/** Issues one. Whoever calls has made sure that its owner or an administrator asks (R3.8). May throw `ERR_STORE_UNAVAILABLE`. */
export async function createAppPassword(
  mailbox: string,
  wish: AppPasswordWish,
  ports: CreateAppPasswordPorts,
): Promise<Outcome<CreatedAppPassword>> {
  const found = await findAccount(mailbox, ports);
  if (found.kind === 'refused') return found;
  const { address } = found.value;
  const { fields, problems } = checkWish(wish, ports);
  if (problems.length > 0) return invalid(problems);
  const refusal = refusalWhileUnrecorded(ports) ?? (await refusalOfBackend(found.value, wish, ports));
  if (refusal) return refusal;
  const isSealed = ports.backends.get(found.value.domain.backend)?.kind === 'sealed';
  const { mailboxPassword } = wish;
  if (isSealed && mailboxPassword !== undefined) await sealForOthers(address, mailboxPassword, ports);
  const result = await issueAppPassword(
    { ...fields, mailbox: address, ...(isSealed && mailboxPassword !== undefined && { mailboxPassword }) },
    ports,
  );
  if (result.kind === 'too-many') {
    const text = `${address} has ${MAX_APP_PASSWORDS_PER_MAILBOX} app passwords: revoke one that nobody uses any more`;
    return refuse('too-many-app-passwords', text);
  }
  const { record, shown } = result;
  await recordChange(ports, {
    event: 'app-password.created',
    mailbox: address,
    appPassword: record.id,
    details: { name: record.name, scopes: record.scopes.join(' '), readOnly: record.readOnly },
  });
  return done({ record, shown });
}

/**
 * A password that was verified just now is what every other app password is to hold as well (R3.7). It is known from
 * here on: what ends with a change of it ends here too (R1.7).
 */
async function sealForOthers(mailbox: string, password: string, ports: CreateAppPasswordPorts): Promise<void> {
  const { store: appPasswords, crypto, recognizer, clock } = ports;
  const options = { isSealed: true, mustRecognize: true };
  const news = await examinePassword(mailbox, password, options, { appPasswords, crypto, recognizer });
  // Who can't compare now does so at the next sign-in to webmail.
  if (news === 'overloaded' || !news.renewal) return;
  if (news.isNew) await ports.trustedBrowsers.revokeAll(mailbox);
  await appPasswords.replaceSealed(mailbox, news.renewal, clock.now());
}

type RecordFields = Pick<AppPassword, 'name' | 'scopes' | 'readOnly' | 'expiresAt' | 'networks'>;

function checkWish(
  wish: AppPasswordWish,
  ports: CreateAppPasswordPorts,
): { readonly fields: RecordFields; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const name = wish.name.trim();
  const { length } = Array.from(name);
  if (length < 1 || length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    problems.push({ field: 'name', reason: `must be 1 to ${MAX_NAME_CHARACTERS} printable characters` });
  }
  const readOnly = wish.readOnly ?? false;
  const scopes = scopesOf(wish, readOnly);
  const writing = readOnly ? scopes.filter((scope) => WRITING_SCOPES.includes(scope)) : [];
  if (writing.length > 0) {
    problems.push({ field: 'scopes', reason: `can't have ${writing.join(', ')} in a read-only app password` });
  }
  const expiresAt = expiryOf(wish.expires, ports);
  if (expiresAt === 'invalid') {
    problems.push({ field: 'expires', reason: 'must be a duration such as 365d, a time to come, or never' });
  }
  const networks = wish.networks?.length ? canonicalNetworks(wish.networks, 'networks', problems) : undefined;
  return {
    fields: {
      name,
      scopes,
      readOnly,
      ...(typeof expiresAt === 'number' && { expiresAt }),
      ...(networks && { networks }),
    },
    problems,
  };
}

function scopesOf({ scopes }: AppPasswordWish, readOnly: boolean): readonly Scope[] {
  if (!scopes?.length) return readOnly ? ['imap'] : DEFAULT_SCOPES;
  return [...new Set<Scope>(readOnly ? ['imap', ...scopes] : scopes)];
}

function expiryOf(
  expires: string | undefined,
  { clock, defaultExpiry }: CreateAppPasswordPorts,
): Millis | 'invalid' | undefined {
  const now = clock.now();
  if (expires === undefined) return defaultExpiry === undefined ? undefined : now + defaultExpiry;
  if (expires === 'never') return undefined;
  const duration = parseDuration(expires);
  const isTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(expires);
  const at = duration !== undefined ? now + duration : isTime ? Date.parse(expires) : Number.NaN;
  return at > now && at <= now + LONGEST_LIFE ? at : 'invalid';
}

/** Whether the mailbox's backend can be signed in to by app passwords, and what was given for it is right. */
async function refusalOfBackend(
  account: ResolvedAccount,
  { mailboxPassword }: AppPasswordWish,
  { backends, sources }: CreateAppPasswordPorts,
): Promise<Refusal | undefined> {
  const { address, domain } = account;
  const plan = backends.get(domain.backend);
  if (!plan) return refuse('unavailable', `the configuration has no backend ${domain.backend}`);
  switch (plan.kind) {
    case 'master':
      return undefined;
    case 'passthrough':
      return refuse('no-app-passwords', `the backend ${domain.backend} is passthrough, which has no app passwords`);
    case 'sealed':
      return mailboxPassword === undefined
        ? refuse(
            'mailbox-password-needed',
            `the backend wants the password of ${address}, to be sealed for this app password`,
          )
        : refusalOfMailboxPassword(account, mailboxPassword, sources);
  }
}
