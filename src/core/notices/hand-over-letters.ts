// Hands letters over, one after the other: each is taken first, under an id that stays, so that after a crash at most the
// one under way is handed over a second time, as the same message. What the path can't take now is tried again.

import type { AuditEvent } from '../audit/audit-events.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Destination, HandedOver } from '../messages/carriers.ts';
import type { Messenger } from '../messages/messenger.ts';
import type { Clock, Log } from '../ports.ts';
import type { Millis } from '../units.ts';
import type { Letter, NoticeStore } from './notice-store.ts';
import { maskedName } from './recipients.ts';
import { type DestinationPorts, openDestination } from './sealed-destinations.ts';

/** Letters of one round; the next one follows at once. */
const LETTERS_TOGETHER = 50;

/** Before a letter is tried again: doubled each time, up to the longest. */
const FIRST_PAUSE: Millis = 5_000;
const LONGEST_PAUSE: Millis = 15 * 60_000;

/** What became of a letter. */
export type LetterOutcome = HandedOver['kind'] | 'expired';

export interface HandOverPorts extends Pick<DestinationPorts, 'secrets'> {
  readonly store: NoticeStore;
  readonly messenger: Pick<Messenger, 'send'>;
  readonly audit: Pick<AuditStore, 'append'>;
  /** Where a site's account pages are; the first site's for a mailbox that has used none. */
  readonly accountUrl: (site: string | undefined) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onOutcome: (outcome: LetterOutcome) => void;
  /** Asked before each letter. */
  readonly goesOn: () => boolean;
}

/** Tries what is due. May throw `ERR_STORE_UNAVAILABLE`; what was handed over until then isn't handed over again. */
export async function handOverLetters(ports: HandOverPorts): Promise<void> {
  const { store, clock, goesOn } = ports;
  /** Kinds whose path is down: one letter of a round finds that out, and not each for itself. */
  const down = new Set<Destination['kind']>();
  for (const letter of await store.due(clock.now(), LETTERS_TOGETHER)) {
    if (!goesOn()) return;
    const to = openDestination(letter.to, letter.mailbox, ports);
    if (to === undefined || letter.endsAt <= clock.now()) {
      const reason = to === undefined ? 'its recipient is sealed under another key' : 'the path was down for too long';
      await giveUp(letter, { to, outcome: 'expired', reason }, ports);
    } else if (!down.has(to.kind) && (await store.take(letter.id, clock.now()))) {
      const handed = await send(letter, to, ports);
      if (handed.kind === 'unavailable') down.add(to.kind);
      await settle(letter, { to, handed }, ports);
    }
  }
}

async function send(
  letter: Letter,
  to: Destination,
  { messenger, accountUrl, log }: HandOverPorts,
): Promise<HandedOver> {
  const { id, mailbox, notices, more, site, language, endsAt } = letter;
  const url = accountUrl(site);
  const message = {
    kind: 'notices',
    mailbox,
    notices,
    ...(more > 0 && { more }),
    ...(url && { accountUrl: url }),
  } as const;
  try {
    return await messenger.send(message, { id, to, language, endsAt });
  } catch (error) {
    // Carriers and writers don't throw: a fault of ours, that an update may mend.
    log.error('notice.broken', error, { message: id });
    return { kind: 'unavailable', reason: 'broken' };
  }
}

async function settle(
  letter: Letter,
  { to, handed }: { readonly to: Destination; readonly handed: HandedOver },
  ports: HandOverPorts,
): Promise<void> {
  const { store, clock, log, onOutcome } = ports;
  const { id, mailbox, tries, notices, more } = letter;
  switch (handed.kind) {
    case 'accepted':
      await store.settle(id, { at: clock.now() });
      onOutcome('accepted');
      log.info('notice.sent', { message: id, mailbox, to: maskedName(to), notices: notices.length + more });
      return;
    case 'refused':
      return giveUp(letter, { to, outcome: 'refused', reason: handed.reason }, ports);
    case 'unavailable': {
      const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(tries, 16), LONGEST_PAUSE);
      await store.postpone(id, clock.now() + pause);
      onOutcome('unavailable');
      log.warn('notice.not-sent', {
        message: id,
        mailbox,
        to: maskedName(to),
        reason: handed.reason,
        tries: tries + 1,
      });
    }
  }
}

/** Nobody will have this letter: logged, and recorded once, by whoever takes it away. */
async function giveUp(
  { id, mailbox, notices, more }: Letter,
  given: {
    readonly to: Destination | undefined;
    readonly outcome: 'refused' | 'expired';
    readonly reason: string;
  },
  { store, audit, clock, log, onOutcome }: HandOverPorts,
): Promise<void> {
  if (!(await store.settle(id, undefined))) return;
  const { to, outcome, reason } = given;
  onOutcome(outcome);
  const kinds = [...new Set(notices.map(({ kind }) => kind))].join(' ');
  const details = { message: id, ...(to && { to: maskedName(to) }), notices: notices.length + more, kinds };
  log.warn('notice.given-up', { mailbox, outcome, reason, ...details });
  const event: AuditEvent = outcome === 'refused' ? 'notice.refused' : 'notice.expired';
  await audit.append([{ at: clock.now(), kind: 'change', event, mailbox, actor: 'postern', reason, details }]);
}
