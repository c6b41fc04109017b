// Feeds a filter in the splice with both sides of a script, and notes what passed.

import type { FilterResult, SpliceFilter } from '../../../src/protocol/dialogue.ts';
import type { Cut } from '../script.ts';
import { promise, word } from '../target.ts';

/** What a filter let through. */
export interface Passed {
  readonly toBackend: string;
  readonly toClient: string;
  readonly close: string | undefined;
  readonly words: readonly string[];
}

/** Feeds a filter: flights with even numbers are the client's, the others the backend's. */
export function feedFilter(
  filter: SpliceFilter,
  flights: readonly Buffer[],
  cuts: readonly [client: Cut, backend: Cut],
): Passed {
  let toBackend = '';
  let toClient = '';
  let close: string | undefined;
  const words: string[] = [];
  const take = (result: FilterResult): void => {
    promise(close === undefined || result.toBackend.length === 0, 'nothing reaches the backend behind the end', result);
    toBackend += text(result.toBackend);
    toClient += text(result.toClient);
    close ??= result.close;
  };
  for (const [index, flight] of flights.entries()) {
    const [sizeBefore, saidBefore] = [toBackend.length, toClient.length];
    let held = false;
    for (const chunk of cuts[index % 2 === 0 ? 0 : 1](flight)) {
      const result = index % 2 === 0 ? filter.fromClient(chunk) : filter.fromBackend(chunk);
      take(result);
      held = result.holdClient;
    }
    const [first = ''] = /^(?:\d{3}[ -]|\S+ (?:NO|BAD|OK|BYE)|\+)?/.exec(toClient.slice(saidBefore)) ?? [];
    const sizes = `${toBackend.length > sizeBefore}-${toClient.length > saidBefore}`;
    words.push(`${index % 2 === 0 ? 'c' : 'b'}${sizes}-${held}-${first.replace(/^\S+ (?=[NBO])/, '')}`.trim());
  }
  take(filter.clientEnded());
  return { toBackend, toClient, close, words: [...words, close ?? 'open'].map(word) };
}

function text(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString('latin1');
}
