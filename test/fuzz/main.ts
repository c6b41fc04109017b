// `npm run fuzz`: tries new inputs on all targets, or on one, for a while. What behaves in a new way is added to the
// corpus; what crashes is printed, and is the exit code's reason.

import { parseArgs } from 'node:util';
import { createContext, Script } from 'node:vm';
import { addToCorpus, keepCrash, readCorpus } from './corpus.ts';
import { Fuzzer } from './fuzzer.ts';
import type { FuzzTarget } from './target.ts';
import { FUZZ_TARGETS } from './targets.ts';

const USAGE = `npm run fuzz -- [--target NAME] [--seconds N] [--runs N] [--seed N]

  --target NAME  only this one of: ${FUZZ_TARGETS.map(({ name }) => name).join(', ')}
  --seconds N    how long, over all targets (60)
  --runs N       at most so many new inputs for each target: with --seed, the same again
  --seed N       where chance begins (another each time)
`;

/** Steps between two looks at the clock. */
const BATCH = 20;
/** Time for one batch, in milliseconds, until it is taken for one that never ends. */
const BATCH_TIMEOUT = 20_000;

interface Plan {
  readonly targets: readonly FuzzTarget[];
  readonly millis: number;
  readonly runs: number;
  readonly seed: number;
}

function readPlan(): Plan | undefined {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      runs: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
      help: { type: 'boolean', default: false },
    },
  });
  const targets = FUZZ_TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  const [millis, runs, seed] = [Number(values.seconds) * 1000, Number(values.runs), Number(values.seed)];
  const isWellSaid = targets.length > 0 && millis > 0 && runs > 0 && Number.isSafeInteger(seed);
  return isWellSaid && !values.help ? { targets, millis, runs, seed } : undefined;
}

/** Runs one target; returns the number of crashes. */
function fuzz(target: FuzzTarget, { millis, runs, seed }: Plan): number {
  const began = performance.now();
  const fuzzer = new Fuzzer(target, { seed, kept: readCorpus(target.name) });
  const batch = inTime(() => {
    for (let left = BATCH; left > 0; left -= 1) fuzzer.step();
  });
  try {
    for (let steps = 0; steps < runs && performance.now() - began < millis; steps += BATCH) batch();
  } catch (error) {
    report(target, fuzzer.current, error);
    return 1;
  }
  const seconds = (performance.now() - began) / 1000;
  const added = addToCorpus(target.name, fuzzer.finds);
  const rate = `${fuzzer.runs} runs, ${Math.round(fuzzer.runs / seconds)}/s`;
  say(`${target.name}: ${rate}, ${fuzzer.pairs} pairs, ${fuzzer.finds.length} new (${added} kept)`);
  for (const { input, error } of fuzzer.crashes) report(target, input, error);
  return fuzzer.crashes.length;
}

/** Makes a synchronous function one that throws when it takes too long: so much for what would never end. */
function inTime(run: () => void): () => void {
  const context = createContext({ run });
  const script = new Script('run()');
  return () => script.runInContext(context, { timeout: BATCH_TIMEOUT });
}

function report(target: FuzzTarget, input: Uint8Array, error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  say(`${target.name}: CRASH ${text}`);
  say(`  ${Buffer.from(input).toString('hex')}`);
  say(`  ${keepCrash(target.name, input)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const plan = readPlan();
if (plan === undefined) {
  say(USAGE);
  process.exitCode = 2;
} else {
  say(`seed ${plan.seed}`);
  const each = { ...plan, millis: plan.millis / plan.targets.length };
  const crashes = plan.targets.map((target) => fuzz(target, each));
  process.exitCode = crashes.some((count) => count > 0) ? 1 : 0;
}
