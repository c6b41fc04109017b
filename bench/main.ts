// `npm run bench`: see HELP in options.ts. The method is told in the report itself (report.ts).

import { writeFile } from 'node:fs/promises';
import { CONTENDER_NAMES, type ContenderName } from './contender.ts';
import { describeMachine, pinServers } from './machine.ts';
import type { Measure } from './measure.ts';
import { allMeasures } from './measures/all.ts';
import { type BenchOptions, HELP, readOptions } from './options.ts';
import { missingFor } from './peers/start.ts';
import { renderReport } from './report.ts';
import { Results } from './results.ts';
import { runMeasures } from './run.ts';
import { type Site, startSite } from './site.ts';

function chooseMeasures({ scale, only }: BenchOptions): readonly Measure[] {
  const measures = allMeasures(scale);
  const unknown = only.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0) throw new Error(`no measure is called ${unknown.join(', ')}: see --list`);
  return only.length === 0 ? measures : measures.filter(({ name }) => only.includes(name));
}

/** Who takes part, and a line for each who can't. */
function chooseContenders(wanted: readonly ContenderName[]): {
  readonly contenders: readonly ContenderName[];
  readonly absent: readonly string[];
} {
  const names = wanted.length === 0 ? CONTENDER_NAMES : wanted;
  return {
    contenders: names.filter((name) => missingFor(name).length === 0),
    absent: names
      .filter((name) => missingFor(name).length > 0)
      .map((name) => `${name} is left out: ${missingFor(name).join(', ')} missing`),
  };
}

async function bench(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const chosen = chooseMeasures(options);
  const cores = pinServers();
  const machine = describeMachine(cores);
  await using site: Site = await startSite();
  const measures = chosen.filter(({ needsPostfix }) => !needsPostfix || site.postfix !== undefined);
  const { contenders, absent } = chooseContenders(options.contenders);
  const unmeasured = chosen
    .filter((measure) => !measures.includes(measure))
    .map(({ name }) => `${name} needs Postfix and root`);
  const results = new Results();
  const { scale, command } = options;
  const { loads, failures } = await runMeasures({ site, measures, scale, contenders, cores, results });
  const endedAt = new Date();
  const report = renderReport({
    ...{ measures, results, machine, command, loads, startedAt, endedAt },
    rounds: scale.rounds,
    left: [...absent, ...unmeasured, ...failures],
  });
  if (options.out === undefined) process.stdout.write(report);
  else await writeFile(options.out, report);
  if (failures.length > 0) process.exitCode = 1;
}

const options = readOptions(process.argv.slice(2));
if (options.help) process.stdout.write(HELP);
else if (options.list) {
  for (const { name, title } of allMeasures(options.scale)) process.stdout.write(`${name.padEnd(22)}${title}\n`);
} else await bench(options);
