// What every SMS gateway is to the program, whatever it speaks: it takes texts, says how it is, and can be looked at
// without sending one.

import type { Millis } from '../units.ts';
import type { HandedOver, OutgoingSms } from './carriers.ts';

/** What a gateway made of one text. A `HandedOver`, with what an operator may want to know besides. */
export type GatewayAnswer = HandedOver & {
  /** The gateway's own id of the text: printable, at most 128 characters. Present only where it gave one. */
  readonly gatewayId?: string;
  /**
   * Its own words, printable and bounded, without the number, the text or a secret. For the operator who sends a test:
   * what a gateway says is nothing for a log.
   */
  readonly words?: string;
};

/** How a gateway is, by what it did last. */
export interface SmsGatewayHealth {
  /** `unknown`: it keeps no connection, and nothing was sent yet. */
  readonly state: 'up' | 'down' | 'unknown';
  /** The last text that it took. */
  readonly lastAcceptedAt?: Millis;
  /** The last time that it took none for a reason that isn't the text's or the number's. Stays when it is up again. */
  readonly lastFailure?: { readonly at: Millis; readonly reason: string };
}

/** What looking at a gateway came to. */
export type GatewayProbe =
  /** It would take a text, as far as can be known without sending one. `text` says how far that is. */
  { readonly kind: 'well'; readonly text: string } | { readonly kind: 'ill'; readonly text: string };

/** One gateway. Disposing ends its connections; texts that are under way come back as `unavailable`. */
export interface SmsGateway extends AsyncDisposable {
  /** Begins to keep a connection, where it keeps one. Called once, and not for a mere `probe`. */
  start?(): void;
  /** Never throws, and answers within 5 s. */
  send(sms: OutgoingSms): Promise<GatewayAnswer>;
  health(): SmsGatewayHealth;
  /** Reaches for it, with the credentials where that is possible. Never throws, sends no text, answers within 10 s. */
  probe(): Promise<GatewayProbe>;
}

/** Remembers what a gateway did, for its `health`. */
export class GatewayHistory {
  #lastAcceptedAt: Millis | undefined;
  #lastFailure: SmsGatewayHealth['lastFailure'];

  /** What the last text came to. Refusals say nothing of the gateway but that it answers. */
  note(answer: GatewayAnswer, at: Millis): void {
    if (answer.kind === 'accepted') this.#lastAcceptedAt = at;
    if (answer.kind === 'unavailable') this.noteFailure(answer.reason, at);
  }

  noteFailure(reason: string, at: Millis): void {
    this.#lastFailure = { at, reason };
  }

  /** @param state - Where the gateway knows better than by its last text: it keeps a connection. */
  health(state?: SmsGatewayHealth['state']): SmsGatewayHealth {
    const [accepted, failure] = [this.#lastAcceptedAt, this.#lastFailure];
    return {
      state: state ?? stateOf(accepted, failure?.at),
      ...(accepted !== undefined && { lastAcceptedAt: accepted }),
      ...(failure && { lastFailure: failure }),
    };
  }
}

function stateOf(acceptedAt: Millis | undefined, failedAt: Millis | undefined): SmsGatewayHealth['state'] {
  if (acceptedAt === undefined && failedAt === undefined) return 'unknown';
  return (acceptedAt ?? 0) >= (failedAt ?? 0) ? 'up' : 'down';
}
