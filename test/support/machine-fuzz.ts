// What must hold for every wire machine under any input, in every state from which it is begun.

import fc from 'fast-check';
import { expect } from 'vitest';
import type { BackendAction, BackendMachine, ClientAction, ClientMachine } from '../../src/protocol/dialogue.ts';
import { octets } from './machine-transcript.ts';
import { runs } from './runs.ts';

/** Input made of the language's own words, noise, and things that are much too long. */
export function wireInput(words: readonly string[]): fc.Arbitrary<Buffer[]> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...words).map(octets) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40_000 }).map((length) => Buffer.alloc(length, 'A')) },
  );
  return fc.array(piece, { maxLength: 14 });
}

/** What the owner of a client-facing machine may do besides feeding it. */
type Event = 'feed' | 'refuse' | 'accept' | 'tls' | 'goodbye';

const EVENTS: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: fc.constant('feed' as const) },
  { weight: 4, arbitrary: fc.constant('refuse' as const) },
  { weight: 1, arbitrary: fc.constantFrom('accept' as const, 'tls' as const, 'goodbye' as const) },
);

export interface ClientFuzz<Refusal, Ready> {
  /** A machine in the state to be tried; `isWaiting` when it has asked for a decision already. */
  readonly begin: () => { readonly machine: ClientMachine<Refusal, Ready>; readonly isWaiting: boolean };
  readonly words: readonly string[];
  readonly refusal: Refusal;
  readonly ready: Ready;
  /** Most octets that may wait to be understood while no decision is waited for. */
  readonly maxBuffered: number;
}

/** Never throws, never buffers beyond its limit, asks for one decision at a time, says nothing after `close`. */
export function expectSoundClientMachine<Refusal, Ready>(fuzz: ClientFuzz<Refusal, Ready>): void {
  fc.assert(
    fc.property(wireInput(fuzz.words), fc.array(EVENTS, { maxLength: 40 }), (pieces, events) => {
      const { machine, isWaiting } = fuzz.begin();
      const input = [...pieces];
      let waiting = isWaiting;
      let isClosed = false;
      let isAccepted = false;
      const check = (actions: readonly ClientAction[]): void => {
        if (isClosed) expect(actions).toEqual([]);
        for (const [index, action] of actions.entries()) {
          expect(waiting, 'an action while a decision is waited for').toBe(false);
          if (action.kind === 'authenticate') waiting = true;
          if (action.kind === 'close') {
            expect(index).toBe(actions.length - 1);
            isClosed = true;
          }
        }
        if (isClosed) expect(machine.buffered).toBe(0);
        else if (!waiting && !isAccepted) expect(machine.buffered).toBeLessThanOrEqual(fuzz.maxBuffered);
      };
      const act: Readonly<Record<Event, () => readonly ClientAction[]>> = {
        feed: () => machine.receive(input.shift() ?? octets('\r\n')),
        tls: () => machine.tlsStarted(),
        refuse: () => {
          waiting = false;
          return machine.refuse(fuzz.refusal);
        },
        accept: () => {
          isAccepted = waiting;
          waiting = false;
          return machine.accept(fuzz.ready);
        },
        goodbye: () => {
          waiting = false;
          return machine.goodbye('shutdown');
        },
      };
      for (const event of events) {
        check(act[event]());
        if (isAccepted) return; // the splice has it now
      }
    }),
    { numRuns: runs(300) },
  );
}

export interface BackendFuzz<Ready, Facts> {
  /** A machine in the state to be tried, not yet ended. */
  readonly begin: () => BackendMachine<Ready, Facts>;
  readonly words: readonly string[];
}

const TERMINAL: ReadonlySet<string> = new Set(['signed-in', 'refused', 'failed', 'probed']);

/** Never throws; exactly one terminal action, the last of all, whatever comes before the end. */
export function expectSoundBackendMachine<Ready, Facts>(fuzz: BackendFuzz<Ready, Facts>): void {
  fc.assert(
    fc.property(wireInput(fuzz.words), (pieces) => {
      const machine = fuzz.begin();
      const all: BackendAction<Ready, Facts>[] = [];
      for (const piece of pieces) {
        all.push(...machine.receive(piece));
        if (all.at(-1)?.kind === 'start-tls') all.push(...machine.tlsStarted());
      }
      all.push(...machine.ended(), ...machine.receive(octets('more\r\n')), ...machine.ended(), ...machine.tlsStarted());
      expect(all.filter((action) => TERMINAL.has(action.kind))).toHaveLength(1);
      expect(TERMINAL.has(all.at(-1)?.kind ?? '')).toBe(true);
    }),
    { numRuns: runs(300) },
  );
}
