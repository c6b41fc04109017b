// A terminal that a test reads and types at.

import type { Terminal } from '../../src/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  /** What was written since the last call of `take`. */
  take(): { readonly out: string; readonly error: string };
  /** What was asked, in order. */
  readonly questions: string[];
  interrupt(): void;
  /** Resolves once standard output has this text in it. */
  hasWritten(text: string): Promise<void>;
}

export function createFakeTerminal(
  typed: { readonly answers?: readonly string[]; readonly input?: string; readonly isInteractive?: boolean } = {},
): FakeTerminal {
  const answers = [...(typed.answers ?? [])];
  const controller = new AbortController();
  const questions: string[] = [];
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  let out = '';
  let error = '';
  const answer = async (question: string): Promise<string> => {
    questions.push(question);
    return answers.shift() ?? '';
  };
  return {
    isInteractive: typed.isInteractive ?? typed.answers !== undefined,
    questions,
    write(text) {
      out += text;
      for (const each of waiting) if (out.includes(each.text)) each.resolve();
    },
    writeError(text) {
      error += text;
    },
    readInput: async () => typed.input ?? '',
    ask: answer,
    askSecret: answer,
    interruption: () => controller.signal,
    interrupt: () => controller.abort(),
    take() {
      const taken = { out, error };
      out = '';
      error = '';
      return taken;
    },
    hasWritten: (text) =>
      new Promise((resolve) => {
        if (out.includes(text)) resolve();
        else waiting.push({ text, resolve });
      }),
  };
}
