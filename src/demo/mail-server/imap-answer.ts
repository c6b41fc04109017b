// What keeps imap-core's process alive: a handler that throws would end it, so every handler runs in here and an
// exception becomes an error that imap-core answers with `NO [TEMPFAIL]`.

import type { Answer, DetailedAnswer } from 'wildduck/imap-core/index.js';

/** Answers with what `handle` returns. */
export function answerWith<Result>(answer: Answer<Result>, handle: () => Result): void {
  let result: Result;
  try {
    result = handle();
  } catch (error) {
    answer(asError(error));
    return;
  }
  answer(null, result);
}

/** Answers OK with the details that `handle` returns, or NO with the response code that it returns instead. */
export function answerWithDetails<Details extends object>(
  answer: DetailedAnswer<Details>,
  handle: () => Details | string,
): void {
  answerWith<Details | string>((error, result) => {
    if (error !== null || result === undefined) answer(error);
    else if (typeof result === 'string') answer(null, result);
    else answer(null, true, result);
  }, handle);
}

/** Like `answerWith`, for a handler that has to wait, for instance until a slow reader has taken what was written. */
export function answerLater<Result>(answer: Answer<Result>, handle: () => Promise<Result>): void {
  handle().then(
    (result) => answer(null, result),
    (error) => answer(asError(error)),
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
