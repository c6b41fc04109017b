// Statistics in the administration API's JSON. As resources.ts says.

import type { MailPathResource, SmsResource, StatusResource } from './node-resources.ts';
import type { ListResource, Timestamp } from './resources.ts';

/** How many sign-ins, and what became of them. */
export interface SignInCountsResource {
  readonly allowed: number;
  /** Asked for a second step, or to enrol. */
  readonly challenged: number;
  readonly refused: number;
  /** Wrong or late answers to a second step. */
  readonly codeRefused: number;
  readonly unavailable: number;
}

export interface StatisticsResource {
  readonly range: StatisticsRangeName;
  readonly by: 'hour' | 'day';
  /** Days are this time zone's. */
  readonly timeZone: string;
  readonly domain?: string;
  /** Up to when the audit log is counted; absent: numbers still grow, as it is being counted from its beginning. */
  readonly countedAt?: Timestamp;
  /** Oldest first, without a hole. */
  readonly periods: readonly (SignInCountsResource & { readonly since: Timestamp; readonly until: Timestamp })[];
  readonly totals: SignInCountsResource;
  /** Largest first. */
  readonly doors: readonly (SignInCountsResource & { readonly door: string })[];
  /** `unknown`: where no country is known. */
  readonly countries: readonly (SignInCountsResource & { readonly country: string })[];
  /** Why not, or by which second step; largest first. */
  readonly reasons: readonly {
    readonly outcome: keyof SignInCountsResource;
    readonly reason: string;
    readonly count: number;
  }[];
}

export type StatisticsRangeName = '24h' | '7d' | '30d' | '90d';

export interface MainPasswordUseResource {
  readonly mailbox: string;
  readonly lastUsedAt: Timestamp;
  readonly door: string;
  readonly remoteAddress?: string;
  readonly country?: string;
  readonly client?: string;
  /** The mode that holds now: with any but `never` the mailbox's own password opens no mail door any more. */
  readonly challenge: 'never' | 'new-country' | 'new-ip' | 'always';
}

export interface MainPasswordUsesResource extends ListResource<MainPasswordUseResource> {
  /** Of all pages. */
  readonly total: number;
  readonly since: Timestamp;
}

export interface EnrolmentResource {
  readonly domain?: string;
  /** Absent: it is being counted for the first time, and so is everything else. */
  readonly countedAt?: Timestamp;
  readonly figures?: EnrolmentFiguresResource;
}

export interface EnrolmentFiguresResource {
  readonly mailboxes: number;
  /** Of these, those that no list shows: known by sign-ins, factors or groups only. */
  readonly unlisted: number;
  readonly disabled: number;
  readonly neverSignedIn: number;
  /** With a factor that was proved. */
  readonly enrolled: number;
  /** With factors of which none was proved. */
  readonly unverified: number;
  readonly withoutFactor: number;
  readonly byKind: readonly { readonly kind: string; readonly mailboxes: number }[];
  /** By the mode that holds in the end. */
  readonly byMode: readonly {
    readonly challenge: MainPasswordUseResource['challenge'];
    readonly mailboxes: number;
    readonly withoutFactor: number;
  }[];
}

export interface DeliveryResource {
  readonly range: StatisticsRangeName;
  /** Absent: there is none. */
  readonly mailPath?: MailPathResource;
  readonly sms: SmsResource;
  readonly notices: StatusResource['notices'];
  /** Codes that were handed over, that nobody took, and that a limit forbade. */
  readonly codes: readonly {
    readonly kind: 'email' | 'sms';
    readonly sent: number;
    readonly failed: number;
    readonly limited: number;
  }[];
  /** Codes and notices, as far as the next host or gateway reported what became of them. */
  readonly messages: { readonly delivered: number; readonly failed: number };
}
