// Runs measures: all contenders one after the other, in another order each round, so that what changes on the machine
// over time falls on all of them alike.

import type { Contender, ContenderName } from './contender.ts';
import { runLoad } from './load/run-load.ts';
import { type Cores, machineLoad } from './machine.ts';
import type { Measure, Scale, Surroundings } from './measure.ts';
import { startContender } from './peers/start.ts';
import { describeSample } from './report.ts';
import type { Results } from './results.ts';
import type { Site } from './site.ts';

export interface RunOptions {
  readonly site: Site;
  readonly measures: readonly Measure[];
  readonly scale: Scale;
  /** Who takes part. */
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
  await using standing = new StandingContenders(options.site);
  const surroundings: Omit<Surroundings, 'round'> = {
    scale,
    run: (name, load) =>
      runLoad(name, load, { core: cores?.generator, limit: PATIENCE + 3 * scale.seconds + scale.churnSeconds }),
  };
  const loads: number[] = [];
  const failures: string[] = [];
  for (const measure of measures) {
    const names = measure.contenders.filter((name) => options.contenders.includes(name));
    for (let round = 0; round < (measure.once ? 1 : scale.rounds); round += 1) {
      for (const name of rotate(names, round)) {
        loads.push(machineLoad());
        try {
          await sampleOnce(options, standing, { measure, name, surroundings: { ...surroundings, round } });
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

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}

interface Sample {
  readonly measure: Measure;
  readonly name: ContenderName;
  readonly surroundings: Surroundings;
}

async function sampleOnce(
  { site, results }: RunOptions,
  standing: StandingContenders,
  { measure, name, surroundings }: Sample,
): Promise<void> {
  await using fresh = measure.fresh ? await startContender(name, site) : undefined;
  const contender = fresh ?? (await standing.get(name));
  const figures = await measure.sample(contender, surroundings);
  results.add(name, figures);
  console.error(`${measure.name} ${surroundings.round + 1} ${name}: ${describeSample(measure, figures)}`);
}

function rotate<T>(elements: readonly T[], by: number): readonly T[] {
  const start = elements.length === 0 ? 0 : by % elements.length;
  return [...elements.slice(start), ...elements.slice(0, start)];
}

/** Contenders that run from their first measure to the end of the bench; at rest they cost nothing. */
class StandingContenders implements AsyncDisposable {
  readonly #site: Site;
  readonly #started: Map<ContenderName, Contender> = new Map();

  constructor(site: Site) {
    this.#site = site;
  }

  async get(name: ContenderName): Promise<Contender> {
    const running = this.#started.get(name) ?? (await startContender(name, this.#site));
    this.#started.set(name, running);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const contender of this.#started.values()) await contender[Symbol.asyncDispose]();
  }
}
