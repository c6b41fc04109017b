// The terminal as a port: what a command writes, and what it asks a person, without echo where it is a secret.

import { createInterface } from 'node:readline/promises';
import { PosternError } from '../core/errors.ts';

/** Most octets that are read as a password from standard input; the API refuses far shorter ones. */
const MAX_INPUT_OCTETS = 64 * 1024;

export interface Terminal {
  /** Whether a person is there to be asked. */
  readonly isInteractive: boolean;
  write(text: string): void;
  writeError(text: string): void;
  /** Everything on standard input, up to 64 KiB. */
  readInput(): Promise<string>;
  /** Asks, showing what is typed. */
  ask(question: string): Promise<string>;
  /** Asks without echo. */
  askSecret(question: string): Promise<string>;
  /** Aborts when the person presses Ctrl-C, which from then on doesn't end the process by itself. */
  interruption(): AbortSignal;
}

/** The terminal of this process. Prompts go to standard error, so that standard output is only the answer. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read us has seen enough: `postern audit | head`.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    async readInput() {
      const chunks: Buffer[] = [];
      let octets = 0;
      for await (const chunk of stdin) {
        chunks.push(chunk);
        octets += chunk.length;
        if (octets > MAX_INPUT_OCTETS) throw new PosternError('ERR_USAGE', 'there is too much on standard input');
      }
      return Buffer.concat(chunks).toString();
    },
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    askSecret,
    interruption() {
      const controller = new AbortController();
      process.once('SIGINT', () => controller.abort());
      process.once('SIGTERM', () => controller.abort());
      return controller.signal;
    },
  };
}

/** Raw mode: the terminal shows nothing, and editing is ours: backspace, Ctrl-U, Ctrl-C, Ctrl-D. */
function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed: readonly string[] = [];
    const end = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (text: string): void => {
      for (const key of text) {
        if (key === '\r' || key === '\n' || key === '\u0004') {
          end(() => resolve(typed.join('')));
          return;
        }
        if (key === '\u0003') {
          end(() => reject(new PosternError('ERR_USAGE', 'interrupted')));
          return;
        }
        if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
        else if (key === '\u0015') typed = [];
        else typed = [...typed, key];
      }
    };
    stdin.on('data', onData);
  });
}
