// Kinds of values that describe a webmail: paths of a site, names of cookies and of form fields.

import { z } from 'zod';

/** Octets of a path that need no encoding (RFC 3986 §3.3), in segments that are neither empty nor dots. */
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~!$&'()*+,;=:@-]+)*\/?$/;

/** Below it everything is Postern's own. */
const OWN_PREFIX = /^\/\.postern(?:\/|$)/;

/** A path of a site as browsers ask for it, with nothing encoded. */
export function sitePath(): z.ZodType<string> {
  return target('must be a path of the site, such as /mail', (path, query) => PATH.test(path) && query === undefined);
}

/** A path of a site that ends with a slash. */
export function siteFolder(): z.ZodType<string> {
  const error = 'must be a path of the site that begins and ends with a slash, such as /mail/';
  return target(error, (path, query) => PATH.test(path) && path.endsWith('/') && query === undefined);
}

/** A path of a site, and a query if there is one, in the one spelling that is meant. */
export function siteTarget(): z.ZodType<string> {
  const error = 'must be a path of the site, with or without a query, such as /mail?page=login';
  return target(error, (path, query) => PATH.test(path) && /^[!"$-~]*$/.test(query ?? ''));
}

function target(error: string, isRight: (path: string, query: string | undefined) => boolean): z.ZodType<string> {
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .max(1_024, { error })
    .refine(
      (value) => {
        const mark = value.indexOf('?');
        const path = mark < 0 ? value : value.slice(0, mark);
        return value.startsWith('/') && isRight(path, mark < 0 ? undefined : value.slice(mark + 1));
      },
      { error },
    )
    .refine((value) => !OWN_PREFIX.test(value), { error: "must not be below /.postern, which is Postern's own" })
    .meta({ title: 'path' });
}

/** A cookie's name (RFC 6265 §4.1.1: a token), but none of Postern's own. */
export function cookieName(): z.ZodType<string> {
  const error = 'must be the name of a cookie';
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, { error })
    .refine((name) => !/^(?:__Host-)?postern/i.test(name), { error: "is Postern's own" })
    .meta({ title: 'cookie name' });
}

/** The name of a form's field. */
export function formField(): z.ZodType<string> {
  const error = 'must be the name of a field: letters, digits and _ - . [ ]';
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.[\]-]{0,63}$/, { error })
    .meta({ title: 'field name' });
}

/** A file name's extension, in lower case, without its dot. Never one that a server runs. */
export function assetExtension(): z.ZodType<string> {
  const error = 'must be an extension in lower case without its dot, such as css, and none that a server runs';
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .regex(/^(?!ph|asp|jsp|cgi|pl$|py$|rb$|inc$|dist$|conf)[a-z0-9]{1,8}$/, { error })
    .meta({ title: 'extension' });
}
