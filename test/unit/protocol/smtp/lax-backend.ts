// A backend that is as careless as any that was ever attacked, for the command filter's properties: CR, LF and CRLF
// all end its lines and its messages, white space before a verb is skipped, chunk sizes overflow 32 bits or are octal, BDAT
// that it doesn't want is refused without being read (Exim, Dovecot). It writes down each command that it obeyed.

/** What it is to say; `refused` lists verbs that it answers so by itself (a reference run without the filter). */
export interface LaxBackendOptions {
  readonly chunking: boolean;
  readonly hello: readonly string[];
  readonly refused?: (verb: string) => string | undefined;
}

type Mode = { kind: 'commands' } | { kind: 'body'; text: string } | { kind: 'chunk'; remaining: number; last: boolean };

export class LaxBackend {
  readonly #options: LaxBackendOptions;
  /** Verbs, in upper case, in the order in which they were obeyed. */
  readonly verbs: string[] = [];
  /** Messages taken, as they were read. */
  readonly messages: string[] = [];
  #input = '';
  #output = '';
  #mode: Mode = { kind: 'commands' };
  #chunking: boolean;
  #hasSender = false;
  #recipients = 0;
  #chunks = '';
  #skipLineFeed = false;
  #count = 0;

  constructor(options: LaxBackendOptions) {
    this.#options = options;
    this.#chunking = options.chunking;
  }

  /** Obeys what arrived. */
  receive(bytes: Uint8Array): void {
    this.#input += Buffer.from(bytes).toString('latin1');
    while (this.#step());
  }

  /** Takes at most `count` octets of what it answered. */
  read(count: number): Buffer {
    const taken = Buffer.from(this.#output.slice(0, count), 'latin1');
    this.#output = this.#output.slice(count);
    return taken;
  }

  get unread(): number {
    return this.#output.length;
  }

  #step(): boolean {
    if (this.#skipLineFeed && this.#input !== '') {
      if (this.#input.startsWith('\n')) this.#input = this.#input.slice(1);
      this.#skipLineFeed = false;
    }
    if (this.#mode.kind === 'chunk') return this.#readChunk(this.#mode);
    const end = this.#input.search(/[\r\n]/);
    if (end === -1) return false;
    const line = this.#input.slice(0, end);
    this.#skipLineFeed = this.#input[end] === '\r';
    this.#input = this.#input.slice(end + 1);
    if (this.#mode.kind === 'commands') this.#obey(line);
    else if (line === '.') this.#finish(this.#mode.text);
    else this.#mode.text += `${line}\n`;
    return true;
  }

  #readChunk(mode: { remaining: number; last: boolean }): boolean {
    const octets = this.#input.slice(0, mode.remaining);
    if (octets === '' && mode.remaining > 0) return false;
    this.#input = this.#input.slice(octets.length);
    this.#chunks += octets;
    mode.remaining -= octets.length;
    if (mode.remaining > 0) return false;
    this.#mode = { kind: 'commands' };
    if (mode.last) this.#finish(this.#chunks);
    else this.#reply('250 chunk taken');
    return true;
  }

  #finish(message: string): void {
    this.messages.push(message);
    this.#mode = { kind: 'commands' };
    this.#reset();
    this.#reply('250 message taken');
  }

  #reset(): void {
    this.#hasSender = false;
    this.#recipients = 0;
    this.#chunks = '';
  }

  #obey(line: string): void {
    const words = line.replace(/^[\s\0]+/, '').split(/[\s\0:]+/);
    const verb = (words[0] ?? '').toUpperCase();
    const refusal = this.#options.refused?.(verb);
    if (refusal !== undefined) {
      this.#output += refusal;
      return;
    }
    this.verbs.push(verb);
    const reply = verb === 'BDAT' ? this.#beginChunk(words) : this.#answer(verb, line);
    if (reply !== undefined) this.#reply(...reply);
  }

  #answer(verb: string, line: string): readonly string[] {
    switch (verb) {
      case 'EHLO':
        this.#reset();
        this.#chunking = this.#options.chunking;
        return this.#options.hello.map((text, index, all) => `250${index + 1 < all.length ? '-' : ' '}${text}`);
      case 'HELO':
        this.#reset();
        this.#chunking = false;
        return ['250 lax'];
      case 'MAIL':
        this.#hasSender = true;
        return ['250-sender', '250 taken'];
      case 'RCPT':
        if (!this.#hasSender || line.includes('nobody')) return ['550 no'];
        this.#recipients += 1;
        return ['250 recipient taken'];
      case 'RSET':
        this.#reset();
        return ['250 reset'];
      case 'DATA':
        if (this.#recipients === 0) return ['503 no recipients'];
        this.#mode = { kind: 'body', text: '' };
        return ['354 go on'];
      default:
        return ['250 fine'];
    }
  }

  #beginChunk(words: readonly string[]): readonly string[] | undefined {
    if (!this.#chunking || this.#recipients === 0) return ['503 no'];
    const digits = words[1] ?? '';
    const count = Number.parseInt(digits, digits.startsWith('0') ? 8 : 10) | 0; // as C's strtol, in 32 bits
    this.#mode = { kind: 'chunk', remaining: Math.max(count, 0), last: /last/i.test(words[2] ?? '') };
    return undefined;
  }

  /** Each reply is numbered, so that a lost, doubled or displaced one shows. */
  #reply(...lines: readonly string[]): void {
    this.#count += 1;
    this.#output += `${lines.join('\r\n')} #${this.#count}\r\n`;
  }
}
