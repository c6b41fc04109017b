// How far enrolment is: mailboxes by their factors and by the mode that holds in the end. Counted in the background, piece
// by piece, so that at 100,000 mailboxes nobody waits for it; the figures say how old they are.

import type { AccountStore } from '../accounts/account-store.ts';
import type { FactorKind } from '../factors/factor.ts';
import {
  CHALLENGE_MODES,
  type ChallengeMode,
  effectiveWebPolicy,
  type PlatformPolicy,
  type PolicyLayer,
} from '../policy/policy.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { CensusGroup, StatisticsStore } from './statistics-store.ts';

/** Mailboxes of one piece: some milliseconds. */
const MAILBOXES_TOGETHER = 500;

/** Figures that are older than this are counted anew when somebody asks. */
const FRESH_FOR: Millis = 60_000;

/** What takes no longer is waited for. */
const WORTH_WAITING: Millis = 40;

export interface EnrolmentFigures {
  readonly mailboxes: number;
  /** Of these, those that no list shows: known by their sign-ins, factors or groups only. */
  readonly unlisted: number;
  readonly disabled: number;
  readonly neverSignedIn: number;
  /** With a factor that was proved. */
  readonly enrolled: number;
  /** With factors of which none was proved. */
  readonly unverified: number;
  readonly withoutFactor: number;
  /** Mailboxes with at least one factor of a kind. */
  readonly byKind: Readonly<Partial<Record<FactorKind, number>>>;
  /** By the mode that holds in the end. */
  readonly byMode: Readonly<Record<ChallengeMode, { readonly mailboxes: number; readonly withoutFactor: number }>>;
}

export interface Enrolment {
  readonly countedAt: Millis;
  readonly byDomain: ReadonlyMap<string, EnrolmentFigures>;
}

export interface EnrolmentPorts {
  readonly store: Pick<StatisticsStore, 'census'>;
  readonly accounts: Pick<AccountStore, 'listDomains'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets other work of the process have its turn. */
  pause(): Promise<void>;
}

export class EnrolmentCensus {
  readonly #ports: EnrolmentPorts;
  #platform: PlatformPolicy;
  #known: (Enrolment & { readonly took: Millis }) | undefined;
  #counting: Promise<void> | undefined;
  #hasEnded = false;

  constructor(ports: EnrolmentPorts, platform: PlatformPolicy) {
    this.#ports = ports;
    this.#platform = platform;
  }

  /** Goes over to another policy of the platform, with the next count. */
  reload(platform: PlatformPolicy): void {
    this.#platform = platform;
    this.#known = undefined;
  }

  /**
   * The last count; a new one begins when it is older than a minute, and is waited for only where it takes no time.
   * `undefined`: it is being counted for the first time. Never throws.
   */
  async figures(): Promise<Enrolment | undefined> {
    const { clock } = this.#ports;
    const isFresh = this.#known !== undefined && clock.now() - this.#known.countedAt < FRESH_FOR;
    if (isFresh || this.#hasEnded) return this.#known;
    this.#counting ??= this.#count().finally(() => {
      this.#counting = undefined;
    });
    if (this.#known !== undefined && this.#known.took <= WORTH_WAITING) await this.#counting;
    return this.#known;
  }

  /** Counts once, for whoever asks first. Never throws. */
  async begin(): Promise<void> {
    await this.figures();
    await this.#counting;
  }

  /** Nothing is counted any more; a count that is under way ends with the piece that it is at. Never throws. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#counting;
  }

  async #count(): Promise<void> {
    const { clock, log } = this.#ports;
    const [countedAt, platform, started] = [clock.now(), this.#platform, performance.now()];
    try {
      const byDomain = await this.#walk(platform);
      if (byDomain && platform === this.#platform)
        this.#known = { countedAt, byDomain, took: performance.now() - started };
    } catch (error) {
      log.error('statistics.enrolment-not-counted', error);
    }
  }

  async #walk(platform: PlatformPolicy): Promise<Enrolment['byDomain'] | undefined> {
    const { store, accounts, pause } = this.#ports;
    const policies = new Map((await accounts.listDomains()).map(({ name, policy }) => [name, policy]));
    const tallies = new Map<string, Tally>();
    let after: string | undefined;
    while (!this.#hasEnded) {
      const page = await store.census({ limit: MAILBOXES_TOGETHER, ...(after !== undefined && { after }) });
      for (const group of page.items) {
        const tally = tallies.get(group.domain) ?? newTally();
        tallies.set(group.domain, tally);
        count(tally, group, modeOf(group, policies.get(group.domain) ?? {}, platform));
      }
      if (page.next === undefined) return tallies;
      after = page.next;
      await pause();
    }
    return undefined;
  }
}

/** The figures of some domains together. */
export function figuresOf({ byDomain }: Enrolment, domains: 'all' | ReadonlySet<string>): EnrolmentFigures {
  const all = newTally();
  for (const [domain, figures] of byDomain) if (domains === 'all' || domains.has(domain)) add(all, figures);
  return all;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] extends object ? Writable<T[Name]> : T[Name] };

type Tally = Writable<EnrolmentFigures>;

function newTally(): Tally {
  const none = (): Tally['byMode'][ChallengeMode] => ({ mailboxes: 0, withoutFactor: 0 });
  return {
    ...{ mailboxes: 0, unlisted: 0, disabled: 0, neverSignedIn: 0, enrolled: 0, unverified: 0, withoutFactor: 0 },
    byKind: {},
    byMode: { never: none(), 'new-country': none(), 'new-ip': none(), always: none() },
  };
}

function modeOf(group: CensusGroup, domain: PolicyLayer, platform: PlatformPolicy): ChallengeMode {
  const { mailbox, groups, ownChoice } = group;
  const layers = {
    platform,
    domain,
    groups,
    ...(mailbox && { mailbox }),
    ...(ownChoice !== undefined && { ownChoice }),
  };
  return effectiveWebPolicy(layers).challenge.value;
}

function count(tally: Tally, group: CensusGroup, mode: ChallengeMode): void {
  const { mailboxes, factors } = group;
  tally.mailboxes += mailboxes;
  if (!group.isListed) tally.unlisted += mailboxes;
  if (group.isDisabled) tally.disabled += mailboxes;
  if (!group.hasSignedIn) tally.neverSignedIn += mailboxes;
  tally[factors.length === 0 ? 'withoutFactor' : group.isUnverified ? 'unverified' : 'enrolled'] += mailboxes;
  for (const kind of factors) tally.byKind[kind] = (tally.byKind[kind] ?? 0) + mailboxes;
  tally.byMode[mode].mailboxes += mailboxes;
  if (factors.length === 0) tally.byMode[mode].withoutFactor += mailboxes;
}

const PLAIN_FIGURES = [
  'mailboxes',
  'unlisted',
  'disabled',
  'neverSignedIn',
  'enrolled',
  'unverified',
  'withoutFactor',
] as const;

function add(all: Tally, figures: EnrolmentFigures): void {
  for (const name of PLAIN_FIGURES) all[name] += figures[name];
  for (const kind of Object.keys(figures.byKind) as FactorKind[]) {
    all.byKind[kind] = (all.byKind[kind] ?? 0) + (figures.byKind[kind] ?? 0);
  }
  for (const mode of CHALLENGE_MODES) {
    all.byMode[mode].mailboxes += figures.byMode[mode].mailboxes;
    all.byMode[mode].withoutFactor += figures.byMode[mode].withoutFactor;
  }
}
