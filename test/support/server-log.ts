// A server's log file as something to read and to wait for: by file events, never by looking again after a while.

import { readFileSync, watch } from 'node:fs';
import { PATIENCE_MS, withDeadline } from './deadline.ts';

export interface LogWait {
  /** Where to begin: an earlier `mark()`. Default: the log's beginning. */
  readonly from?: number;
  readonly timeoutMs?: number;
  /** Gives up early with its reason: the server ended, for instance. */
  readonly signal?: AbortSignal;
}

/** What a server has logged. Marks count characters of the text. */
export interface ServerLog {
  readonly path: string;
  /** The end of the log now; give it to `text` or `waitFor` to leave out what came before. */
  mark(): number;
  text(from?: number): string;
  /** The first match, at once when it is there already. Fails with the log's end when none comes in time. */
  waitFor(pattern: RegExp, wait?: LogWait): Promise<RegExpExecArray>;
}

/** How much of a log a failure quotes, in characters. */
const QUOTED = 3000;

/** Opens the log of a server. The file must exist. */
export function openServerLog(path: string): ServerLog {
  const text = (from = 0): string => readFileSync(path, 'utf8').slice(from);
  return {
    path,
    mark: () => text().length,
    text,
    waitFor: async (pattern, wait = {}) => {
      const found = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(text(wait.from));
        if (match) found.resolve(match);
      };
      const abandon = (): void => found.reject(wait.signal?.reason);
      const watcher = watch(path, look);
      wait.signal?.addEventListener('abort', abandon);
      try {
        look();
        if (wait.signal?.aborted) abandon();
        return await withDeadline(found.promise, {
          ms: wait.timeoutMs ?? PATIENCE_MS,
          describe: () => `no ${pattern} in ${path}:\n${text(wait.from).slice(-QUOTED)}`,
        });
      } finally {
        watcher.close();
        wait.signal?.removeEventListener('abort', abandon);
      }
    },
  };
}
