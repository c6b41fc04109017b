// A text as the fields of submit_sm (SMPP 3.4 §4.4), one set for each message that it takes.

import type { OutgoingSms } from '../../../core/messages/carriers.ts';
import type { Millis } from '../../../core/units.ts';
import { partHeader, splitText } from '../../../protocol/sms/message-parts.ts';

export interface SubmissionSettings {
  /** A number, a short code, a name of at most 11 characters; empty: the message centre's own choice. */
  readonly sender: string;
  /** `ucs2` for message centres whose default alphabet isn't that of GSM. */
  readonly alphabet: 'gsm' | 'ucs2';
  /** How texts go that don't fit one message: in parts with headers, or whole, in the field message_payload. */
  readonly longTexts: 'parts' | 'payload';
}

/** Most messages that one text may take. */
export const MAX_PARTS = 8;

/** Longest validity that is asked for. */
const MAX_VALIDITY: Millis = 7 * 86_400_000;

/** SMPP 3.4 §5.2.12: a header stands before the text. */
const HAS_HEADER = 0x40;

/** SMPP 3.4 §5.2.19: the message centre's default alphabet, and UCS-2. */
const CODING = { gsm: 0x00, ucs2: 0x08 } as const;

/** SMPP 3.4 §5.2.5 and §5.2.6. */
const INTERNATIONAL = { ton: 1, npi: 1 } as const;
const UNKNOWN = { ton: 0, npi: 1 } as const;
const ALPHANUMERIC = { ton: 5, npi: 0 } as const;
const NONE = { ton: 0, npi: 0 } as const;

export type Submission = Readonly<Record<string, unknown>>;

/** The submissions of a text, in their order; `undefined` when it would take more than `MAX_PARTS`. */
export function submissionsOf(
  { to, text, endsAt }: OutgoingSms,
  { sender, alphabet, longTexts }: SubmissionSettings,
  { now, reference }: { readonly now: Millis; readonly reference: number },
): readonly Submission[] | undefined {
  const split = splitText(text, alphabet === 'ucs2' ? 'ucs2' : undefined);
  const { parts } = split;
  if (parts.length > MAX_PARTS) return undefined;
  const from = senderKind(sender);
  const common = {
    source_addr_ton: from.ton,
    source_addr_npi: from.npi,
    source_addr: sender.replace(/^\+/, ''),
    dest_addr_ton: INTERNATIONAL.ton,
    dest_addr_npi: INTERNATIONAL.npi,
    destination_addr: to.replace(/^\+/, ''),
    validity_period: validityPeriod(endsAt - now),
    // SMPP 3.4 §5.2.17: a receipt for the final outcome, whichever it is.
    registered_delivery: 1,
    data_coding: CODING[split.alphabet],
  };
  if (parts.length > 1 && longTexts === 'payload') {
    return [{ ...common, short_message: Buffer.alloc(0), message_payload: Buffer.from(split.whole) }];
  }
  return parts.map(({ octets }, index) => {
    if (parts.length === 1) return { ...common, short_message: Buffer.from(octets) };
    const header = partHeader(reference, parts.length, index + 1);
    return { ...common, esm_class: HAS_HEADER, short_message: Buffer.concat([header, octets]) };
  });
}

/** SMPP 3.4 §7.1.1.2: a relative time, which needs no agreement of clocks: `YYMMDDhhmmss000R`. */
function validityPeriod(life: Millis): string {
  const seconds = Math.ceil(Math.min(Math.max(life, 1_000), MAX_VALIDITY) / 1_000);
  const fields = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  return `0000${[...fields, seconds % 60].map((field) => String(field).padStart(2, '0')).join('')}000R`;
}

function senderKind(sender: string): { readonly ton: number; readonly npi: number } {
  if (sender === '') return NONE;
  if (sender.startsWith('+')) return INTERNATIONAL;
  return /^[0-9]+$/.test(sender) ? UNKNOWN : ALPHANUMERIC;
}
