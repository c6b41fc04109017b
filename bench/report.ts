// The report: Markdown tables of medians with the ratio to each peer, the goals and whether they are met, and every
// round's value below, so that a reader can judge how far to trust them.

import type { ContenderName } from './contender.ts';
import { GOALS, type Goal } from './goals.ts';
import type { Figure, Measure } from './measure.ts';
import { judge, type Results } from './results.ts';

const TITLES: Readonly<Record<ContenderName, string>> = {
  direct: 'no proxy',
  nginx: 'nginx',
  nginx64k: 'nginx, 64k buffer',
  'dovecot-proxy': 'Dovecot proxy',
  haproxy: 'HAProxy (limit)',
  'bare-node': 'bare Node proxy',
  postern: 'Postern',
  'postern-large-store': 'Postern, large store',
};

/** Peers that a ratio is given to. */
const RIVALS: readonly ContenderName[] = ['nginx', 'nginx64k', 'dovecot-proxy', 'haproxy', 'bare-node', 'direct'];

export interface ReportInput {
  readonly measures: readonly Measure[];
  readonly results: Results;
  readonly machine: readonly string[];
  readonly command: string;
  readonly rounds: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Runnable processes while it ran, over a minute each: the machine's own load. */
  readonly loads: readonly number[];
  /** What could not be measured, and why. */
  readonly left: readonly string[];
}

function table(rows: readonly (readonly string[])[], textColumns: number): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column < textColumns ? '---' : '--:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function format(value: number | undefined, { digits }: Pick<Figure, 'digits'>): string {
  return value === undefined
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function withUnit({ title, unit }: Figure): string {
  return unit === '' ? title : `${title}, ${unit}`;
}

function measured({ measures, results }: ReportInput, measure: Measure): readonly ContenderName[] {
  const isThere = (name: ContenderName): boolean =>
    measures.includes(measure) && measure.figures.some(({ id }) => results.rounds(name, id).length > 0);
  return measure.contenders.filter(isThere);
}

function ratio(results: Results, { id, better }: Figure, rival: ContenderName): string {
  const own = results.median('postern', id);
  const other = results.median(rival, id);
  if (better === 'neither' || own === undefined || other === undefined || other === 0) return '';
  return `${(own / other).toFixed(2)} ×`;
}

function measureSection(input: ReportInput, measure: Measure): string {
  const { results } = input;
  const contenders = measured(input, measure);
  const rivals = contenders.includes('postern') ? RIVALS.filter((rival) => contenders.includes(rival)) : [];
  const head = ['', ...contenders.map((name) => TITLES[name]), ...rivals.map((name) => `Postern ÷ ${TITLES[name]}`)];
  const rows = measure.figures.map((figure) => [
    withUnit(figure),
    ...contenders.map((name) => format(results.median(name, figure.id), figure)),
    ...rivals.map((rival) => ratio(results, figure, rival)),
  ]);
  return `## ${measure.title}\n\n${measure.note}\n\n${table([head, ...rows], 1)}\n`;
}

function goalText({ bound, factor, peer, peerFigure, plus, where }: Goal, figure: Figure): string {
  const sign = bound === 'at-least' ? '≥' : '≤';
  const addition = plus === undefined ? '' : ` + ${plus} ${figure.unit}`;
  const condition = where === undefined ? '' : `, as ${TITLES[where]}`;
  if (peer === undefined) return `${sign} ${factor} ${figure.unit}`.trim() + condition;
  const whose = peerFigure === undefined ? TITLES[peer] : 'the same with none idle';
  return `${sign} ${factor === 1 ? '' : `${factor} × `}${whose}${addition}`;
}

function goalsSection({ measures, results }: ReportInput): string {
  const rows = GOALS.flatMap((goal) => {
    const measure = measures.find(({ figures }) => figures.some(({ id }) => id === goal.figure));
    const figure = measure?.figures.find(({ id }) => id === goal.figure);
    const outcome = judge(goal, results);
    if (!measure || !figure || !outcome) return [];
    const { value, limit, isMet } = outcome;
    const row = [
      `${measure.title}: ${figure.title}`,
      goalText(goal, figure),
      format(value, figure),
      format(limit, figure),
    ];
    return [[...row, isMet ? 'met' : '**missed**']];
  });
  if (rows.length === 0) return '';
  const missed = rows.filter((row) => row.at(-1) !== 'met').length;
  const summary = `${rows.length - missed} of ${rows.length} met.`;
  return `## Goals\n\n${summary}\n\n${table([['figure', 'goal', 'Postern', 'limit', ''], ...rows], 2)}\n`;
}

function roundsSection(input: ReportInput): string {
  const rows = input.measures.flatMap((measure) =>
    measure.figures.flatMap((figure) =>
      measured(input, measure).map((name) => {
        const rounds = input.results.rounds(name, figure.id).map((value) => format(value, figure));
        return [`${measure.name}: ${withUnit(figure)}`, TITLES[name], rounds.join(' · ')];
      }),
    ),
  );
  return `## Every round\n\n<details>\n\n${table([['figure', '', 'rounds'], ...rows], 3)}\n\n</details>\n`;
}

function introduction({ machine, command, rounds, startedAt, endedAt, loads, left }: ReportInput): string {
  const minutes = Math.round((endedAt.getTime() - startedAt.getTime()) / 60_000);
  const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(1));
  const facts = [
    `made by \`${command}\` on ${startedAt.toISOString().slice(0, 10)}, in ${minutes} minutes`,
    ...machine,
    `load average ${least} to ${most} (about 2 is the bench itself on two cores; more is somebody else)`,
    ...left,
  ];
  return `# Results of the bench

${facts.map((fact) => `- ${fact}`).join('\n')}

Medians of ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}. CPU is the proxy’s alone, all of its processes, from \`/proc/PID/stat\` (with no proxy: the
whole backend’s); it repeats within some 15 %, rates and waits within some 30 %. Compare CPU first, and only within one run.
Same handshake for all: TLS 1.3, X25519, AES-128-GCM, an ECDSA P-256 certificate, no resumption; all speak clear text to
the backend. nginx’s service that answers its authentication requests says yes to everything and isn’t counted; Dovecot’s
proxy checks nothing either; Postern finds and opens an app password, logs and audits. HAProxy knows no mail: a limit.
At the web doors the webmail is an nginx that answers from memory; proxies keep their connections to it open and stream
both ways. Postern finds the session, opens its cookie vault and judges every request and answer; the others do nothing.
Before a contender is measured at a door for the first time it takes some thousand unmeasured sign-ins there, all contenders
as many, and the same load runs a while before each sample: Postern compiles as it runs, and is measured as a server
that has been up for a while, like the others.
`;
}

/** The whole report as Markdown. */
export function renderReport(input: ReportInput): string {
  const sections = input.measures
    .filter((measure) => measured(input, measure).length > 0)
    .map((measure) => measureSection(input, measure));
  return [introduction(input), goalsSection(input), ...sections, roundsSection(input)].filter(Boolean).join('\n');
}

/** One line for whoever waits: a sample's figures. */
export function describeSample(measure: Measure, figures: Readonly<Record<string, number>>): string {
  return measure.figures
    .map((figure) => `${figure.title} ${format(figures[figure.id], figure)} ${figure.unit}`)
    .join(', ');
}
