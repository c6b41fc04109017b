// How often a mailbox's owner is written to. The first message goes out at once; what happens soon after it waits for the
// next one. Nothing is dropped for that: what waits is merged.

import type { Notice, NoticeKind } from '../messages/message.ts';
import type { Millis } from '../units.ts';

/** What belongs together is recorded within this time: a factor that was added and the recovery codes that came with it. */
const BURST: Millis = 1_000;

/** At most so many messages within so long, for one mailbox. */
const LIMITS: readonly { readonly messages: number; readonly within: Millis }[] = [
  { messages: 1, within: 5 * 60_000 },
  { messages: 4, within: 3_600_000 },
  { messages: 12, within: 86_400_000 },
];

/** How long what was sent counts. */
export const PACE_REMEMBERS: Millis = Math.max(...LIMITS.map(({ within }) => within));

/** Most notices that one message lists. */
export const MAX_LISTED = 20;

/**
 * Whether it is time to tell of what waits.
 *
 * @param waiting - `since`: when the oldest of it happened; `sentAt`: when messages were handed over, in any order.
 */
export function isDue(waiting: { readonly since: Millis; readonly sentAt: readonly Millis[] }, now: Millis): boolean {
  // A clock that was set back keeps nobody waiting.
  const since = Math.min(waiting.since, now - (waiting.since > now ? BURST : 0));
  const newestFirst = waiting.sentAt.filter((at) => at <= now).toSorted((one, other) => other - one);
  const free = LIMITS.map(({ messages, within }) => {
    const last = newestFirst[messages - 1];
    return last === undefined ? 0 : last + within;
  });
  return now >= Math.max(since + BURST, ...free);
}

/**
 * What one message lists, oldest first, and how many it doesn't. Of each kind the first and the last are there, so that
 * nothing can be hidden behind a flood of something else; then the newest.
 */
export function listed(all: readonly Notice[]): { readonly notices: readonly Notice[]; readonly more: number } {
  const byTime = all.toSorted((one, other) => one.occasion.at - other.occasion.at);
  const first = new Map<NoticeKind, Notice>();
  const last = new Map<NoticeKind, Notice>();
  for (const notice of byTime) {
    if (!first.has(notice.kind)) first.set(notice.kind, notice);
    last.set(notice.kind, notice);
  }
  const chosen = new Set([...first.values(), ...last.values()]);
  for (const notice of byTime.toReversed()) if (chosen.size < MAX_LISTED) chosen.add(notice);
  const notices = byTime.filter((notice) => chosen.has(notice));
  return { notices, more: all.length - notices.length };
}
