// Delivery receipts of SMPP 3.4: what became of a message, as the fields of its PDU say it, or, where these are missing,
// the text that most message centres send (SMPP 3.4, appendix B).

/** What a receipt says; `pending` when nothing is final yet, or nobody can say. */
export interface DeliveryReceipt {
  /** The message centre's id of the message. */
  readonly messageId: string;
  readonly state: 'delivered' | 'expired' | 'failed' | 'pending';
  /** For operators: `UNDELIV 0x1b`. */
  readonly detail: string;
}

export interface ReceiptFields {
  readonly receiptedMessageId?: unknown;
  readonly messageState?: unknown;
  /** The text of the message. */
  readonly text?: unknown;
}

/** SMPP 3.4 §5.2.28. */
const STATES: ReadonlyMap<unknown, readonly [name: string, state: DeliveryReceipt['state']]> = new Map([
  [1, ['ENROUTE', 'pending']],
  [2, ['DELIVRD', 'delivered']],
  [3, ['EXPIRED', 'expired']],
  [4, ['DELETED', 'failed']],
  [5, ['UNDELIV', 'failed']],
  [6, ['ACCEPTD', 'pending']],
  [7, ['UNKNOWN', 'pending']],
  [8, ['REJECTD', 'failed']],
]);

const BY_NAME: ReadonlyMap<string, DeliveryReceipt['state']> = new Map(STATES.values());

/** Longest id (SMPP 3.4 §5.2.23: 65 octets with the NUL). */
const MAX_ID = 64;

/** Longest text of a receipt that is looked at. */
const MAX_TEXT = 512;

/** Reads a receipt; `undefined` when it isn't one. Never throws, whatever the fields are. */
export function readReceipt({ receiptedMessageId, messageState, text }: ReceiptFields): DeliveryReceipt | undefined {
  const words = typeof text === 'string' ? text.slice(0, MAX_TEXT) : '';
  const field = (name: string): string | undefined => new RegExp(`\\b${name}:([^ ]{1,80})`, 'i').exec(words)?.[1];
  const messageId = typeof receiptedMessageId === 'string' ? receiptedMessageId : field('id');
  if (messageId === undefined || messageId === '' || messageId.length > MAX_ID) return undefined;
  const name = (STATES.get(messageState)?.[0] ?? field('stat') ?? '').toUpperCase();
  const state = BY_NAME.get(name);
  if (state === undefined) return undefined;
  const error = field('err');
  const isToken = error !== undefined && /^[0-9A-Za-z]{1,6}$/.test(error) && Number(error) !== 0;
  return { messageId, state, detail: isToken ? `${name} err ${error}` : name };
}
