// Makes letters of what waits to be told, once it is due: one for each recipient, with everything in it that the recipient
// hasn't been told yet, earlier letters that couldn't be handed over included.

import type { Language } from '../language.ts';
import type { Destination } from '../messages/carriers.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { newRecordId } from '../record-id.ts';
import type { Millis } from '../units.ts';
import type { Gathered, Letter, NoticeStore, SealedDestination } from './notice-store.ts';
import { isDue, listed } from './pace.ts';
import { type RecipientRules, recipientsOf } from './recipients.ts';
import { type DestinationPorts, openDestination, sealDestination } from './sealed-destinations.ts';

/** How long handing over is tried. */
export const LETTER_LIFE: Millis = 3 * 86_400_000;

export interface LetterRules extends RecipientRules {
  /** For owners who never signed in with a browser. */
  readonly language: Language;
}

export interface LetterPorts extends DestinationPorts {
  readonly store: NoticeStore;
  /** Whether anything can be sent to such a destination at all. */
  readonly reaches: (kind: Destination['kind']) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What was written. */
export interface WrittenLetters {
  readonly letters: number;
  /** Notices that share a letter with another one. */
  readonly merged: number;
  /** Mailboxes whose owner can't be told. */
  readonly nobody: number;
}

/** Everything that is due. May throw `ERR_STORE_UNAVAILABLE`; what was written until then stays written. */
export async function writeLetters(rules: LetterRules, ports: LetterPorts): Promise<WrittenLetters> {
  const written = { letters: 0, merged: 0, nobody: 0 };
  for (const waiting of await ports.store.waiting()) {
    if (!isDue(waiting, ports.clock.now())) continue;
    const { mailbox } = waiting;
    const gathered = await ports.store.gathered(mailbox);
    const letters = lettersOf(mailbox, gathered, { rules, ports });
    const noticed = gathered.noticed.map(({ sequence }) => sequence);
    const keys = new Set(letters.map(({ to }) => to.key));
    const replaced = gathered.letters.filter(({ to }) => keys.has(to.key)).map(({ id }) => id);
    // False: a letter is being handed over just now, or somebody else was first. It stays due.
    if (!(await ports.store.compose({ mailbox, noticed, replaced, letters }))) continue;
    if (letters.length === 0) {
      written.nobody += 1;
      ports.log.info('notice.nobody-to-tell', { mailbox, kinds: kindsOf(gathered).join(' ') });
    }
    written.letters += letters.length;
    for (const { notices, more } of letters) written.merged += notices.length + more - 1;
  }
  return written;
}

function lettersOf(
  mailbox: string,
  gathered: Gathered,
  { rules, ports }: { readonly rules: LetterRules; readonly ports: LetterPorts },
): readonly Letter[] {
  const { about, destinations, noticed, letters } = gathered;
  const now = ports.clock.now();
  const known = destinations.flatMap(({ since, goneAt, ...sealed }) => {
    const destination = openDestination(sealed, mailbox, ports);
    return destination ? [{ destination, since, ...(goneAt !== undefined && { goneAt }) }] : [];
  });
  const fresh = noticed.flatMap(({ notices }) => notices);
  const batch = newRecordId('nb', ports.random);
  const write = (to: SealedDestination): Letter => {
    const before = letters.filter((letter) => letter.to.key === to.key);
    const { notices, more } = listed([...before.flatMap((letter) => letter.notices), ...fresh]);
    return {
      id: newRecordId('nt', ports.random),
      batch,
      mailbox,
      to,
      language: about?.language ?? rules.language,
      ...(about?.site !== undefined && { site: about.site }),
      notices,
      more: before.reduce((sum, letter) => sum + letter.more, more),
      createdAt: now,
      endsAt: now + LETTER_LIFE,
      tries: 0,
      nextTryAt: now,
    };
  };
  return recipientsOf(mailbox, known, { rules, now })
    .filter(({ kind }) => ports.reaches(kind))
    .map((destination) => write(sealDestination(destination, mailbox, ports)));
}

function kindsOf({ noticed }: Gathered): readonly string[] {
  return noticed.flatMap(({ notices }) => notices.map(({ kind }) => kind));
}
