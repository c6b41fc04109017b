// The administration API's resources as JSON: what the server writes and its clients (command line, console) read.
// Field names are stable; fields may be added. Times are RFC 3339 in UTC; networks are CIDR.

import type { BulkItem } from '../../../core/accounts/change-mailboxes.ts';
import type { PolicyPreview } from '../../../core/accounts/preview-policy.ts';
import type { FieldProblem } from '../../../core/administration/change.ts';
import type { TraceStep } from '../../../core/audit/audit-store.ts';
import type { MailDoor, Scope } from '../../../core/decision.ts';
import type { FactorKind } from '../../../core/factors/factor.ts';
import type { CountryRule } from '../../../core/places/country-rules.ts';
import type {
  ByDoor,
  ChallengeMode,
  Comparison,
  EnrolmentRule,
  Sourced,
  WebPolicy,
} from '../../../core/policy/policy.ts';

/** Where the API's resources live. */
export const API_PREFIX = '/api/v1';

/** Name of the socket in the state folder. */
export const SOCKET_NAME = 'postern.sock';

export type Timestamp = string;

/** A page; `next` is the following request's `after`, absent on the last page. */
export interface ListResource<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** What one layer of policy says; `inherit` and doors left out: it says nothing. */
export interface PolicyResource {
  readonly challenge: ChallengeMode | 'inherit';
  readonly permittedNetworks: ByDoor<readonly string[]>;
  readonly permittedCountries: ByDoor<CountryRule>;
  readonly trustedNetworks: readonly string[] | 'inherit';
  readonly evenFromTrustedNetworks: boolean | 'inherit';
  readonly trustedBrowserDays: number | 'inherit';
  readonly userChoice: boolean | 'inherit';
  readonly compare: Comparison | 'inherit';
  readonly enrolment: EnrolmentRule | 'inherit';
  readonly factors: readonly FactorKind[] | 'inherit';
}

/** What holds for a mailbox in the end, and which layer said it. */
export interface EffectivePolicyResource extends Omit<WebPolicy, 'permittedNetworks' | 'permittedCountries'> {
  /** By door; a door that isn't there is permitted from everywhere. */
  readonly permittedNetworks: Readonly<Partial<Record<MailDoor | 'web', Sourced<readonly string[]>>>>;
  readonly permittedCountries: Readonly<Partial<Record<MailDoor | 'web', Sourced<CountryRule>>>>;
}

export interface DomainResource extends PolicyResource {
  readonly name: string;
  readonly backend: string;
  readonly signInSource: string;
  readonly createdAt: Timestamp;
}

export interface MailboxResource extends PolicyResource {
  readonly address: string;
  /** False: Postern knows it by its domain only. */
  readonly listed: boolean;
  readonly disabled: boolean;
  readonly createdAt?: Timestamp;
}

/** A mailbox in a list, with what one looks for there. */
export interface ListedMailboxResource extends MailboxResource {
  /** The mode that holds in the end. */
  readonly effective: Sourced<ChallengeMode>;
  readonly groups: readonly string[];
  /** Kinds that it has; empty: none. */
  readonly factors: readonly FactorKind[];
  /** Absent: none is known. */
  readonly lastSignInAt?: Timestamp;
}

export interface ListedMailboxesResource extends ListResource<ListedMailboxResource> {
  /** Of all pages, where it was asked for: exact, or `atLeast` of more than are counted. */
  readonly total?: { readonly mailboxes: number; readonly atLeast: boolean };
}

/** A part of a change of many mailboxes. */
export interface BulkResource {
  /** In the audit entry of each. */
  readonly id: string;
  /** True: nothing was changed, and `changed` means that it would be. */
  readonly dryRun: boolean;
  readonly items: readonly BulkItem[];
  /** The following request's `after`; absent when there is nobody left. */
  readonly next?: string;
}

/** What a change of a layer of policy would change in the end. */
export type PolicyPreviewResource = PolicyPreview;

/** One mailbox in full. */
export interface MailboxDetailResource extends MailboxResource {
  readonly domain: string;
  readonly backend: string;
  readonly signInSource: string;
  readonly effective: EffectivePolicyResource;
  readonly groups: readonly string[];
  /** What its owner chose, whether it counts or not. */
  readonly ownChoice?: ChallengeMode;
  /** Its owner must choose another password at the next sign-in. */
  readonly passwordChangeDueSince?: Timestamp;
  readonly aliases: readonly string[];
  /** How many aren't revoked. */
  readonly appPasswords: number;
}

export interface GroupResource extends PolicyResource {
  readonly name: string;
  readonly createdAt: Timestamp;
}

export interface GroupMemberResource {
  readonly group: string;
  readonly mailbox: string;
}

export interface AliasResource {
  readonly alias: string;
  readonly target: string;
}

export type AppPasswordState = 'active' | 'expired' | 'revoked' | 'stale';

export interface AppPasswordResource {
  readonly id: string;
  readonly mailbox: string;
  readonly name: string;
  /** `stale`: the backend refused the mailbox password that it holds; `reseal` mends it. */
  readonly state: AppPasswordState;
  readonly scopes: readonly Scope[];
  readonly readOnly: boolean;
  /** Empty: from everywhere. */
  readonly networks: readonly string[];
  readonly createdAt: Timestamp;
  readonly expiresAt?: Timestamp;
  readonly revokedAt?: Timestamp;
  readonly lastUse?: {
    readonly at: Timestamp;
    readonly door: MailDoor;
    readonly remoteAddress: string;
    readonly country?: string;
    readonly clientName?: string;
  };
}

/** Where a mail client connects. */
export interface ServerResource {
  readonly protocol: MailDoor;
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
}

/** The one answer that holds an app password. */
export interface CreatedAppPasswordResource extends AppPasswordResource {
  /** In groups, for a person to type. Shown once. */
  readonly password: string;
  /** What goes into the mail client, for the doors that it opens. */
  readonly servers: readonly ServerResource[];
}

/** The owner's own choice of mode is gone. */
export interface ClearedChoiceResource {
  readonly mailbox: string;
  /** What holds from now on. */
  readonly challenge: ChallengeMode;
}

/** An enrolled second factor. */
export interface FactorResource {
  readonly id: string;
  readonly mailbox: string;
  readonly kind: FactorKind;
  readonly name: string;
  readonly createdAt: Timestamp;
  readonly lastUsedAt?: Timestamp;
  /** Where its codes are sent, as much as its owner recognizes. */
  readonly destination?: string;
  /** A challenge asks for it first. */
  readonly default: boolean;
  /** False: an administrator supplied the destination, and no code that was sent there has come back yet. */
  readonly verified: boolean;
}

export interface FactorsResource extends ListResource<FactorResource> {
  readonly mailbox: string;
  readonly recoveryCodesLeft: number;
}

/** The one answer that holds an enrolment code. */
export interface EnrolmentCodeResource {
  readonly mailbox: string;
  /** In groups, for a person to type. Shown once. */
  readonly code: string;
  readonly expiresAt: Timestamp;
}

/** Where a mailbox has completed a second step lately; newest use first. */
export interface KnownPlacesResource {
  readonly mailbox: string;
  readonly networks: readonly {
    readonly network: string;
    readonly country?: string;
    readonly knownSince: Timestamp;
    readonly lastUsedAt: Timestamp;
  }[];
  readonly countries: readonly {
    readonly country: string;
    readonly knownSince: Timestamp;
    readonly lastUsedAt: Timestamp;
  }[];
}

export interface ForgottenPlacesResource {
  readonly mailbox: string;
  /** Networks and countries that there were. */
  readonly forgotten: number;
}

export interface TrustedBrowserResource {
  readonly id: string;
  readonly mailbox: string;
  /** What the browser said of itself when it was trusted. */
  readonly userAgent: string;
  readonly trustedAt: Timestamp;
  readonly endsAt: Timestamp;
  readonly lastUsedAt: Timestamp;
}

export interface RevokedBrowsersResource {
  readonly mailbox: string;
  readonly revoked: number;
}

export interface ConnectionResource {
  readonly id: string;
  readonly worker: number;
  readonly door: MailDoor;
  readonly mailbox: string;
  readonly appPassword?: { readonly id: string; readonly name: string };
  readonly remoteAddress: string;
  readonly clientName?: string;
  readonly since: Timestamp;
}

/** A browser that is signed in, or whose second step is missing. */
export interface WebSessionResource {
  readonly id: string;
  readonly state: 'pending' | 'open';
  readonly mailbox: string;
  readonly site: string;
  readonly remoteAddress: string;
  readonly country?: string;
  readonly userAgent: string;
  readonly startedAt: Timestamp;
  readonly lastActiveAt: Timestamp;
  readonly endsAt: Timestamp;
  /** How the second step was done, or why none was asked; absent while it is missing. */
  readonly secondStep?: string;
}

export interface ExplanationResource {
  readonly loginName: string;
  readonly door: MailDoor | 'web';
  readonly remoteAddress: string;
  readonly trace: readonly TraceStep[];
}

/** What there was, and ended. */
interface EndedWithMailboxResource {
  readonly connections: number;
  readonly webSessions: number;
  readonly trustedBrowsers: number;
}

export interface PasswordResetResource {
  readonly mailbox: string;
  /** Told here and never again; absent: it was given. */
  readonly password?: string;
  readonly mustChange: boolean;
  readonly ended: EndedWithMailboxResource;
  /** `stale`: they wait for the next web sign-in. */
  readonly appPasswords: { readonly revoked: number; readonly stale: number };
}

export interface LockedDownResource extends EndedWithMailboxResource {
  readonly mailbox: string;
  readonly wasDisabled: boolean;
  /** Revoked ones. */
  readonly appPasswords: number;
  readonly factors: number;
  readonly knownPlaces: number;
}

export interface EnabledMailboxResource {
  readonly mailbox: string;
  readonly wasDisabled: boolean;
  /** Those that open something. */
  readonly appPasswords: number;
}

/** RFC 9457. `code` is stable; `title` and `detail` are for people. */
export interface ProblemResource {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly problems?: readonly FieldProblem[];
}
