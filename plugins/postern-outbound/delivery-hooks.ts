// What becomes of a message in the queue: where it goes, whether it is still in time, and what Postern is told. A report
// is on its way before Haraka hears that it may go on: so no queue file goes before its report.

import type { Next, QueuedMail, Ticket } from './haraka.ts';
import type { HookContext } from './hooks.ts';
import type { Outcome } from './messages.ts';
import { smarthostExchanges } from './route.ts';
import { UnderWay } from './under-way.ts';
import { LONGEST_DETAIL, LONGEST_LINE, printable } from './words.ts';

/** Haraka waits no shorter than this before it tries again, in seconds. */
const SHORTEST_PAUSE = 5;

/** How long before a message's end it is tried for the last time, in seconds. */
const LAST_TRY_BEFORE_END = 1;

/** Code and text for `next`. */
type Answer = readonly [number?, unknown?];

export interface DeliveryHooks {
  get_mx(next: Next, mail: QueuedMail): void;
  delivered(next: Next, mail: QueuedMail, said: readonly [string | undefined, string, string]): void;
  deferred(next: Next, mail: QueuedMail, said: { readonly delay: number; readonly err: string }): void;
  bounce(next: Next, mail: QueuedMail, error: Error): void;
  /** No hook: resolves as soon as nothing is being delivered. */
  untilIdle(): Promise<void>;
}

export function deliveryHooks(context: HookContext): DeliveryHooks {
  const { constants, troubles, now } = context;
  const underWay = new UnderWay();

  const report = ({ id }: Ticket, outcome: Outcome, detail: string): Promise<void> =>
    context.say({ kind: 'report', id, outcome, at: now(), detail: printable(detail, LONGEST_DETAIL) });

  return {
    get_mx(next, mail) {
      answer(context, next, constants.denysoft, async () => {
        const ticket = mail.todo.notes.postern;
        if (ticket === undefined) return [constants.deny, 'not one of ours'];
        if (now() >= ticket.endsAt) return [constants.deny, 'expired'];
        const smarthost = context.settings?.smarthost;
        underWay.began(mail.todo.uuid);
        return smarthost ? [constants.ok, await smarthostExchanges(smarthost)] : [];
      });
    },

    // Through the bridge Haraka knows of no host.
    delivered(next, mail, [host = context.settings?.smarthost?.host, , response]) {
      answer(context, next, constants.ok, async () => {
        troubles.forget(mail);
        const ticket = mail.todo.notes.postern;
        if (ticket) await report(ticket, 'delivered', `${host ?? 'the next host'}: ${response}`);
        underWay.ended(mail.todo.uuid);
        return [constants.ok];
      });
    },

    /** Whoever waits for the message hears at once when no further try can be in time. */
    deferred(next, mail, { delay, err }) {
      answer(context, next, constants.cont, async () => {
        underWay.ended(mail.todo.uuid);
        const said = troubles.take(mail, err);
        const ticket = mail.todo.notes.postern;
        if (ticket === undefined) return [constants.ok];
        const left = Math.floor((ticket.endsAt - now()) / 1_000) - LAST_TRY_BEFORE_END;
        await report(ticket, left < SHORTEST_PAUSE ? 'expired' : 'delayed', said);
        if (left < SHORTEST_PAUSE) return [constants.ok];
        return delay <= left ? [] : [constants.denysoft, String(left)];
      });
    },

    /** A bounce would go to nobody who could use it: Postern is told, and tells whoever waits. */
    bounce(next, mail, error) {
      answer(context, next, constants.ok, async () => {
        underWay.ended(mail.todo.uuid);
        const said = troubles.take(mail, error.message);
        const ticket = mail.todo.notes.postern;
        if (ticket) await report(ticket, now() >= ticket.endsAt ? 'expired' : 'failed', said);
        return [constants.ok];
      });
    },

    untilIdle: () => underWay.untilNone(),
  };
}

/** Runs what a hook does, and calls next with what it comes to; with `otherwise` when it throws. */
function answer({ say }: HookContext, next: Next, otherwise: number, work: () => Promise<Answer>): void {
  work().then(
    (given) => next(...given),
    (error: unknown) => {
      const text = printable(String(error), LONGEST_LINE);
      void say({ kind: 'log', level: 'error', origin: 'postern-outbound', text });
      next(otherwise);
    },
  );
}
