// /statistics: what is counted of sign-ins, codes and enrolment, and which mailboxes still use their own password at mail
// doors. Whoever administers some domains hears of these only.

import { z } from 'zod';
import { canonicalDomain } from '../../../core/accounts/login-name.ts';
import { policyLayers } from '../../../core/accounts/policy-layers.ts';
import { administersDomain } from '../../../core/administrators/requester.ts';
import { effectivePolicy } from '../../../core/policy/policy.ts';
import { DAY } from '../../../core/statistics/calendar.ts';
import { figuresOf } from '../../../core/statistics/enrolment.ts';
import {
  MAX_DAYS_BY_HOUR,
  RANGES,
  readStatistics,
  type StatisticsRange,
} from '../../../core/statistics/read-statistics.ts';
import type { OwnPasswordUse } from '../../../core/statistics/statistics-store.ts';
import type { RouteServices } from '../administration-services.ts';
import {
  deliverySchema,
  enrolmentSchema,
  mainPasswordUsesSchema,
  statisticsSchema,
} from '../client/schemas/statistics-schemas.ts';
import type {
  DeliveryResource,
  EnrolmentResource,
  MainPasswordUseResource,
  MainPasswordUsesResource,
  StatisticsResource,
} from '../client/statistics-resources.ts';
import { type Answering, type Operation, operation } from '../operation.ts';
import { ProblemError, problem } from '../problem.ts';
import { limit, text } from '../requests.ts';
import { codesView, enrolmentView, statisticsView } from '../statistics-views.ts';
import { mailPathView, smsView, timestamp } from '../views.ts';

const range: z.ZodType<StatisticsRange> = z.enum(['24h', '7d', '30d', '90d']);

export const showStatisticsOperation: Answering<StatisticsResource> = operation({
  id: 'showStatistics',
  method: 'GET',
  path: '/statistics',
  tag: 'Statistics',
  summary: 'How many signed in, were asked and were refused, over time and by door, country and reason',
  permission: 'statistics:read',
  within: 'handler',
  query: z
    .strictObject({ range: range.default('24h'), by: z.enum(['hour', 'day']).optional(), domain: text.optional() })
    .refine((query) => query.by !== 'hour' || RANGES[query.range] <= MAX_DAYS_BY_HOUR, {
      path: ['by'],
      error: `by the hour, at most ${MAX_DAYS_BY_HOUR} days can be shown`,
    }),
  answer: statisticsSchema,
  handle: async ({ query }, services) => {
    const { statistics, clock } = services;
    const domain = await domainIn(query.domain, services);
    const span = query.by ?? (query.range === '24h' ? 'hour' : 'day');
    const question = { range: query.range, span, domains: domainsOf(domain, services), now: clock.now() };
    const found = await readStatistics(question, statistics);
    return statisticsView(found, { range: query.range, ...(domain !== undefined && { domain }) }, statistics);
  },
});

/** As far back as a password is looked for that nobody may use any more. */
const USED_WITHIN = 30 * DAY;

export const listMainPasswordUseOperation: Answering<MainPasswordUsesResource> = operation({
  id: 'listMainPasswordUse',
  method: 'GET',
  path: '/statistics/main-password-use',
  tag: 'Statistics',
  summary: 'The mailboxes whose own password was used at a mail door lately, where an app password could be',
  permission: 'statistics:read',
  within: 'handler',
  query: z.strictObject({
    domain: text.optional(),
    since: z.iso
      .datetime({ offset: true })
      .transform((at) => Date.parse(at))
      .optional(),
    limit: limit.default(100),
    after: text.optional(),
  }),
  answer: mainPasswordUsesSchema,
  handle: async ({ query }, services) => {
    const { statistics, clock } = services;
    const since = query.since ?? clock.now() - USED_WITHIN;
    const filter = { domains: domainsOf(await domainIn(query.domain, services), services), since };
    const page = { limit: query.limit, ...(query.after !== undefined && { after: query.after }) };
    const { items, next } = await statistics.store.uses(filter, page);
    return {
      items: await Promise.all(items.map((use) => useView(use, services))),
      ...(next !== undefined && { next }),
      total: await statistics.store.countUses(filter),
      since: timestamp(since),
    };
  },
});

export const showEnrolmentOperation: Answering<EnrolmentResource> = operation({
  id: 'showEnrolment',
  method: 'GET',
  path: '/statistics/enrolment',
  tag: 'Statistics',
  summary: 'How many mailboxes have a second factor, by kind and by the mode that holds',
  permission: 'statistics:read',
  within: 'handler',
  query: z.strictObject({ domain: text.optional() }),
  answer: enrolmentSchema,
  handle: async ({ query }, services) => {
    const domain = await domainIn(query.domain, services);
    const of = domain !== undefined && { domain };
    const enrolment = await services.statistics.enrolment();
    if (!enrolment) return { ...of };
    const figures = figuresOf(enrolment, domain === undefined ? services.requester.domains : new Set([domain]));
    return { ...of, countedAt: timestamp(enrolment.countedAt), figures: enrolmentView(figures) };
  },
});

export const showDeliveryOperation: Answering<DeliveryResource> = operation({
  id: 'showDelivery',
  method: 'GET',
  path: '/statistics/delivery',
  tag: 'Statistics',
  summary: 'How codes and notices leave, and what became of them',
  permission: 'platform:read',
  within: 'platform',
  query: z.strictObject({ range: range.default('24h') }),
  answer: deliverySchema,
  handle: async ({ query }, { statistics, clock, sms, status }) => {
    const { mailPath, notices } = await status();
    const span = query.range === '24h' ? 'hour' : 'day';
    const question = { range: query.range, span, domains: 'all', now: clock.now() } as const;
    return {
      range: query.range,
      ...(mailPath && { mailPath: mailPathView(mailPath) }),
      sms: smsView(sms),
      notices,
      ...codesView(await readStatistics(question, statistics)),
    };
  },
});

export const STATISTICS_OPERATIONS: readonly Operation[] = [
  showStatisticsOperation,
  listMainPasswordUseOperation,
  showEnrolmentOperation,
  showDeliveryOperation,
];

/** The domain that is asked for; throws a problem where it isn't there for whoever asks. */
async function domainIn(
  given: string | undefined,
  { accounts, requester }: Pick<RouteServices, 'accounts' | 'requester'>,
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const domain = canonicalDomain(given) ?? given;
  if (administersDomain(requester, domain) && (await accounts.findDomain(domain))) return domain;
  throw new ProblemError(problem('unknown-domain', `there is no domain ${given}`));
}

function domainsOf(
  domain: string | undefined,
  { requester }: Pick<RouteServices, 'requester'>,
): 'all' | readonly string[] {
  if (domain !== undefined) return [domain];
  return requester.domains === 'all' ? 'all' : [...requester.domains];
}

async function useView(
  { mailbox, at, ...used }: OwnPasswordUse,
  { accounts, platformPolicy }: Pick<RouteServices, 'accounts' | 'platformPolicy'>,
): Promise<MainPasswordUseResource> {
  const policy = effectivePolicy(policyLayers(platformPolicy, await accounts.resolve(mailbox)), 'imap');
  return { mailbox, lastUsedAt: timestamp(at), ...used, challenge: policy.challenge.value };
}
