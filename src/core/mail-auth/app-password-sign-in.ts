// Signing in with an app password: one keyed hash and one indexed read (R3.2), then its own conditions (R3.3), then the
// backend. No slow hash and no write on this path.

import type { ResolvedAccount } from '../accounts/account-store.ts';
import type { AppPassword } from '../app-passwords/app-password-store.ts';
import { normalizeAppPassword } from '../app-passwords/format.ts';
import type { BackendSignIn, ClientContext, DenyReason } from '../decision.ts';
import { isInNetworks } from '../places/networks.ts';
import type { Millis } from '../units.ts';
import { askBackend, backendFailed } from './ask-backend.ts';
import { asMasterUser, type BackendSignInPlan, withMailboxPassword } from './backend-sign-in.ts';
import {
  type Candidate,
  deny,
  type Finding,
  type Permitted,
  type Refusal,
  type SecretRequest,
  type SignInRequest,
  unavailable,
} from './mail-sign-in-parts.ts';

/** How often a stale sealed password is tried again at the backend, which must not be hammered (A14). */
const STALE_RETRY: Millis = 10 * 60_000;

/** An app password that was presented by the mailbox that owns it. */
export interface PresentedAppPassword {
  readonly record: AppPassword;
  readonly normalized: string;
}

/** Finds what was presented among the account's app passwords. Another mailbox's app password is a wrong secret. */
export async function findAppPassword(
  request: SecretRequest,
  account: ResolvedAccount,
  password: string,
): Promise<PresentedAppPassword | undefined> {
  const { appPasswords, crypto } = request.parts;
  const normalized = normalizeAppPassword(password);
  if (normalized === undefined) return undefined;
  const record = await appPasswords.findByLookupKey(crypto.lookupKey(normalized));
  if (record?.mailbox === account.address) return { record, normalized };
  request.trace.push({ check: 'app-password', result: record ? 'belongs to another mailbox' : 'none like this' });
  return undefined;
}

/**
 * Whether an app password opens this door here and now. For a server that isn't Postern's that is all there is to say:
 * what it unlocks at a backend isn't needed, and may be stale (A14).
 */
export function judgeAppPassword(
  request: SecretRequest,
  account: ResolvedAccount,
  { record }: PresentedAppPassword,
): Permitted | Refusal {
  const { parts, context, trace, decidedAt } = request;
  const refusal = appPasswordRefusal(record, account, context, parts.clock.now());
  trace.push({ check: 'app-password', result: refusal ?? `${record.name} (${record.id})` });
  if (refusal) return deny(refusal);
  const { id, name } = record;
  return { kind: 'allow', mailbox: account.address, appPassword: { id, name }, decidedAt };
}

export async function signInWithAppPassword(
  request: SignInRequest,
  account: ResolvedAccount,
  presented: PresentedAppPassword,
): Promise<Finding> {
  const { record } = presented;
  const { parts } = request;
  const judged = judgeAppPassword(request, account, presented);
  if (judged.kind !== 'allow') return judged;
  const { address, domain } = account;
  if (parts.connections.count(address) >= parts.connections.limit) return deny('too-many-connections');
  const plan = parts.backends.get(domain.backend);
  const signIn = plan && backendSignIn(request, account, presented, plan);
  if (signIn === 'stale') return deny('stale-sealed-password');
  if (!signIn) return unavailable('backend');
  const candidate: Candidate = { ...judged, backend: domain.backend, signIn, readOnly: record.readOnly };
  const outcome = await askBackend(request, candidate);
  if (outcome.kind === 'failed') return backendFailed(outcome);
  if (outcome.kind === 'signed-in') {
    await clearStale(request, record);
    return candidate;
  }
  const sealedAt = record.vault?.sealedAt;
  if (signIn.refusalMeans !== 'sealed' || sealedAt === undefined) return unavailable('backend');
  await parts.appPasswords.markStale(record.id, sealedAt, parts.clock.now());
  return deny('stale-sealed-password');
}

/** The app password's own conditions, most telling first. Only its owner, who presented it, hears them. */
function appPasswordRefusal(
  record: AppPassword,
  account: ResolvedAccount,
  context: ClientContext,
  now: Millis,
): DenyReason | undefined {
  if (record.revokedAt !== undefined) return 'app-password-revoked';
  if (account.mailbox?.disabled) return 'mailbox-disabled';
  if (record.expiresAt !== undefined && record.expiresAt <= now) return 'app-password-expired';
  if (!record.scopes.includes(context.door)) return 'app-password-scope';
  if (record.networks && !isInNetworks(context.remoteAddress, record.networks)) return 'app-password-place';
  return undefined;
}

function backendSignIn(
  { parts }: SignInRequest,
  { address }: ResolvedAccount,
  { record, normalized }: PresentedAppPassword,
  plan: BackendSignInPlan,
): BackendSignIn | 'stale' | undefined {
  if (plan.kind === 'master') return asMasterUser(plan, address);
  const { vault } = record;
  const staleFor = vault?.staleSince === undefined ? STALE_RETRY : parts.clock.now() - vault.staleSince;
  // A clock that was set back must not make it stale for long.
  const isStale = staleFor >= 0 && staleFor < STALE_RETRY;
  const password = vault && !isStale ? parts.crypto.open(vault, normalized, record.id) : undefined;
  return password === undefined ? 'stale' : withMailboxPassword(plan, address, password, 'sealed');
}

/**
 * The backend took what it once refused: its password was changed back. Never throws: the backend has said yes, and a
 * mark that stays costs nothing but another try after ten minutes.
 */
async function clearStale({ parts }: SignInRequest, { id, vault }: AppPassword): Promise<void> {
  if (vault?.staleSince === undefined || vault.sealedAt === undefined) return;
  try {
    await parts.appPasswords.clearStale(id, vault.sealedAt);
  } catch (error) {
    parts.log.error('app-password.still-stale', error, { appPassword: id });
  }
}
