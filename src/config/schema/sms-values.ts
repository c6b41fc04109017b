// Kinds of values that describe an SMS gateway: templates, senders, prefixes, and where in an answer something stands.

import { z } from 'zod';
import {
  isPlaceholder,
  placeholdersOf,
  SMS_PLACEHOLDERS,
  type SmsPlaceholder,
} from '../../core/messages/sms-template.ts';
import { nearest } from './nearest.ts';

const ALL: readonly SmsPlaceholder[] = Object.keys(SMS_PLACEHOLDERS).filter(isPlaceholder);

/** What stands in a URL's path or in a field of a request's head: never the text, which could be `..` or of many lines. */
const SHORT: readonly SmsPlaceholder[] = ALL.filter((name) => name !== 'text');

/** Text with placeholders, of any lines. */
export function smsTemplate(): z.ZodType<string> {
  return template({ placeholders: ALL, form: /^[^\0]{0,8192}$/u, error: 'must be text of at most 8192 characters' });
}

/** The same on one line; it may be empty. */
export function smsLineTemplate(): z.ZodType<string> {
  const form = /^[^\p{Cc}]{0,1024}$/u;
  return template({ placeholders: ALL, form, error: 'must be at most 1024 printable characters on one line' });
}

/** A field of a request's head. */
export function smsHeaderTemplate(): z.ZodType<string> {
  const form = /^[\x20-\x7e]{0,1024}$/;
  return template({ placeholders: SHORT, form, error: 'must be printable ASCII of at most 1024 characters' });
}

/** A mail address whose local part has the number. */
export function smsAddressTemplate(): z.ZodType<string> {
  const placeholders: readonly SmsPlaceholder[] = ['number', 'digits'];
  const form = /^[A-Za-z0-9.!#$%&'*+/=?^_`|~{}-]{1,128}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/;
  const error = 'must be an address such as {digits}@sms.example.net, with the number before the @';
  return template({ placeholders, form, error })
    .refine((value) => placeholdersOf(value).length > 0, { error })
    .meta({ title: 'template of a mail address' });
}

/** A URL with placeholders: none in scheme, host and port, and only the number in the path. */
export function smsUrlTemplate(): z.ZodType<string> {
  const error = 'must be an http or https address without credentials and #';
  return template({ placeholders: ALL, form: /^https?:\/\/[\x21-\x7e]{1,2000}$/, error })
    .refine((value) => isUrl(value.replaceAll(/[{}]/g, '')), { error })
    .refine((value) => !/^https?:\/\/[^/?#]*[{}]/.test(value), { error: 'the host is fixed: no placeholders in it' })
    .refine((value) => placeholdersOf(pathOf(value)).every((name) => name === 'number' || name === 'digits'), {
      error: 'the path takes {number} and {digits} only; the others belong into the query or the body',
    })
    .meta({ title: 'template of a web address' });
}

/** JSON with placeholders in its texts. */
export function smsJsonTemplate(): z.ZodType<string> {
  return smsTemplate().refine(isJson, { error: 'must be JSON' }).meta({ title: 'template of a JSON text' });
}

/** Whom a text comes from: an international number, a short code, or a name. */
export function smsSender(): z.ZodType<string> {
  const error =
    'must be a number such as +4915112345678, a short code, or a name of at most 11 letters, digits and spaces';
  return text(error)
    .regex(/^(?:\+[1-9][0-9]{6,14}|[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ._-]{0,10})$/, { error })
    .meta({ title: 'sender' });
}

/** The beginning of telephone numbers. */
export function phonePrefix(): z.ZodType<string> {
  const error = 'must be + and the first digits of numbers, in quotes, such as "+49"';
  return text(error)
    .regex(/^\+[1-9][0-9]{0,9}$/, { error })
    .meta({ title: 'beginning of numbers' });
}

/** RFC 6901 §3. */
export function jsonPointer(): z.ZodType<string> {
  const error = 'must be a JSON Pointer such as /messages/0/id';
  return text(error)
    .regex(/^(?:\/(?:[^~/]|~[01])*){1,16}$/, { error })
    .max(256, { error })
    .meta({ title: 'JSON Pointer' });
}

/** A regular expression of JavaScript, with Unicode. */
export function pattern(): z.ZodType<string> {
  const error = 'must be a regular expression';
  return text(error)
    .min(1, { error })
    .max(512, { error })
    .refine(isPattern, { error })
    .meta({ title: error.slice(10) });
}

function template(kind: {
  readonly placeholders: readonly SmsPlaceholder[];
  readonly form: RegExp;
  readonly error: string;
}): z.ZodType<string> {
  const { placeholders, form, error } = kind;
  return text(error)
    .regex(form, { error })
    .check((context) => {
      for (const name of placeholdersOf(context.value)) {
        if (placeholders.some((known) => known === name)) continue;
        const meant = nearest(name, placeholders);
        const hint = meant === undefined ? `there are ${placeholders.join(', ')}` : `did you mean {${meant}}?`;
        const message = isPlaceholder(name)
          ? `{${name}} can't stand here; ${hint}`
          : `{${name}} is no placeholder; ${hint}`;
        context.issues.push({ code: 'custom', message, input: context.value });
      }
    })
    .meta({ title: 'template' });
}

function text(reason: string): z.ZodString {
  return z.string({ error: ({ input }) => (input === undefined || input === null ? undefined : reason) });
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/, '').replace(/\?.*$/s, '');
}

function isUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password, hash } = new URL(value);
  return username === '' && password === '' && hash === '' && !value.includes('#');
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false; // that is the question
  }
}

function isPattern(value: string): boolean {
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false; // that is the question
  }
}
