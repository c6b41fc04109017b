// An SMS gateway with an HTTP interface, described by template (R7.4).

import type { z } from 'zod';
import type { TemplateField } from '../../core/messages/sms-http.ts';
import { SMS_PLACEHOLDERS } from '../../core/messages/sms-template.ts';
import { choice, type Fields, group, list, listOfSome, optional, required, withDefault } from '../schema/setting.ts';
import {
  jsonPointer,
  pattern,
  smsHeaderTemplate,
  smsJsonTemplate,
  smsSender,
  smsTemplate,
  smsUrlTemplate,
} from '../schema/sms-values.ts';
import { absolutePath, count, fieldName, kind, line, oneOf, secret } from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';

export type SmsHttpBodyConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly fields: readonly TemplateField[] }
  | { readonly kind: 'json'; readonly document: string }
  | {
      readonly kind: 'raw';
      readonly contentType: string;
      readonly template: string;
      readonly escape: 'xml' | 'json' | 'url' | 'none';
    };

export type SmsAuthenticationConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly name: string; readonly password: SecretName }
  | { readonly kind: 'bearer'; readonly token: SecretName };

export interface SmsAnswerPartConfig {
  readonly pointer?: string;
  readonly pattern?: string;
}

export interface SmsAnswerRuleConfig extends SmsAnswerPartConfig {
  readonly statuses?: readonly number[];
}

export interface SmsHttpGatewayConfig {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: readonly TemplateField[];
  readonly body: SmsHttpBodyConfig;
  readonly authentication: SmsAuthenticationConfig;
  readonly sender?: string;
  readonly secret?: SecretName;
  readonly accepted: readonly SmsAnswerRuleConfig[];
  readonly refused: readonly SmsAnswerRuleConfig[];
  readonly messageId?: SmsAnswerPartConfig;
  readonly errorCode?: SmsAnswerPartConfig;
  readonly certificateAuthority?: string;
}

const SECRET = 'the text itself, `{ file: /path }` or `{ environment: NAME }`.';

const body: z.ZodType<SmsHttpBodyConfig> = choice<SmsHttpBodyConfig>(
  group<Extract<SmsHttpBodyConfig, { kind: 'none' }>>({ kind: kind('none', 'Everything stands in the URL.') }),
  group<Extract<SmsHttpBodyConfig, { kind: 'form' }>>({
    kind: kind('form', 'The fields of a form.'),
    fields: required(
      listOfSome(
        group<TemplateField>({
          name: required(line({ max: 100, title: 'text' }), { doc: 'Name.', example: 'to' }),
          value: required(smsTemplate(), { doc: 'Template of its value.', example: '{number}' }),
        }),
      ),
      {
        doc: 'What the form says; each value is encoded.',
        example: [
          { name: 'to', value: '{number}' },
          { name: 'text', value: '{text}' },
        ],
      },
    ),
  }),
  group<Extract<SmsHttpBodyConfig, { kind: 'json' }>>({
    kind: kind('json', 'A JSON text.'),
    document: required(smsJsonTemplate(), {
      doc: 'JSON with placeholders inside of its texts; no value can end the text that it stands in.',
      example: '{"to": "{number}", "text": "{text}"}',
    }),
  }),
  group<Extract<SmsHttpBodyConfig, { kind: 'raw' }>>({
    kind: kind('raw', 'Anything else: XML, plain text.'),
    'content-type': required(line({ max: 200, title: 'text' }), { doc: 'Its type.', example: 'application/xml' }),
    template: required(smsTemplate(), { doc: 'The template.', example: '<sms to="{number}">{text}</sms>' }),
    escape: required(oneOf(['xml', 'json', 'url', 'none']), {
      doc: 'How values are written there, so that none can break out. `none` is for a body that is the text and nothing else.',
      example: 'xml',
    }),
  }),
);

const authentication: z.ZodType<SmsAuthenticationConfig> = choice<SmsAuthenticationConfig>(
  group<Extract<SmsAuthenticationConfig, { kind: 'none' }>>({
    kind: kind('none', 'None, or by a `secret` that stands elsewhere.'),
  }),
  group<Extract<SmsAuthenticationConfig, { kind: 'basic' }>>({
    kind: kind('basic', 'HTTP Basic.'),
    name: required(line({ max: 255, title: 'text' }), { doc: 'Name.', example: 'postern' }),
    password: required(secret(), { doc: `Password: ${SECRET}`, example: { file: '/etc/postern/sms-password' } }),
  }),
  group<Extract<SmsAuthenticationConfig, { kind: 'bearer' }>>({
    kind: kind('bearer', 'A token in the field Authorization.'),
    token: required(secret(), { doc: `Token: ${SECRET}`, example: { file: '/etc/postern/sms-token' } }),
  }),
);

const part: Fields<SmsAnswerPartConfig> = {
  pointer: optional(jsonPointer(), { doc: 'Where it stands in an answer that is JSON.', example: '/status' }),
  pattern: optional(pattern(), {
    doc: "What the answer's first 4096 characters, or what the pointer finds, must match. Of a match the first group counts, if there is one.",
    example: '^OK',
  }),
};

const rule: z.ZodType<SmsAnswerRuleConfig> = group<SmsAnswerRuleConfig>({
  statuses: optional(listOfSome(count({ min: 200, max: 599 })), {
    doc: 'HTTP statuses; without it any from 200 to 299.',
    example: [200, 202],
  }),
  ...part,
});

const names = Object.entries(SMS_PLACEHOLDERS).map(([name, meaning]) => `\`{${name}}\` (${meaning})`);

export const smsHttpGateway: z.ZodType<SmsHttpGatewayConfig> = group<SmsHttpGatewayConfig>({
  kind: kind('http', `Any gateway with an HTTP interface, by template. Placeholders are ${names.join(', ')}.`),
  method: withDefault(oneOf(['GET', 'POST', 'PUT']), 'POST', { doc: 'Method.' }),
  url: required(smsUrlTemplate(), {
    doc: 'Template of the address. The path takes the number only, the query every placeholder.',
    example: 'https://sms.example.net/send',
  }),
  headers: withDefault(
    list(
      group<TemplateField>({
        name: required(fieldName(), { doc: 'Name.', example: 'x-api-key' }),
        value: required(smsHeaderTemplate(), { doc: 'Template of its value, without `{text}`.', example: '{secret}' }),
      }),
    ),
    [],
    { doc: "Fields of the request's head.", example: [{ name: 'x-api-key', value: '{secret}' }] },
  ),
  body: withDefault(
    body,
    { kind: 'none' },
    { doc: 'What is sent.', example: { kind: 'json', document: '{"to": "{number}", "text": "{text}"}' } },
  ),
  authentication: withDefault(authentication, { kind: 'none' }, { doc: 'How Postern shows who it is.' }),
  sender: optional(smsSender(), { doc: 'For `{sender}`: a number, a short code or a name.', example: 'Example' }),
  secret: optional(secret(), {
    doc: `For \`{secret}\`, where a gateway wants a key in a field of its own: ${SECRET}`,
    example: { file: '/etc/postern/sms-key' },
  }),
  accepted: withDefault(listOfSome(rule), [{}], {
    doc: 'An answer that meets one of these is an acceptance; nothing else is. Many gateways say 200 to everything: then the words decide.',
    example: [{ statuses: [200], pointer: '/status', pattern: '^queued$' }],
  }),
  refused: withDefault(list(rule), [{ statuses: [400, 422] }], {
    doc: 'An answer that meets one of these is about the number or the text, which is then not tried again. All else, and no answer, is "not now".',
    example: [{ statuses: [400], pointer: '/error', pattern: '^invalid-number$' }],
  }),
  'message-id': optional(group<SmsAnswerPartConfig>(part), {
    doc: "Where the gateway's id of the text stands, for the log.",
    example: { pointer: '/id' },
  }),
  'error-code': optional(group<SmsAnswerPartConfig>(part), {
    doc: 'Where a short code stands that says why not, for the log. Words of the gateway are never logged.',
    example: { pointer: '/error' },
  }),
  'certificate-authority': optional(absolutePath(), {
    doc: "PEM file with the authorities to trust for this gateway instead of the system's.",
    example: '/etc/postern/sms-ca.pem',
  }),
});
