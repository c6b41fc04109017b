// The API's resources as schemas, from which its description (OpenAPI) is made. The types of resources.ts and its
// neighbours say what there is, for clients that need no schema; here the compiler wants one for each field of them.

import { z } from 'zod';
import type { ListResource, Timestamp } from '../resources.ts';

/** A schema for each field of `T`: none is left out, and what may be absent says so. */
export type Shape<T> = {
  readonly [Name in keyof T]-?: Partial<Pick<T, Name>> extends Pick<T, Name>
    ? z.ZodExactOptional<z.ZodType<T[Name]>>
    : z.ZodType<T[Name]>;
};

/** The schema of a resource. */
export function resource<T extends object>(shape: Shape<T>): z.ZodType<T> {
  const schema: z.ZodType<object> = z.object(shape);
  // Each of its fields is one of T's, which is what Shape says and z.object can't infer of a T that isn't known yet.
  return schema as z.ZodType<T>;
}

/** A page of `item`. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<ListResource<T>> {
  return resource<ListResource<T>>({ items: z.array(item), next: z.exactOptional(z.string()) });
}

/** RFC 3339, in UTC. */
export const timestampSchema: z.ZodType<Timestamp> = z.iso.datetime();

/** What there is at least nothing of. */
export const countSchema: z.ZodType<number> = z.int().min(0);
