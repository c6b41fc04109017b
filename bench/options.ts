// The command line of the bench.

import { parseArgs } from 'node:util';
import { CONTENDER_NAMES, type ContenderName } from './contender.ts';
import type { Scale } from './measure.ts';

export interface BenchOptions {
  readonly scale: Scale;
  /** Names of measures; all when empty. */
  readonly only: readonly string[];
  /** All when empty. */
  readonly contenders: readonly ContenderName[];
  /** Where the report goes; standard output when undefined. */
  readonly out: string | undefined;
  readonly list: boolean;
  readonly help: boolean;
  /** As typed, for the report. */
  readonly command: string;
}

export const HELP: string = `npm run bench -- [options]

Measures Postern beside nginx's mail proxy, Dovecot's login proxy, HAProxy and no proxy at all, in front of a real
Dovecot (and Postfix, as root), and its web gate beside nginx, a bare proxy on Node and none, in front of an nginx that
plays the webmail; writes the tables to bench/RESULTS.md. Takes about an hour; use an idle machine.

  --only NAMES          some measures only, by name, with commas between (see --list)
  --contenders NAMES    some contenders only: ${CONTENDER_NAMES.join(', ')}
  --rounds N            rounds, of which medians are taken (3)
  --seconds N           measured time of one load (5)
  --churn-minutes N     time of the IDLE churn (1)
  --quick               one short round of everything, to see that it works; the figures mean nothing
  --out FILE            where the report goes (bench/RESULTS.md for a run of everything, else standard output)
  --list                lists the measures
  --help                shows this
`;

const FULL: Scale = {
  rounds: 3,
  seconds: 5,
  rehearsals: 6000,
  latencyCount: 300,
  idleCounts: [1000, 5000],
  stormClients: 5000,
  churnConnections: 500,
  churnSeconds: 60,
  webSessions: 2000,
};

const QUICK: Scale = {
  rounds: 1,
  seconds: 1,
  rehearsals: 100,
  latencyCount: 20,
  idleCounts: [50, 200],
  stormClients: 200,
  churnConnections: 20,
  churnSeconds: 6,
  webSessions: 100,
};

const SECONDS_PER_MINUTE = 60;

function names(text: string | undefined): readonly string[] {
  return text?.split(',').map((name) => name.trim()) ?? [];
}

function positive(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`not a number above zero: ${text}`);
  return value;
}

function asContender(name: string): ContenderName {
  const known = CONTENDER_NAMES.find((each) => each === name);
  if (known === undefined) throw new Error(`no contender is called ${name}: ${CONTENDER_NAMES.join(', ')}`);
  return known;
}

/** Reads the arguments after the program's name. Throws an error with a text for people. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      contenders: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'churn-minutes': { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const base = values.quick ? QUICK : FULL;
  const isWhole = !values.quick && values.only === undefined && values.contenders === undefined;
  return {
    scale: {
      ...base,
      rounds: Math.ceil(positive(values.rounds, base.rounds)),
      seconds: positive(values.seconds, base.seconds),
      churnSeconds: positive(values['churn-minutes'], base.churnSeconds / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE,
    },
    only: names(values.only),
    contenders: names(values.contenders).map(asContender),
    out: values.out ?? (isWhole ? 'bench/RESULTS.md' : undefined),
    list: values.list,
    help: values.help,
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  };
}
