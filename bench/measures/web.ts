// The web doors: small requests, large answers and uploads through an open session, in clear text and over TLS.

import type { WebContender } from '../contender.ts';
import {
  DOWNLOAD,
  LARGE_BODY_OCTETS,
  SMALL_ANSWER_OCTETS,
  SMALL_REQUEST,
  UPLOAD,
  WEB_DOORS,
  type WebDoor,
  type WebRequest,
} from '../load/web-requests.ts';
import type { WebLoad, WebLoaded } from '../load/wrk.ts';
import {
  EVERYBODY_ON_THE_WEB,
  type Figure,
  type Figures,
  GIGABYTE,
  MEGABYTE,
  MICROSECONDS_PER_SECOND,
  type Surroundings,
  type WebMeasure,
} from '../measure.ts';

const BUSY_CONNECTIONS = 32;
const STREAMS = 4;

/** Seconds that a load runs before it is measured: a few thousand requests. */
const WARM_UP = 5;

/** The same for a load that follows another one. */
const SHORT_WARM_UP = 1;

/** In less, a busy machine may not see the end of a single upload. */
const LEAST_STREAM_SECONDS = 3;

const DOOR_TITLES: Readonly<Record<WebDoor, string>> = { plain: 'clear text', tls: 'TLS' };

const MILLISECONDS = { unit: 'ms', digits: 3, better: 'lower' } as const;

type Run = (
  door: WebDoor,
  load: Pick<WebLoad, 'request' | 'connections' | 'warmUp'> & { readonly seconds?: number },
) => Promise<WebLoaded>;

function runAt(contender: WebContender, { run, scale: { seconds } }: Surroundings): Run {
  const { targets, groups } = contender;
  return (door, load) => run('web', { seconds, ...load, target: targets[door], groups });
}

async function atEachDoor(sample: (door: WebDoor) => Promise<Figures>): Promise<Figures> {
  const figures: Figures[] = [];
  for (const door of WEB_DOORS) figures.push(await sample(door));
  return Object.assign({}, ...figures);
}

function smallFigures(door: WebDoor): readonly Figure[] {
  const id = (end: string): string => `web-small-${door}-${end}`;
  const title = (what: string): string => `${DOOR_TITLES[door]}: ${what}`;
  return [
    { id: id('rate'), title: title('requests'), unit: '/s', digits: 0, better: 'higher' },
    { id: id('per-cpu'), title: title('requests per CPU second'), unit: '', digits: 0, better: 'higher' },
    { id: id('cpu'), title: title('CPU per request'), unit: 'µs', digits: 1, better: 'lower' },
    { id: id('p50'), title: title('1 connection, p50'), ...MILLISECONDS },
    { id: id('p99'), title: title('1 connection, p99'), ...MILLISECONDS },
    { id: id('generator'), title: title('load generator’s share of a core'), unit: '', digits: 2, better: 'neither' },
  ];
}

export const webSmall: WebMeasure = {
  name: 'web-small',
  title: 'Web: small requests',
  note: `GET of ${SMALL_ANSWER_OCTETS} octets on ${BUSY_CONNECTIONS} connections that stay open, then on one alone. The proxy has a core to itself; the webmail shares the load generator’s, and there sets the rate of whoever is quicker than both.`,
  figures: WEB_DOORS.flatMap(smallFigures),
  doors: 'web',
  contenders: EVERYBODY_ON_THE_WEB,
  sample(contender, surroundings) {
    const run = runAt(contender, surroundings);
    return atEachDoor(async (door) => {
      const busy = await run(door, { request: SMALL_REQUEST, connections: BUSY_CONNECTIONS, warmUp: WARM_UP });
      const alone = await run(door, { request: SMALL_REQUEST, connections: 1, warmUp: SHORT_WARM_UP });
      return {
        [`web-small-${door}-rate`]: busy.count / busy.seconds,
        [`web-small-${door}-per-cpu`]: busy.count / busy.cpuSeconds,
        [`web-small-${door}-cpu`]: (busy.cpuSeconds / busy.count) * MICROSECONDS_PER_SECOND,
        [`web-small-${door}-p50`]: alone.p50,
        [`web-small-${door}-p99`]: alone.p99,
        [`web-small-${door}-generator`]: busy.generatorShare,
      };
    });
  },
};

function streamMeasure(
  parts: Pick<WebMeasure, 'name' | 'title' | 'note'>,
  request: WebRequest,
  octetsOf: (loaded: WebLoaded) => number,
): WebMeasure {
  const figures = (door: WebDoor): readonly Figure[] => [
    {
      ...{ id: `${parts.name}-${door}-rate`, title: DOOR_TITLES[door], unit: 'MB/s' },
      ...{ digits: 0, better: 'higher' },
    },
    {
      ...{ id: `${parts.name}-${door}-cpu`, title: `${DOOR_TITLES[door]}: CPU`, unit: 's/GB' },
      ...{ digits: 2, better: 'lower' },
    },
  ];
  return {
    ...parts,
    figures: WEB_DOORS.flatMap(figures),
    doors: 'web',
    contenders: EVERYBODY_ON_THE_WEB,
    sample(contender, surroundings) {
      const run = runAt(contender, surroundings);
      const seconds = Math.max(LEAST_STREAM_SECONDS, surroundings.scale.seconds);
      return atEachDoor(async (door) => {
        const loaded = await run(door, { request, connections: STREAMS, warmUp: WARM_UP, seconds });
        const octets = octetsOf(loaded);
        return {
          [`${parts.name}-${door}-rate`]: octets / MEGABYTE / loaded.seconds,
          [`${parts.name}-${door}-cpu`]: loaded.cpuSeconds / (octets / GIGABYTE),
        };
      });
    },
  };
}

export const webDownload: WebMeasure = streamMeasure(
  {
    name: 'web-download',
    title: 'Web: downloads of 10 MB',
    note: `${STREAMS} connections, one answer after the other on each.`,
  },
  DOWNLOAD,
  ({ octets }) => octets,
);

export const webUpload: WebMeasure = streamMeasure(
  {
    name: 'web-upload',
    title: 'Web: uploads of 10 MB',
    note: `${STREAMS} connections, one upload after the other on each; the webmail takes each as a whole, and forgets it.`,
  },
  UPLOAD,
  // What wrk counts is what it receives: the few octets of an answer for each upload.
  ({ count }) => count * LARGE_BODY_OCTETS,
);
