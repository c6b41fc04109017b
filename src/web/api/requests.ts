// Reading requests: shapes only, strict, with everything that is wrong at once. What values mean is judged by the core's
// use cases.

import { z } from 'zod';
import type { FieldProblem } from '../../core/administration/change.ts';
import type { MailDoor } from '../../core/decision.ts';
import { CHALLENGE_MODES, type ChallengeMode, type PolicyDoor } from '../../core/policy/policy.ts';
import { ProblemError, problem } from './problem.ts';

/** Longest text of any field but passwords, in characters. */
const MAX_TEXT = 500;

/** Longest password that is read at all, in characters. */
const MAX_PASSWORD = 1_024;

export const text: z.ZodType<string> = z.string().min(1).max(MAX_TEXT);

export const password: z.ZodType<string> = z.string().min(1).max(MAX_PASSWORD);

export const mailDoor: z.ZodType<MailDoor> = z.enum(['imap', 'pop3', 'smtp', 'sieve']);

/** A boolean in a query. */
export const flag: z.ZodType<boolean> = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Items of one page, in a query. */
export const limit: z.ZodType<number> = z.coerce.number().int().min(1).max(1_000);

export const networks: z.ZodType<readonly string[]> = z.array(text).max(1_000);

const permitted: z.ZodType<readonly string[] | 'inherit' | undefined> = z
  .union([networks, z.literal('inherit')])
  .optional();

/** The fields of a change of policy, at any layer. */
export const policyFields: {
  readonly challenge: z.ZodType<ChallengeMode | 'inherit' | undefined>;
  readonly permittedNetworks: z.ZodType<
    Readonly<Partial<Record<PolicyDoor, readonly string[] | 'inherit' | undefined>>> | undefined
  >;
} = {
  challenge: z.enum([...CHALLENGE_MODES, 'inherit']).optional(),
  permittedNetworks: z
    .strictObject({
      mail: permitted,
      imap: permitted,
      pop3: permitted,
      smtp: permitted,
      sieve: permitted,
      web: permitted,
      administration: permitted,
    })
    .optional(),
};

/** Reads a body, a query or parameters; throws a problem that names every field that is wrong. A missing one is empty. */
export function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given ?? {});
  if (result.success) return result.data;
  const problems: FieldProblem[] = result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ field: issue.path.join('.'), reason: issue.message }];
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), reason: 'is not known here' }));
  });
  const detail = problems.map(({ field, reason }) => (field ? `${field}: ${reason}` : reason)).join('; ');
  throw new ProblemError(problem('invalid', detail, problems));
}

/** One parameter of the route's path. */
export function pathParameter(params: unknown, name: string): string {
  return read(z.looseObject({ [name]: text }), params)[name] ?? '';
}
