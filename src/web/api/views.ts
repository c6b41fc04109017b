// The core's records as the API's resources. Secrets have no field: no hash, no vault, no sealed password.

import type { Domain, Mailbox, ResolvedAccount } from '../../core/accounts/account-store.ts';
import type { Group } from '../../core/accounts/group-store.ts';
import type { ListedMailbox } from '../../core/accounts/mailbox-listing.ts';
import { policyLayers } from '../../core/accounts/policy-layers.ts';
import type { AppPassword } from '../../core/app-passwords/app-password-store.ts';
import type { ChainPosition } from '../../core/audit/audit-chain.ts';
import type { StoredAuditEntry } from '../../core/audit/audit-store.ts';
import type { ChainReport } from '../../core/audit/verify-chain.ts';
import type { MailDoor } from '../../core/decision.ts';
import type { Factor } from '../../core/factors/factor.ts';
import type { MailPathHealth } from '../../core/messages/mail-path-health.ts';
import type { SmsDesk } from '../../core/messages/send-test-sms.ts';
import type { KnownPlaces } from '../../core/places/known-place-store.ts';
import type { TrustedBrowser } from '../../core/places/trusted-browser-store.ts';
import { effectiveWebPolicy, type PlatformPolicy } from '../../core/policy/policy.ts';
import type { AccountSession } from '../../core/sessions/web-session.ts';
import type { Millis } from '../../core/units.ts';
import type { NodeStatus, WorkerConnection } from './administration-services.ts';
import type { AuditVerificationResource } from './client/audit-resources.ts';
import type { MailPathResource, SmsResource } from './client/node-resources.ts';
import type {
  AppPasswordResource,
  AppPasswordState,
  ConnectionResource,
  DomainResource,
  FactorResource,
  GroupResource,
  KnownPlacesResource,
  ListedMailboxResource,
  MailboxDetailResource,
  MailboxResource,
  ServerResource,
  Timestamp,
  TrustedBrowserResource,
  WebSessionResource,
} from './client/resources.ts';
import { effectivePolicyView, policyView } from './policy-views.ts';

const MAIL_DOORS: readonly MailDoor[] = ['imap', 'pop3', 'smtp', 'sieve'];

export function timestamp(at: Millis): Timestamp {
  return new Date(at).toISOString();
}

export function mailPathView({ state, since, queued, oldest, lastFailure }: MailPathHealth): MailPathResource {
  return {
    state,
    since: timestamp(since),
    queued,
    ...(oldest !== undefined && { oldest: timestamp(oldest) }),
    ...(lastFailure && { lastFailure: { at: timestamp(lastFailure.at), text: lastFailure.text } }),
  };
}

export function smsView(sms: Pick<SmsDesk, 'gateway' | 'health'>): SmsResource {
  const { state, lastAcceptedAt, lastFailure } = sms.health();
  return {
    gateway: sms.gateway ?? 'none',
    state,
    ...(lastAcceptedAt !== undefined && { lastAcceptedAt: timestamp(lastAcceptedAt) }),
    ...(lastFailure && { lastFailure: { at: timestamp(lastFailure.at), reason: lastFailure.reason } }),
  };
}

export function domainView({ name, backend, signInSource, policy, createdAt }: Domain): DomainResource {
  return { name, backend, signInSource, ...policyView(policy), createdAt: timestamp(createdAt) };
}

export function groupView({ name, policy, createdAt }: Group): GroupResource {
  return { name, ...policyView(policy), createdAt: timestamp(createdAt) };
}

export function mailboxView({ address, policy, disabled, createdAt }: Mailbox): MailboxResource {
  return { address, listed: true, disabled, ...policyView(policy), createdAt: timestamp(createdAt) };
}

export function listedMailboxView(listed: ListedMailbox, platform: PlatformPolicy): ListedMailboxResource {
  const { mailbox, groups, factors, lastSignInAt } = listed;
  return {
    ...mailboxView(mailbox),
    effective: effectiveWebPolicy(policyLayers(platform, listed)).challenge,
    groups: groups.map(({ name }) => name),
    factors,
    ...(lastSignInAt !== undefined && { lastSignInAt: timestamp(lastSignInAt) }),
  };
}

export function mailboxDetailView(
  account: ResolvedAccount,
  platform: PlatformPolicy,
  owned: Pick<MailboxDetailResource, 'aliases' | 'appPasswords'>,
): MailboxDetailResource {
  const { address, domain, mailbox, groups, ownChoice, passwordChangeDue } = account;
  const unlisted = { address, listed: false, disabled: false, ...policyView({}) };
  return {
    ...(mailbox ? mailboxView(mailbox) : unlisted),
    domain: domain.name,
    backend: domain.backend,
    signInSource: domain.signInSource,
    effective: effectivePolicyView(account, platform),
    groups: groups.map(({ name }) => name),
    ...(ownChoice !== undefined && { ownChoice }),
    ...(passwordChangeDue && { passwordChangeDueSince: timestamp(passwordChangeDue.since) }),
    ...owned,
  };
}

export function appPasswordView(record: AppPassword, now: Millis): AppPasswordResource {
  const { id, mailbox, name, scopes, readOnly, networks = [], createdAt, expiresAt, revokedAt, lastUse } = record;
  return {
    id,
    mailbox,
    name,
    state: stateOf(record, now),
    scopes,
    readOnly,
    networks,
    createdAt: timestamp(createdAt),
    ...(expiresAt !== undefined && { expiresAt: timestamp(expiresAt) }),
    ...(revokedAt !== undefined && { revokedAt: timestamp(revokedAt) }),
    ...(lastUse && { lastUse: { ...lastUse, at: timestamp(lastUse.at) } }),
  };
}

export function factorView(factor: Factor): FactorResource {
  const { id, mailbox, kind, name, createdAt, lastUsedAt, destination, isDefault, isUnverified } = factor;
  return {
    ...{ id, mailbox, kind, name },
    createdAt: timestamp(createdAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: timestamp(lastUsedAt) }),
    ...(destination !== undefined && { destination }),
    default: isDefault === true,
    verified: isUnverified !== true,
  };
}

export function connectionView(connection: WorkerConnection): ConnectionResource {
  const { id, worker, door, mailbox, appPassword, remoteAddress, clientName, since } = connection;
  return {
    id,
    worker,
    door,
    mailbox,
    ...(appPassword && { appPassword }),
    remoteAddress,
    ...(clientName !== undefined && { clientName }),
    since: timestamp(since),
  };
}

export function webSessionView(session: AccountSession): WebSessionResource {
  const { id, state, mailbox, site, origin, startedAt, lastActiveAt, endsAt } = session;
  return {
    ...{ id, state, mailbox, site, ...origin },
    startedAt: timestamp(startedAt),
    lastActiveAt: timestamp(lastActiveAt),
    endsAt: timestamp(endsAt),
    ...(session.state === 'open' && { secondStep: session.secondStep }),
  };
}

export function auditView<T extends StoredAuditEntry>({ at, ...entry }: T): Omit<T, 'at'> & { readonly at: Timestamp } {
  return { ...entry, at: timestamp(at) };
}

export function verificationView(report: ChainReport): AuditVerificationResource {
  const { checked, begin, purge, head, expected, next } = report;
  const position = ({ sequence, chain }: ChainPosition) => ({ sequence, digest: chain });
  return {
    checked,
    ...(begin && { begin: { sequence: begin.sequence, entries: begin.entries, at: timestamp(begin.at) } }),
    ...(purge && {
      purged: { sequence: purge.sequence, entries: purge.entries, at: timestamp(purge.at), by: purge.by },
    }),
    ...(head && { head: position(head) }),
    ...(report.break && { broken: report.break }),
    ...(expected && { expected }),
    ...(next && { next: position(next) }),
  };
}

/** What goes into a mail client, for the doors that `scopes` open; those that begin with TLS first (RFC 8314 §3). */
export function serversView(status: NodeStatus, scopes: readonly string[]): readonly ServerResource[] {
  const order = { implicit: 0, starttls: 1, none: 2 };
  return status.listeners
    .flatMap(({ protocol: listened, port, tls }) => {
      const protocol = MAIL_DOORS.find((door) => door === listened && scopes.includes(door));
      return protocol === undefined ? [] : [{ protocol, host: status.hostname, port, tls }];
    })
    .sort(
      (one, other) =>
        MAIL_DOORS.indexOf(one.protocol) - MAIL_DOORS.indexOf(other.protocol) || order[one.tls] - order[other.tls],
    );
}

function stateOf({ revokedAt, expiresAt, vault }: AppPassword, now: Millis): AppPasswordState {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt !== undefined && expiresAt <= now) return 'expired';
  return vault?.staleSince === undefined ? 'active' : 'stale';
}

export function knownPlacesView(mailbox: string, { networks, countries }: KnownPlaces): KnownPlacesResource {
  const times = ({ knownSince, lastUsedAt }: { readonly knownSince: Millis; readonly lastUsedAt: Millis }) => ({
    knownSince: timestamp(knownSince),
    lastUsedAt: timestamp(lastUsedAt),
  });
  return {
    mailbox,
    networks: networks.map((place) => ({ ...place, ...times(place) })),
    countries: countries.map((place) => ({ ...place, ...times(place) })),
  };
}

export function trustedBrowserView(browser: TrustedBrowser): TrustedBrowserResource {
  const { trustedAt, endsAt, lastUsedAt, ...rest } = browser;
  return {
    ...rest,
    trustedAt: timestamp(trustedAt),
    endsAt: timestamp(endsAt),
    lastUsedAt: timestamp(lastUsedAt),
  };
}
