// Reads on in the audit log, and keeps what of it must be told: with the cursor, in one step, so that no entry is told of
// twice or never. What else is needed later is kept on the way: the owner's language, and where notices go.

import { domainOf } from '../accounts/account-store.ts';
import type { AuditEvent } from '../audit/audit-events.ts';
import type { AuditStore, StoredAuditEntry } from '../audit/audit-store.ts';
import type { MailboxAddress } from '../decision.ts';
import { isUnavailable } from '../errors.ts';
import { isLanguage } from '../language.ts';
import type { Destination } from '../messages/carriers.ts';
import type { Notice, NoticeKind } from '../messages/message.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { Noticed, NoticeMailbox, NoticeStep, NoticeStore, RememberedDestination } from './notice-store.ts';
import { NOTICED_EVENTS, noticesOf } from './notices-of.ts';
import type { NoticeAddresses } from './recipients.ts';
import { type DestinationPorts, sealDestination } from './sealed-destinations.ts';

/** Entries that one step reads. */
const ENTRIES_TOGETHER = 200;

/** A country that isn't known yet, because nobody completed a second step there, is told of again after this time. */
const TOLD_FOR: Millis = 30 * 86_400_000;

/** Everything else of the log, thousands of mail clients' sign-ins for the most part, is never read. */
const FOLLOWED: readonly AuditEvent[] = [...NOTICED_EVENTS, 'mailbox.removed', 'domain.removed'];

export interface FollowPorts extends DestinationPorts {
  readonly audit: Pick<AuditStore, 'search'>;
  readonly store: NoticeStore;
  readonly addresses: NoticeAddresses;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads to the end of the log; the first time ever it begins there, as nobody wants to hear of last year. May throw
 * `ERR_STORE_UNAVAILABLE`, and goes on where it was the next time.
 *
 * @param kinds - What is told of at all.
 */
export async function followAuditLog(kinds: ReadonlySet<NoticeKind>, ports: FollowPorts): Promise<void> {
  const { audit, store } = ports;
  let from = await store.cursor();
  if (from === undefined) {
    const [newest] = await audit.search({}, { limit: 1 });
    await store.advance(undefined, { ...NOTHING, to: newest?.sequence ?? 0 });
    return;
  }
  for (;;) {
    const entries = await audit.search({ events: FOLLOWED }, { limit: ENTRIES_TOGETHER, after: from });
    const last = entries.at(-1);
    if (last === undefined) return;
    // False: another one follows the same log, and was first.
    if (!(await store.advance(from, await stepOf(entries, { kinds, to: last.sequence }, ports)))) return;
    if (entries.length < ENTRIES_TOGETHER) return;
    from = last.sequence;
  }
}

const NOTHING: Omit<NoticeStep, 'to'> = { forgotten: [], noticed: [], mailboxes: [], destinations: [] };

async function stepOf(
  entries: readonly StoredAuditEntry[],
  { kinds, to }: { readonly kinds: ReadonlySet<NoticeKind>; readonly to: number },
  ports: FollowPorts,
): Promise<NoticeStep> {
  const forgotten = new Set<string>();
  const about = new Map<MailboxAddress, NoticeMailbox>();
  let noticed: readonly Noticed[] = [];
  const isForgotten = (mailbox: MailboxAddress): boolean =>
    forgotten.has(mailbox) || forgotten.has(`@${domainOf(mailbox)}`);
  for (const entry of entries) {
    const gone = goneWith(entry);
    if (gone !== undefined) {
      forgotten.add(gone);
      noticed = noticed.filter(({ mailbox }) => !isForgotten(mailbox));
      for (const mailbox of about.keys()) if (isForgotten(mailbox)) about.delete(mailbox);
      continue;
    }
    const { mailbox, sequence, at } = entry;
    if (mailbox === undefined) continue;
    const before =
      about.get(mailbox) ?? (isForgotten(mailbox) ? undefined : await ports.store.about(mailbox)) ?? nobody(mailbox);
    const notices = noticesOf(entry).filter((notice) => kinds.has(notice.kind) && !wasTold(notice, before));
    about.set(mailbox, after(before, entry, notices));
    if (notices.length > 0) noticed = [...noticed, { sequence, mailbox, at, notices }];
  }
  const destinations = await Promise.all(
    Array.from(about.keys(), async (mailbox) => ({
      mailbox,
      now: await destinationsNow(mailbox, { isNew: isForgotten(mailbox) }, ports),
    })),
  );
  return { to, forgotten: [...forgotten], noticed, mailboxes: [...about.values()], destinations };
}

/** The mailbox or the domain that went away with this entry. */
function goneWith({ event, mailbox, details }: StoredAuditEntry): string | undefined {
  if (event === 'mailbox.removed') return mailbox;
  return event === 'domain.removed' ? `@${String(details?.['domain'])}` : undefined;
}

function nobody(mailbox: MailboxAddress): NoticeMailbox {
  return { mailbox, told: {} };
}

function wasTold({ kind, occasion }: Notice, { told }: NoticeMailbox): boolean {
  if (kind !== 'new-country') return false;
  const at = told[occasion.country ?? ''];
  return at !== undefined && occasion.at < at + TOLD_FOR;
}

function after(before: NoticeMailbox, entry: StoredAuditEntry, notices: readonly Notice[]): NoticeMailbox {
  const language = String(entry.details?.['language']);
  const site = entry.details?.['site'];
  const countries = notices
    .filter(({ kind }) => kind === 'new-country')
    .map(({ occasion }) => [occasion.country ?? '', occasion.at] as const);
  const told = Object.entries(before.told).filter(([, at]) => entry.at < at + TOLD_FOR);
  return {
    ...before,
    ...(isLanguage(language) && { language }),
    ...(typeof site === 'string' && { site }),
    told: Object.fromEntries([...told, ...countries]),
  };
}

/** Those of its factors, and those that were: with the time at which that was first seen. */
async function destinationsNow(
  mailbox: MailboxAddress,
  { isNew }: { readonly isNew: boolean },
  ports: FollowPorts,
): Promise<readonly RememberedDestination[]> {
  const { store, clock } = ports;
  const before = isNew ? [] : await store.destinations(mailbox);
  const found = await addressesOf(mailbox, ports);
  if (!found) return before;
  const now = clock.now();
  const sinceOf = new Map(before.map(({ key, since }) => [key, since]));
  const present = found
    .map((one) => sealDestination(one, mailbox, ports))
    .map((one) => ({ ...one, since: sinceOf.get(one.key) ?? now }));
  const keys = new Set(present.map(({ key }) => key));
  const gone = before.filter(({ key }) => !keys.has(key));
  return [...present, ...gone.map((one) => ({ ...one, goneAt: one.goneAt ?? now }))];
}

/** `undefined`: what is kept of this mailbox is broken, for which no other one waits; those known before are told. */
async function addressesOf(
  mailbox: MailboxAddress,
  { addresses, log }: FollowPorts,
): Promise<readonly Destination[] | undefined> {
  try {
    return await addresses.addressesOf(mailbox);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    log.error('notice.addresses-unknown', error, { mailbox });
    return undefined;
  }
}
