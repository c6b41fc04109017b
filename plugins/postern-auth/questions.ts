// The two questions to Postern, and what is said when it can't tell: temporary failures, never a wrong password (R4.4).

import { type CheckAnswer, type Permit, parseCheck, parseSignIn, type Reply, type SignInAnswer } from './answer.ts';
import { askPostern } from './postern-client.ts';
import type { Settings } from './settings.ts';

/** What Postern's own doors say when they can't tell. */
export const CANNOT_TELL: Reply = {
  code: 454,
  enhanced: '4.7.0',
  lines: ['Temporary failure. Your password was not judged; please try again later.'],
};

/** The same for a message of somebody who signed in before. */
export const CANNOT_TELL_NOW: Reply = {
  code: 421,
  enhanced: '4.7.0',
  lines: ['Temporary failure; please try again later'],
};

/** Tells the operator, in a line without a secret. */
export type OperatorLog = (problem: string) => void;

type Asked = Pick<Settings, 'postern' | 'tokenFile' | 'timeout'>;

/** Postern's judgement, or that there is none. Never rejects. */
export async function judge(settings: Asked, request: object, log: OperatorLog): Promise<SignInAnswer> {
  const answer = await ask(settings, { resource: 'mail-sign-ins', body: request, parse: parseSignIn }, log);
  return answer ?? { kind: 'unavailable', decisionId: 'none', reply: CANNOT_TELL };
}

/** Whether a permit holds; one that nobody can judge doesn't. Never rejects. */
export async function checkPermit(settings: Asked, permit: Permit, log: OperatorLog): Promise<CheckAnswer> {
  const question = { resource: 'mail-sign-ins/check', body: { permit }, parse: parseCheck };
  return (await ask(settings, question, log)) ?? { kind: 'ended', reply: CANNOT_TELL_NOW };
}

async function ask<Answer>(
  settings: Asked,
  question: {
    readonly resource: string;
    readonly body: object;
    readonly parse: (text: string) => Answer | undefined;
  },
  log: OperatorLog,
): Promise<Answer | undefined> {
  try {
    const { status, text } = await askPostern(settings, question.resource, question.body);
    const answer = status === 200 ? question.parse(text) : undefined;
    if (!answer) log(`Postern can't be asked: ${whatWasWrong(status)}`);
    return answer;
  } catch (error) {
    log(`Postern can't be asked: ${messageOf(error)}`);
    return undefined;
  }
}

function whatWasWrong(status: number): string {
  if (status === 401) return 'it does not know the token in token_file (auth-api.clients in postern.yaml)';
  if (status === 200) return 'its answer makes no sense: is it Postern that listens there?';
  return `it answered with HTTP status ${status}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
