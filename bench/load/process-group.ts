// What a server costs: CPU time and memory of all processes of its group, read from /proc (Linux).

import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks in a second: Linux reports CPU time to programs in hundredths (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Fields of /proc/PID/stat after the name in parentheses: proc(5) counts them from 3. */
const FIELD = { group: 5 - 3, user: 14 - 3, system: 15 - 3, childrenUser: 16 - 3, childrenSystem: 17 - 3 } as const;

interface ProcessStat {
  readonly pid: number;
  readonly group: number;
  readonly ticks: number;
}

/** A process may end while it is read: then it is left out. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function readStat(pid: number): ProcessStat | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (name: keyof typeof FIELD): number => fields[FIELD[name]] ?? 0;
  // A child that ended and was collected is in its parent's children fields: nothing is lost, nothing counted twice.
  const ticks = field('user') + field('system') + field('childrenUser') + field('childrenSystem');
  return { pid, group: field('group'), ticks };
}

function members(groups: readonly number[]): readonly ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined)
    .filter(({ group }) => groups.includes(group));
}

/** CPU time that one process has used, its ended children included. In seconds, by hundredths; 0 when there is none. */
export function processCpuSeconds(pid: number): number {
  return (readStat(pid)?.ticks ?? 0) / TICKS_PER_SECOND;
}

/** CPU time that all processes of these groups have used, their ended children included. In seconds, by hundredths. */
export function groupCpuSeconds(groups: readonly number[]): number {
  return members(groups).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** Memory of all processes of these groups, in kB: what is shared counts to each user in proportion (PSS). */
export function groupPss(groups: readonly number[]): number {
  const kilobytes = members(groups).map(({ pid }) => {
    const rollup = readIfThere(`/proc/${pid}/smaps_rollup`) ?? '';
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0);
}
