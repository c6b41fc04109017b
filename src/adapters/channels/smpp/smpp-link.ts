// One connection to a message centre (SMPP 3.4), from its bind to its end. The package smpp frames, decodes and encodes;
// everything that it may throw or emit ends the link here, and nothing else: what a message centre sends is a stranger's.

import smpp from 'smpp';
import type { Bytes, Millis } from '../../../core/units.ts';
import { type DeliveryReceipt, readReceipt } from '../../../protocol/sms/delivery-receipt.ts';

type Session = InstanceType<typeof smpp.Session>;
type Pdu = InstanceType<typeof smpp.PDU>;

export interface SmppLinkSettings {
  readonly host: string;
  readonly port: number;
  /** Absent: clear text. */
  readonly tls?: { readonly certificateAuthority?: string; readonly serverName?: string };
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** How often it is asked whether it is still there. */
  readonly keepAlive: Millis;
  /** For connecting and binding together, and for each answer after that. */
  readonly answerWithin: Millis;
}

export type OpenedLink =
  | { readonly kind: 'bound'; readonly link: SmppLink }
  | { readonly kind: 'failed'; readonly reason: string };

/** What a request came to: a status (0 is yes) with the answer's fields, or nothing. */
export type SmppAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'none'; readonly reason: string };

/** What may wait to be written. A message centre that asks and never reads gets no further. */
const MAX_BACKLOG: Bytes = 262_144;

/** How long a message centre may take for a goodbye. */
const GOODBYE_WITHIN: Millis = 500;

/** SMPP 3.4 §5.1.3. */
const INVALID_COMMAND = 0x03;

/** SMPP 3.4 §5.2.12: the message is a receipt. */
const RECEIPT = 0x04;

const STATUS_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(smpp.errors).map(([name, status]) => [status, name]),
);

/** `ESME_RTHROTTLED`, or the number of what has no name. */
export function statusName(status: number): string {
  return STATUS_NAMES.get(status) ?? `status 0x${status.toString(16)}`;
}

/** Connects and binds as transceiver, unless `signal` says that nobody wants it any more. Never rejects. */
export async function openSmppLink(
  settings: SmppLinkSettings,
  onReceipt: (receipt: DeliveryReceipt) => void,
  signal?: AbortSignal,
): Promise<OpenedLink> {
  const given = Promise.withResolvers<OpenedLink>();
  const giveUp = (reason: string): void => given.resolve({ kind: 'failed', reason });
  const timer = setTimeout(() => giveUp('no answer in time'), settings.answerWithin);
  const stop = (): void => giveUp('ended');
  signal?.addEventListener('abort', stop);
  let link: SmppLink | undefined;
  try {
    link = new SmppLink(settings, onReceipt);
    const opened = await Promise.race([bind(link, settings), given.promise]);
    if (opened.kind === 'failed') link.fail(opened.reason);
    return opened;
  } catch (error) {
    link?.fail('broken');
    return { kind: 'failed', reason: codeOf(error) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function bind(link: SmppLink, settings: SmppLinkSettings): Promise<OpenedLink> {
  const { systemId, password, systemType } = settings;
  const notOpen = await link.opened;
  if (notOpen !== undefined) return { kind: 'failed', reason: notOpen };
  const answer = await link.ask('bind_transceiver', {
    ...{ system_id: systemId, password, system_type: systemType },
    interface_version: 0x34,
  });
  if (answer.kind === 'none') return { kind: 'failed', reason: answer.reason };
  if (answer.status !== 0) return { kind: 'failed', reason: `bind refused: ${statusName(answer.status)}` };
  link.keepAlive();
  return { kind: 'bound', link };
}

export class SmppLink {
  /** Settles when it is connected, TLS included: with nothing, or with why it isn't. */
  readonly opened: Promise<string | undefined>;
  /** Settles with the reason when it has ended. */
  readonly ended: Promise<string>;
  readonly #session: Session;
  readonly #settings: SmppLinkSettings;
  readonly #onReceipt: (receipt: DeliveryReceipt) => void;
  readonly #waiting = new Map<number, { readonly command: string; readonly settle: (answer: SmppAnswer) => void }>();
  readonly #settleEnded: (reason: string) => void;
  #endReason: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Throws what `net.connect` and `tls.connect` throw. */
  constructor(settings: SmppLinkSettings, onReceipt: (receipt: DeliveryReceipt) => void) {
    const opened = Promise.withResolvers<string | undefined>();
    const ended = Promise.withResolvers<string>();
    this.opened = Promise.race([opened.promise, ended.promise]);
    this.ended = ended.promise;
    this.#settleEnded = ended.resolve;
    this.#settings = settings;
    this.#onReceipt = onReceipt;
    this.#session = new smpp.Session(sessionOptions(settings));
    this.#session.on(settings.tls ? 'secureConnect' : 'connect', () => opened.resolve(undefined));
    this.#session.on('error', (error: unknown) => this.fail(codeOf(error)));
    this.#session.on('close', () => this.fail('the message centre closed the connection'));
    this.#session.on('pdu', (pdu: Pdu) => this.#guard(() => this.#take(pdu)));
  }

  /** Asks whether the message centre is still there, now and then. */
  keepAlive(): void {
    this.#timer = setInterval(async () => {
      const answer = await this.ask('enquire_link', {});
      if (answer.kind === 'none') this.fail('the message centre has gone silent');
    }, this.#settings.keepAlive);
  }

  /** Sends a request and waits for what belongs to it. Never rejects. */
  ask(command: string, fields: Readonly<Record<string, unknown>>): Promise<SmppAnswer> {
    if (this.#endReason !== undefined) return Promise.resolve({ kind: 'none', reason: this.#endReason });
    const { promise, resolve } = Promise.withResolvers<SmppAnswer>();
    this.#guard(() => {
      const pdu = new smpp.PDU(command, fields);
      this.#write(pdu);
      const number = pdu.sequence_number;
      const timer = setTimeout(
        () => settle({ kind: 'none', reason: 'no answer in time' }),
        this.#settings.answerWithin,
      );
      const settle = (answer: SmppAnswer): void => {
        clearTimeout(timer);
        this.#waiting.delete(number);
        resolve(answer);
      };
      this.#waiting.set(number, { command, settle });
    });
    if (this.#endReason !== undefined) resolve({ kind: 'none', reason: this.#endReason });
    return promise;
  }

  /** Ends it with a goodbye, for which the message centre has a moment. */
  async end(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, GOODBYE_WITHIN);
    await Promise.race([this.ask('unbind', {}), promise]);
    clearTimeout(timer);
    this.fail('ended');
  }

  /** Ends it at once; all that waits for an answer hears why. */
  fail(reason: string): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = reason;
    clearInterval(this.#timer);
    this.#session.destroy();
    for (const { settle } of [...this.#waiting.values()]) settle({ kind: 'none', reason });
    this.#settleEnded(reason);
  }

  /** What is thrown inside of the package's events would end the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(codeOf(error));
    }
  }

  #take(pdu: Pdu): void {
    if (this.#endReason !== undefined) return;
    if (pdu.isResponse()) {
      this.#takeAnswer(pdu);
      return;
    }
    switch (pdu.command) {
      case 'deliver_sm':
      case 'data_sm':
        this.#write(pdu.response());
        this.#takeMessage(pdu);
        break;
      case 'enquire_link':
        this.#write(pdu.response());
        break;
      case 'unbind':
        this.#write(pdu.response());
        this.fail('the message centre unbound us');
        break;
      case 'outbind':
      case 'alert_notification':
        break; // these have no answer (SMPP 3.4 §4.1.7, §4.12)
      default:
        this.#write(
          new smpp.PDU('generic_nack', { sequence_number: pdu.sequence_number, command_status: INVALID_COMMAND }),
        );
    }
  }

  #takeAnswer(pdu: Pdu): void {
    const asked = this.#waiting.get(pdu.sequence_number);
    if (!asked) return; // it came too late, or nobody asked
    if (pdu.command !== `${asked.command}_resp` && pdu.command !== 'generic_nack') {
      this.fail('the message centre answered something else');
      return;
    }
    // A generic_nack is never a yes (SMPP 3.4 §4.3).
    const isNack = pdu.command === 'generic_nack' && pdu.command_status === 0;
    asked.settle({ kind: 'answered', status: isNack ? INVALID_COMMAND : pdu.command_status, fields: pdu });
  }

  #takeMessage(pdu: Pdu): void {
    // What people write back is nothing for us.
    const isReceipt = typeof pdu['esm_class'] === 'number' && (pdu['esm_class'] & 0x3c) === RECEIPT;
    if (!isReceipt) return;
    const receipt = readReceipt({
      receiptedMessageId: pdu['receipted_message_id'],
      messageState: pdu['message_state'],
      text: textOf(pdu['short_message']) ?? textOf(pdu['message_payload']),
    });
    if (receipt) this.#onReceipt(receipt);
  }

  #write(pdu: Pdu): void {
    if (!this.#session.send(pdu)) this.fail('the connection can not be written to');
    else if (this.#session.socket.writableLength > MAX_BACKLOG) this.fail('the message centre does not read');
  }
}

function sessionOptions({ host, port, tls }: SmppLinkSettings): Readonly<Record<string, unknown>> {
  if (!tls) return { host, port };
  const { certificateAuthority: ca, serverName } = tls;
  // The name that the certificate is checked for is `servername`, or else `host`.
  return {
    ...{ host, port, tls: true, minVersion: 'TLSv1.2' },
    ...(serverName !== undefined && { servername: serverName }),
    ...(ca !== undefined && { ca }),
  };
}

/** As the package gives it: a text with its header taken off, or nothing that we can read. */
function textOf(field: unknown): string | undefined {
  const message = typeof field === 'object' && field !== null && 'message' in field ? field.message : field;
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return `malformed data (${error.name})`;
}
