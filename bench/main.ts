// `npm run bench`: see HELP in options.ts. The method is told in the report itself (report.ts).

import { writeFile } from 'node:fs/promises';
import { CONTENDER_NAMES, type ContenderName } from './contender.ts';
import { describeMachine, pinServers } from './machine.ts';
import type { Measure } from './measure.ts';
import { allMeasures } from './measures/all.ts';
import { type BenchOptions, HELP, readOptions } from './options.ts';
import { missingFor, missingForWeb } from './peers/start.ts';
import { renderReport } from './report.ts';
import { Results } from './results.ts';
import { runMeasures } from './run.ts';
import { type Sites, startSites } from './sites.ts';

function chooseMeasures({ scale, only }: BenchOptions): readonly Measure[] {
  const measures = allMeasures(scale);
  const unknown = only.filter((name) => !measures.some((measure) => measure.name === name));
  if (unknown.length > 0) throw new Error(`no measure is called ${unknown.join(', ')}: see --list`);
  return only.length === 0 ? measures : measures.filter(({ name }) => only.includes(name));
}

/** A line for each contender that can't take part somewhere, once for all measures there. */
function describeAbsent(measures: readonly Measure[], wanted: readonly ContenderName[]): readonly string[] {
  const lines = measures.flatMap(({ doors, contenders }) =>
    contenders
      .filter((name) => wanted.includes(name) && missingFor(name, doors).length > 0)
      .map((name) => `${name} is left out at the ${doors} doors: ${missingFor(name, doors).join(', ')} missing`),
  );
  return [...new Set(lines)];
}

/** Why a measure can't be made on this machine; undefined when it can. */
function obstacle(measure: Measure, { mail }: Sites): string | undefined {
  if (measure.doors === 'mail') {
    return measure.needsPostfix && mail?.postfix === undefined ? 'needs Postfix and root' : undefined;
  }
  const missing = missingForWeb().join(' ');
  return missing === '' ? undefined : `needs ${missing}: apt-get install ${missing}`;
}

async function bench(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const chosen = chooseMeasures(options);
  const cores = pinServers();
  const machine = describeMachine(cores);
  await using sites = await startSites(chosen, cores);
  const measures = chosen.filter((measure) => obstacle(measure, sites) === undefined);
  const unmeasured = chosen.flatMap((measure) => {
    const reason = obstacle(measure, sites);
    return reason === undefined ? [] : [`${measure.name} ${reason}`];
  });
  const contenders = options.contenders.length === 0 ? CONTENDER_NAMES : options.contenders;
  const results = new Results();
  const { scale, command } = options;
  const { loads, failures } = await runMeasures({ sites, measures, scale, contenders, cores, results });
  const endedAt = new Date();
  const report = renderReport({
    ...{ measures, results, machine, command, loads, startedAt, endedAt },
    rounds: scale.rounds,
    left: [...describeAbsent(measures, contenders), ...unmeasured, ...failures],
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
