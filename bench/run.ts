// Runs measures: all contenders one after the other, in another order each round, so that what changes on the machine
// over time falls on all of them alike.

import type { Contender, ContenderName, WebContender } from './contender.ts';
import { runLoad } from './load/run-load.ts';
import { type Cores, machineLoad } from './machine.ts';
import type { Figures, Measure, Scale, Surroundings } from './measure.ts';
import { missingFor, startContender, startWebContender } from './peers/start.ts';
import { describeSample } from './report.ts';
import type { Results } from './results.ts';
import type { Sites } from './sites.ts';

export interface RunOptions {
  readonly sites: Sites;
  readonly measures: readonly Measure[];
  readonly scale: Scale;
  /** Who takes part, where this machine has what it needs. */
  readonly contenders: readonly ContenderName[];
  readonly cores: Cores | undefined;
  readonly results: Results;
}

/** What a load may take beyond the time that it measures, in seconds: thousands of connections have to be opened. */
const PATIENCE = 240;

export interface RunOutcome {
  /** The machine's load as it was before each sample. */
  readonly loads: readonly number[];
  /** A line for each sample that failed; all others were made. */
  readonly failures: readonly string[];
}

/** Runs everything. */
export async function runMeasures(options: RunOptions): Promise<RunOutcome> {
  const { scale, cores, measures } = options;
  const { mail, web } = options.sites;
  await using mailContenders = new Standing((name) => startContender(name, mail));
  await using webContenders = new Standing((name) => startWebContender(name, web));
  const standing = { mail: mailContenders, web: webContenders };
  const surroundings: Omit<Surroundings, 'round'> = {
    scale,
    run: (name, load) =>
      runLoad(name, load, { core: cores?.generator, limit: PATIENCE + 3 * scale.seconds + scale.churnSeconds }),
  };
  const loads: number[] = [];
  const failures: string[] = [];
  for (const measure of measures) {
    const names = contendersOf(measure, options.contenders);
    for (let round = 0; round < (measure.once ? 1 : scale.rounds); round += 1) {
      for (const name of rotate(names, round)) {
        loads.push(machineLoad());
        try {
          const figures = await sampleOnce(standing, { measure, name, surroundings: { ...surroundings, round } });
          options.results.add(name, figures);
          console.error(`${measure.name} ${round + 1} ${name}: ${describeSample(measure, figures)}`);
        } catch (error) {
          // One that fails must not take an hour's other figures with it.
          console.error(`${measure.name} ${round + 1} ${name}:`, error);
          failures.push(`${measure.name}, round ${round + 1}, failed with ${name}: ${firstLine(error)}`);
        }
      }
    }
  }
  return { loads, failures };
}

/** Those of the wanted ones that take part in a measure. */
export function contendersOf(measure: Measure, wanted: readonly ContenderName[]): readonly ContenderName[] {
  return measure.contenders.filter((name) => wanted.includes(name) && missingFor(name, measure.doors).length === 0);
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}

interface Sample<M = Measure> {
  readonly measure: M;
  readonly name: ContenderName;
  readonly surroundings: Surroundings;
}

/** A measure, whatever stands before what. */
interface Sampling<C> {
  readonly fresh?: boolean;
  sample(contender: C, surroundings: Surroundings): Promise<Figures>;
}

interface AllStanding {
  readonly mail: Standing<Contender>;
  readonly web: Standing<WebContender>;
}

function sampleOnce({ mail, web }: AllStanding, sample: Sample): Promise<Figures> {
  const { measure } = sample;
  return measure.doors === 'web' ? sampleAmong(web, { ...sample, measure }) : sampleAmong(mail, { ...sample, measure });
}

async function sampleAmong<C extends AsyncDisposable>(
  standing: Standing<C>,
  { measure, name, surroundings }: Sample<Sampling<C>>,
): Promise<Figures> {
  await using fresh = measure.fresh ? await standing.start(name) : undefined;
  // Awaited here: a fresh contender ends with this block.
  return await measure.sample(fresh ?? (await standing.get(name)), surroundings);
}

function rotate<T>(elements: readonly T[], by: number): readonly T[] {
  const start = elements.length === 0 ? 0 : by % elements.length;
  return [...elements.slice(start), ...elements.slice(0, start)];
}

/** Contenders that run from their first measure to the end of the bench; at rest they cost nothing. */
class Standing<C extends AsyncDisposable> implements AsyncDisposable {
  /** Starts one more, which is the caller's to end. */
  readonly start: (name: ContenderName) => Promise<C>;
  readonly #started: Map<ContenderName, C> = new Map();

  constructor(start: (name: ContenderName) => Promise<C>) {
    this.start = start;
  }

  async get(name: ContenderName): Promise<C> {
    const running = this.#started.get(name) ?? (await this.start(name));
    this.#started.set(name, running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const contender of this.#started.values()) await contender[Symbol.asyncDispose]();
  }
}
