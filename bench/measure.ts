// A measure: which contenders it compares, how one of them is measured once, and which figures come out.

import type { Contender, ContenderName, WebContender } from './contender.ts';
import type { LoadName, LoadOptions, LoadResult } from './load/loads.ts';

/** How large a run is. */
export interface Scale {
  readonly rounds: number;
  /** Measured time of one load, in seconds. */
  readonly seconds: number;
  /** Sign-ins at a door before a contender is measured there for the first time. */
  readonly rehearsals: number;
  /** Sign-ins one at a time. */
  readonly latencyCount: number;
  /** Idle connections at each look at the memory, rising. */
  readonly idleCounts: readonly number[];
  readonly stormClients: number;
  readonly churnConnections: number;
  readonly churnSeconds: number;
  /** Browsers that are signed in when the memory is read. */
  readonly webSessions: number;
}

/** One number that a measure gives for a contender. */
export interface Figure {
  /** Unique in the whole bench, kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Decimal places in the report. */
  readonly digits: number;
  readonly better: 'higher' | 'lower' | 'neither';
}

/** One value for each figure. */
export type Figures = Readonly<Record<string, number>>;

/** What a measure works with. */
export interface Surroundings {
  readonly scale: Scale;
  /** From 0. */
  readonly round: number;
  /** Runs one load in a generator of its own. */
  run<Name extends LoadName>(name: Name, options: LoadOptions<Name>): Promise<LoadResult<Name>>;
}

interface MeasureBasics {
  readonly name: string;
  readonly title: string;
  /** One or two sentences for the report: what is done, and how to read it. */
  readonly note: string;
  readonly figures: readonly Figure[];
  readonly contenders: readonly ContenderName[];
  /** Starts a contender anew for each sample, because what came before would be measured too. */
  readonly fresh?: boolean;
  /** Sampled in the first round only: it compares a contender with itself. */
  readonly once?: boolean;
}

/** Through the mail doors, to Dovecot and Postfix. */
export interface MailMeasure extends MeasureBasics {
  readonly doors: 'mail';
  readonly needsPostfix?: boolean;
  sample(contender: Contender, surroundings: Surroundings): Promise<Figures>;
}

/** Through the web doors, to an nginx. */
export interface WebMeasure extends MeasureBasics {
  readonly doors: 'web';
  sample(contender: WebContender, surroundings: Surroundings): Promise<Figures>;
}

export type Measure = MailMeasure | WebMeasure;

/** Everybody who can be compared with Postern at the mail doors. */
export const EVERYBODY: readonly ContenderName[] = [
  'direct',
  'nginx',
  'nginx64k',
  'dovecot-proxy',
  'haproxy',
  'postern',
];

/** The proxies only, where the backend's own figure means something else. */
export const PROXIES: readonly ContenderName[] = EVERYBODY.filter((name) => name !== 'direct');

/** Everybody at the web doors. */
export const EVERYBODY_ON_THE_WEB: readonly ContenderName[] = ['direct', 'nginx', 'nginx64k', 'bare-node', 'postern'];

/** Octets in a megabyte and a gigabyte, as in the units MB/s and s/GB. */
export const MEGABYTE = 1e6;
export const GIGABYTE = 1e9;

export const MILLISECONDS_PER_SECOND = 1000;
export const MICROSECONDS_PER_SECOND = 1e6;
