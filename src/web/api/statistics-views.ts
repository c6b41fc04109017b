// Statistics of the core as the API's resources.

import { CHALLENGE_MODES } from '../../core/policy/policy.ts';
import type { EnrolmentFigures } from '../../core/statistics/enrolment.ts';
import type { OutcomeCounts, Statistics, ValueCounts } from '../../core/statistics/read-statistics.ts';
import type { StatisticsDesk } from '../../core/statistics/statistics-desk.ts';
import type {
  DeliveryResource,
  EnrolmentFiguresResource,
  SignInCountsResource,
  StatisticsResource,
} from './client/statistics-resources.ts';
import { timestamp } from './views.ts';

const OUTCOME_NAMES = {
  allowed: 'allowed',
  challenged: 'challenged',
  refused: 'refused',
  codeRefused: 'code-refused',
  unavailable: 'unavailable',
} as const satisfies Readonly<Record<keyof SignInCountsResource, keyof OutcomeCounts>>;

const NAMES = Object.keys(OUTCOME_NAMES) as readonly (keyof SignInCountsResource)[];

export function statisticsView(
  { span, periods, totals, by }: Statistics,
  asked: Pick<StatisticsResource, 'range' | 'domain'>,
  { calendar, countedAt }: Pick<StatisticsDesk, 'calendar' | 'countedAt'>,
): StatisticsResource {
  const counted = countedAt();
  return {
    ...asked,
    by: span,
    timeZone: calendar.timeZone,
    ...(counted !== undefined && { countedAt: timestamp(counted) }),
    periods: periods.map(({ since, until, counts }) => ({
      ...{ since: timestamp(since), until: timestamp(until) },
      ...countsView(counts),
    })),
    totals: countsView(totals),
    doors: ofSignIns(by.door).map(({ value, counts }) => ({ door: value, ...countsView(counts) })),
    countries: ofSignIns(by.country).map(({ value, counts }) => ({ country: value, ...countsView(counts) })),
    reasons: by.reason
      .flatMap(({ value, counts }) =>
        NAMES.map((outcome) => ({ outcome, reason: value, count: counts[OUTCOME_NAMES[outcome]] })),
      )
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count),
  };
}

function countsView(counts: OutcomeCounts): SignInCountsResource {
  const { allowed, challenged, refused, unavailable } = counts;
  return { allowed, challenged, refused, codeRefused: counts['code-refused'], unavailable };
}

/** Without what is of messages only; the largest first. */
function ofSignIns(values: readonly ValueCounts[]): readonly ValueCounts[] {
  const size = ({ counts }: ValueCounts): number => NAMES.reduce((sum, name) => sum + counts[OUTCOME_NAMES[name]], 0);
  return values.filter((value) => size(value) > 0).sort((one, other) => size(other) - size(one));
}

export function codesView({ totals, by }: Statistics): Pick<DeliveryResource, 'codes' | 'messages'> {
  const of = (value: string): OutcomeCounts | undefined => by.reason.find((reason) => reason.value === value)?.counts;
  return {
    codes: (['email', 'sms'] as const).map((kind) => ({
      kind,
      sent: of(kind)?.['code-sent'] ?? 0,
      failed: of(`${kind}-failed`)?.['code-not-sent'] ?? 0,
      limited: of(`${kind}-limited`)?.['code-not-sent'] ?? 0,
    })),
    messages: { delivered: totals['message-delivered'], failed: totals['message-failed'] },
  };
}

export function enrolmentView({ byKind, byMode, ...figures }: EnrolmentFigures): EnrolmentFiguresResource {
  return {
    ...figures,
    byKind: Object.entries(byKind).map(([kind, mailboxes]) => ({ kind, mailboxes })),
    byMode: CHALLENGE_MODES.map((challenge) => ({ challenge, ...byMode[challenge] })),
  };
}
