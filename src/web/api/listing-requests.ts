// Reading what a search for mailboxes asks, in a query or in a body, and the cursors of its pages.

import { z } from 'zod';
import { canonicalGroupName } from '../../core/accounts/group-store.ts';
import { canonicalDomain } from '../../core/accounts/login-name.ts';
import { LISTING_ORDERS, type ListingFilter, type ListingOrder } from '../../core/accounts/mailbox-listing.ts';
import { CHALLENGE_MODES, FACTOR_KINDS } from '../../core/policy/policy.ts';
import type { Millis } from '../../core/units.ts';
import { ProblemError, problem } from './problem.ts';
import { flag, text } from './requests.ts';

const time: z.ZodType<Millis> = z.iso.datetime({ offset: true }).transform((at) => Date.parse(at));

/** All but `domains`, which is for requesters of some domains only: nobody asks for it. */
type FilterFields = {
  readonly [Name in Exclude<keyof ListingFilter, 'domains'>]-?: z.ZodType<ListingFilter[Name] | undefined>;
};

const fields: Omit<FilterFields, 'disabled' | 'hasSignedIn'> = {
  domain: text.optional(),
  group: text.optional(),
  search: text.optional(),
  prefix: text.optional(),
  challenge: z.enum(CHALLENGE_MODES).optional(),
  effective: z.enum(CHALLENGE_MODES).optional(),
  factor: z.enum(['none', 'any', 'unverified', ...FACTOR_KINDS]).optional(),
  signedInSince: time.optional(),
  signedInBefore: time.optional(),
};

/** Of a query, where everything is text. */
export const queryFilterFields: FilterFields = {
  ...fields,
  disabled: flag.optional(),
  hasSignedIn: flag.optional(),
};

const bodyFields: FilterFields = {
  ...fields,
  disabled: z.boolean().optional(),
  hasSignedIn: z.boolean().optional(),
};

/** Of a body. */
export const filterBody: z.ZodType<ListingFilter> = z.strictObject(bodyFields).transform(listingFilter);

const sentTime = z.iso.datetime({ offset: true }).optional();

/** Of a body, checked and left as it came, to be sent on. */
export const filterAsSent: z.ZodType<Readonly<Record<string, string | boolean | undefined>>> = z.strictObject({
  ...bodyFields,
  signedInSince: sentTime,
  signedInBefore: sentTime,
});

/** Names in the form in which they are kept; what isn't there is not asked for. */
export function listingFilter(
  given: { readonly [Name in keyof ListingFilter]?: ListingFilter[Name] | undefined },
): ListingFilter {
  const { domain, group } = given;
  const named = {
    ...given,
    ...(domain !== undefined && { domain: canonicalDomain(domain) ?? domain }),
    ...(group !== undefined && { group: canonicalGroupName(group) ?? group }),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

const cursorParts = z.tuple([z.enum(LISTING_ORDERS), text]);

/** Where a page ended, for the client to give back as it is. */
export function cursor(next: string, order: ListingOrder): string {
  return Buffer.from(JSON.stringify([order, next])).toString('base64url');
}

/** Throws a problem for what {@link cursor} didn't make for this order. */
export function readCursor(given: string, order: ListingOrder): string {
  try {
    const [itsOrder, next] = cursorParts.parse(JSON.parse(Buffer.from(given, 'base64url').toString()));
    if (itsOrder === order && cursor(next, order) === given) return next;
  } catch {
    // Not JSON, or not of this shape.
  }
  const reason = 'is no "next" of this list';
  throw new ProblemError(problem('invalid', `after: ${reason}`, [{ field: 'after', reason }]));
}
