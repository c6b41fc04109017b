// A backend that is as lax as any that was ever attacked, for the read-only filter's properties, and the whole of a
// session with it: CR, LF and NUL all end its lines, and what it doesn't know it reads on as commands.

import type { FilterResult, SpliceFilter } from '../../../../src/protocol/dialogue.ts';
import { createImapReadOnlyFilter } from '../../../../src/protocol/imap/read-only-filter.ts';
import { bytesOf, textOf } from './dialogues.ts';

/** How a backend may read, each in its own lax way. */
export interface Laxity {
  /** Answers `{n}` with `+` and takes the octets for data; otherwise refuses the command and takes them for commands. */
  readonly acceptsLiterals: boolean;
  /** Knows `{n+}`; one that doesn't takes the octets for commands. */
  readonly knowsLiteralPlus: boolean;
  readonly knowsIdle: boolean;
  /** Cuts lines to this length and reads on behind the cut. */
  readonly longestLine: number;
}

/** Every command that a read-only app password may give, as the backend sees it (R3.4). */
export const PERMITTED: ReadonlySet<string> = new Set([
  ...['CAPABILITY', 'NOOP', 'LOGOUT', 'ID', 'ENABLE', 'LANGUAGE', 'COMPARATOR', 'IDLE', 'CANCELUPDATE', 'NAMESPACE'],
  ...['EXAMINE', 'LIST', 'LSUB', 'XLIST', 'STATUS', 'ESEARCH', 'GETQUOTA', 'GETQUOTAROOT', 'GETACL', 'LISTRIGHTS'],
  ...['MYRIGHTS', 'GETMETADATA', 'GETANNOTATION', 'CHECK', 'CLOSE', 'UNSELECT', 'SEARCH', 'FETCH', 'SORT', 'THREAD'],
  ...['UID FETCH', 'UID SEARCH', 'UID SORT', 'UID THREAD'],
]);

/** A backend that takes CR, LF and NUL for line ends, and any white space for a separator. */
class LaxBackend {
  readonly commands: string[] = [];
  readonly #laxity: Laxity;
  #input = '';
  #literal = 0;
  #insideCommand: string | undefined;
  #idling: string | undefined;

  constructor(laxity: Laxity) {
    this.#laxity = laxity;
  }

  /** Reads what arrived; returns its answers, one string for each. */
  receive(text: string): readonly string[] {
    this.#input += text;
    const answers: string[] = [];
    for (;;) {
      const skipped = Math.min(this.#literal, this.#input.length);
      this.#literal -= skipped;
      this.#input = this.#input.slice(skipped);
      const end = this.#input.search(/[\r\n\0]/);
      const cutAt = this.#input.length > this.#laxity.longestLine ? this.#laxity.longestLine : -1;
      const stop = end === -1 || (cutAt !== -1 && cutAt < end) ? cutAt : end;
      if (stop === -1 || this.#literal > 0) return answers;
      const line = this.#input.slice(0, stop);
      const lineEnd = /^(?:\r\n|[\r\n\0])?/.exec(this.#input.slice(stop))?.[0] ?? '';
      this.#input = this.#input.slice(stop + lineEnd.length);
      answers.push(...this.#readLine(line));
    }
  }

  #readLine(line: string): readonly string[] {
    if (this.#idling !== undefined) {
      const tag = this.#idling;
      this.#idling = undefined;
      if (line.trim().toUpperCase() !== 'DONE') this.commands.push(`not DONE: ${line}`);
      return [`${tag} OK idled\r\n`];
    }
    const words = line.trim().toUpperCase().split(/\s+/);
    let tag = this.#insideCommand;
    if (tag === undefined) {
      if (line.trim() === '') return [];
      tag = line.trim().split(/\s+/)[0] ?? '';
      const command = words[1] === 'UID' ? `UID ${words[2]}` : (words[1] ?? '');
      // DONE behind an IDLE that the backend has ended itself is no command.
      if (words.join(' ') !== 'DONE') this.commands.push(command);
      if (command === 'IDLE') {
        if (!this.#laxity.knowsIdle) return [`${tag} BAD no\r\n`];
        this.#idling = tag;
        return ['+ idling\r\n'];
      }
    }
    this.#insideCommand = undefined;
    // As lax as can be: the last brace of a line that ends in one, whatever stands before it.
    const marker = line.trimEnd().endsWith('}') ? /\{ *([0-9]+)[^{]*$/.exec(line) : null;
    if (marker) {
      const waits = !marker[0].includes('+');
      if (waits ? !this.#laxity.acceptsLiterals : !this.#laxity.knowsLiteralPlus) return [`${tag} BAD literal\r\n`];
      this.#literal = Number(marker[1]);
      this.#insideCommand = tag;
      return waits ? ['+ go\r\n'] : [];
    }
    // Data that looks like answers, as a message could hold it.
    const data = words[1] === 'FETCH' ? `* 1 FETCH (BODY[] {${tag.length + 10}}\r\n${tag} OK\r\n+ x\r\n)\r\n` : '';
    return [`${data}${tag} OK done\r\n`];
  }
}

export interface Session {
  readonly commands: readonly string[];
  readonly toClient: string;
}

/** Plays client chunks against a backend whose answers come `lag` steps late, cut into pieces. */
export function play(chunks: readonly string[], laxity: Laxity, lag: number, pieceLength: number): Session {
  const filter: SpliceFilter = createImapReadOnlyFilter();
  const backend = new LaxBackend(laxity);
  const pending: { readonly due: number; readonly text: string }[] = [];
  let toClient = '';
  let closed = false;
  const take = (result: FilterResult, now: number): void => {
    toClient += result.toClient.map(textOf).join('');
    if (result.close !== undefined) closed = true;
    for (const text of backend.receive(result.toBackend.map(textOf).join(''))) pending.push({ due: now + lag, text });
  };
  for (let now = 0; !closed && (now < chunks.length || pending.length > 0); now += 1) {
    if (now > chunks.length + 100_000) throw new Error('no end');
    const chunk = chunks[now];
    if (chunk !== undefined) take(filter.fromClient(bytesOf(chunk)), now);
    while (!closed && pending[0] && (pending[0].due <= now || now >= chunks.length)) {
      const text = pending.shift()?.text ?? '';
      for (let at = 0; at < text.length && !closed; at += pieceLength) {
        take(filter.fromBackend(bytesOf(text.slice(at, at + pieceLength))), now);
      }
    }
  }
  return { commands: backend.commands, toClient };
}
