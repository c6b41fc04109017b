// Reading requests: shapes only, strict, with everything that is wrong at once. What values mean is judged by the core's
// use cases.

import { z } from 'zod';
import type { FieldProblem } from '../../core/administration/change.ts';
import type { MailDoor } from '../../core/decision.ts';
import type { CountryRule } from '../../core/places/country-rules.ts';
import {
  CHALLENGE_MODES,
  COMPARISONS,
  ENROLMENT_RULES,
  FACTOR_KINDS,
  type PolicyDoor,
} from '../../core/policy/policy.ts';
import type { PolicyChange } from '../../core/policy/policy-change.ts';
import { ProblemError, problem } from './problem.ts';

/** Longest text of any field but passwords, in characters. */
const MAX_TEXT = 500;

/** Longest password that is read at all, in characters. */
const MAX_PASSWORD = 1_024;

export const text: z.ZodType<string> = z.string().min(1).max(MAX_TEXT);

/** The parameter of a path below a mailbox: its address, or an alias of it. */
export const addressed: z.ZodObject<{ readonly address: typeof text }> = z.strictObject({ address: text });

export const password: z.ZodType<string> = z.string().min(1).max(MAX_PASSWORD);

export const mailDoor: z.ZodType<MailDoor> = z.enum(['imap', 'pop3', 'smtp', 'sieve']);

/** A boolean in a query. */
export const flag: z.ZodType<boolean> = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A whole number in a query, in the one notation that people read in only one way. */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }): z.ZodType<number> {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^(?:0|[1-9][0-9]{0,15})$/, { error })
    .transform(Number)
    .refine((number) => number >= min && number <= max, { error });
}

/** Items of one page, in a query. */
export const limit: z.ZodType<number> = wholeNumber({ min: 1, max: 1_000 });

export const networks: z.ZodType<readonly string[]> = z.array(text).max(1_000);

const countries = z.array(text).max(300);

const countryRule: z.ZodType<CountryRule> = z.union([
  z.strictObject({ allow: countries }),
  z.strictObject({ deny: countries }),
]);

/** A value, `inherit`, or nothing. */
function change<T>(value: z.ZodType<T>): z.ZodType<T | 'inherit' | undefined> {
  return z.union([value, z.literal('inherit')]).optional();
}

function byDoor<T>(value: z.ZodType<T>): z.ZodType<Record<PolicyDoor, T | 'inherit' | undefined> | undefined> {
  const its = change(value);
  const doors = { mail: its, imap: its, pop3: its, smtp: its, sieve: its, web: its, administration: its };
  return z.strictObject(doors).optional();
}

/** The fields of a change of policy, at any layer. */
export const policyFields: { readonly [Name in keyof Required<PolicyChange>]: z.ZodType<PolicyChange[Name]> } = {
  challenge: change(z.enum(CHALLENGE_MODES)),
  permittedNetworks: byDoor(networks),
  permittedCountries: byDoor(countryRule),
  trustedNetworks: change(networks),
  evenFromTrustedNetworks: change(z.boolean()),
  trustedBrowserDays: change(z.number()),
  userChoice: change(z.boolean()),
  compare: change(z.enum(COMPARISONS)),
  enrolment: change(z.enum(ENROLMENT_RULES)),
  factors: change(z.array(z.enum(FACTOR_KINDS)).max(FACTOR_KINDS.length)),
};

/** Reads a body, a query or parameters; throws a problem that names every field that is wrong. A missing one is empty. */
export function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given ?? {});
  if (result.success) return result.data;
  const problems: FieldProblem[] = result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ field: issue.path.join('.'), reason: reasonOf(issue) }];
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), reason: 'is not known here' }));
  });
  const detail = problems.map(({ field, reason }) => (field ? `${field}: ${reason}` : reason)).join('; ');
  throw new ProblemError(problem('invalid', detail, problems));
}

/** Of a value that may be of several kinds, what each of them wants. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be ${listed(issue.values.map(String))}`;
  if (issue.code !== 'invalid_union') return issue.message;
  const wanted = new Set(issue.errors.flatMap(([first]) => (first ? [reasonOf(first)] : [])));
  return wanted.size === 0 ? issue.message : [...wanted].join(', or ');
}

function listed(choices: readonly string[]): string {
  return choices.length > 1 ? `one of ${choices.join(', ')}` : choices.join();
}
