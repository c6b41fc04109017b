// Text messages (R7.4): the gateway that takes them, and what keeps others from spending the site's money.

import { z } from 'zod';
import type { Millis } from '../../core/units.ts';
import { choice, group, listOfSome, optional, required, withDefault } from '../schema/setting.ts';
import { phonePrefix, smsAddressTemplate, smsLineTemplate, smsSender, smsTemplate } from '../schema/sms-values.ts';
import {
  absolutePath,
  count,
  duration,
  host,
  hostname,
  httpUrl,
  kind,
  line,
  oneOf,
  phoneCountry,
  port,
  secret,
} from '../schema/values.ts';
import type { SecretName } from '../secrets.ts';
import { type SmsHttpGatewayConfig, smsHttpGateway } from './sms-http-gateway.ts';

export interface TwilioGatewayConfig {
  readonly kind: 'twilio';
  readonly account: string;
  /** `SK…`; absent: the account itself signs in. */
  readonly key?: string;
  readonly token: SecretName;
  readonly sender: string;
  readonly api: string;
}

export interface KannelGatewayConfig {
  readonly kind: 'kannel';
  readonly url: string;
  readonly name: string;
  readonly password: SecretName;
  readonly sender?: string;
  readonly certificateAuthority?: string;
}

export interface SmppGatewayConfig {
  readonly kind: 'smpp';
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'none';
  readonly certificateAuthority?: string;
  readonly serverName?: string;
  readonly systemId: string;
  readonly password: SecretName;
  readonly systemType?: string;
  readonly sender?: string;
  readonly alphabet: 'gsm' | 'ucs2';
  readonly longTexts: 'parts' | 'payload';
  readonly window: number;
  readonly keepAlive: Millis;
}

export interface EmailGatewayConfig {
  readonly kind: 'email';
  readonly address: string;
  readonly subject: string;
  readonly text: string;
  readonly sender?: string;
  readonly secret?: SecretName;
}

export type SmsGatewayConfig =
  | SmsHttpGatewayConfig
  | TwilioGatewayConfig
  | KannelGatewayConfig
  | SmppGatewayConfig
  | EmailGatewayConfig;

/** Most texts in an hour. */
export interface SmsLimits {
  readonly perNumber: number;
  readonly perMailbox: number;
  /** All together. */
  readonly perHour: number;
}

export interface SmsConfig {
  readonly gateway: SmsGatewayConfig;
  /** At least one: `+49`. A number that begins with none of them is never written to. */
  readonly allowedPrefixes: readonly string[];
  /** For numbers that are typed without a country's code: `DE`. */
  readonly defaultCountry?: string;
  readonly limits: SmsLimits;
}

const SECRET = 'the text itself, `{ file: /path }` or `{ environment: NAME }`.';
const authority = optional(absolutePath(), {
  doc: "PEM file with the authorities to trust for this gateway instead of the system's.",
  example: '/etc/postern/sms-ca.pem',
});

const twilio: z.ZodType<TwilioGatewayConfig> = group<TwilioGatewayConfig>({
  kind: kind('twilio', "Twilio's Programmable Messaging."),
  account: required(sid('AC'), { doc: 'Account SID.', example: 'AC0123456789abcdef0123456789abcdef' }),
  key: optional(sid('SK'), {
    doc: 'SID of an API key, whose secret `token` then is. A key can be revoked alone.',
    example: 'SK0123456789abcdef0123456789abcdef',
  }),
  token: required(secret(), {
    doc: `Auth token, or the key's secret: ${SECRET}`,
    example: { file: '/etc/postern/twilio-token' },
  }),
  sender: required(z.union([sid('MG'), smsSender()]), {
    doc: 'A number or name of the account, or the SID of a messaging service.',
    example: '+4915112345678',
  }),
  api: withDefault(httpUrl(), 'https://api.twilio.com', {
    doc: "Where the API is, for accounts in one of Twilio's other regions.",
  }),
});

const kannel: z.ZodType<KannelGatewayConfig> = group<KannelGatewayConfig>({
  kind: kind('kannel', "Kannel's `sendsms`."),
  url: required(httpUrl(), { doc: 'Its address.', example: 'http://127.0.0.1:13013/cgi-bin/sendsms' }),
  name: required(line({ max: 100, title: 'text' }), { doc: 'Name of its `sendsms-user`.', example: 'postern' }),
  password: required(secret(), { doc: `Password: ${SECRET}`, example: { file: '/etc/postern/kannel-password' } }),
  sender: optional(smsSender(), {
    doc: "Whom texts come from, where kannel doesn't say it itself.",
    example: 'Example',
  }),
  'certificate-authority': authority,
});

const smpp: z.ZodType<SmppGatewayConfig> = group<SmppGatewayConfig>({
  kind: kind('smpp', 'A message centre that speaks SMPP 3.4. Postern keeps one connection to it.'),
  host: required(host(), { doc: 'Host name or IP address.', example: 'smsc.example.net' }),
  port: withDefault(port(), 2775, { doc: 'Port; 3550 is usual with TLS.' }),
  tls: required(oneOf(['implicit', 'none']), {
    doc: '`implicit`, or `none` for a message centre on this machine or behind a tunnel.',
    example: 'implicit',
  }),
  'certificate-authority': authority,
  'server-name': optional(hostname(), {
    doc: "The name that its certificate must have, when it isn't `host`.",
    example: 'smsc.internal.example',
  }),
  'system-id': required(line({ max: 64, title: 'text' }), { doc: 'Name.', example: 'postern' }),
  password: required(secret(), { doc: `Password: ${SECRET}`, example: { file: '/etc/postern/smpp-password' } }),
  'system-type': optional(line({ max: 12, title: 'text' }), { doc: 'Where the operator wants one.', example: 'OTP' }),
  sender: optional(smsSender(), {
    doc: 'Whom texts come from; without it the message centre decides.',
    example: 'Example',
  }),
  alphabet: withDefault(oneOf(['gsm', 'ucs2']), 'gsm', {
    doc: "`gsm`: texts that fit the GSM alphabet go in it, as the message centre's default. `ucs2`: all texts go in UCS-2, for message centres with another default.",
  }),
  'long-texts': withDefault(oneOf(['parts', 'payload']), 'parts', {
    doc: 'How texts of more than one message go: in `parts`, which every message centre takes, or whole, in the field message_`payload`.',
  }),
  window: withDefault(count({ min: 1, max: 200 }), 10, {
    doc: 'Requests that may be without an answer at once, as agreed with the operator.',
  }),
  'keep-alive': withDefault(duration({ min: '5s', max: '10m' }), '30s', {
    doc: 'How often the message centre is asked whether it is still there (enquire_link).',
  }),
});

const email: z.ZodType<EmailGatewayConfig> = group<EmailGatewayConfig>({
  kind: kind('email', "A gateway that takes texts by mail. They go Postern's own way, as its other mail."),
  address: required(smsAddressTemplate(), {
    doc: 'Template of the address, with `{digits}` or `{number}`.',
    example: '{digits}@sms.example.net',
  }),
  subject: withDefault(smsLineTemplate(), '', {
    doc: 'Template of the subject. Some gateways want a key here: `{secret}`.',
  }),
  text: withDefault(smsTemplate(), '{text}', { doc: 'Template of the text.' }),
  sender: optional(smsSender(), { doc: 'For `{sender}`.', example: 'Example' }),
  secret: optional(secret(), { doc: `For \`{secret}\`: ${SECRET}`, example: { file: '/etc/postern/sms-key' } }),
});

const hourly = (otherwise: number, doc: string): z.ZodType<number> =>
  withDefault(count({ min: 1, max: 1_000_000 }), otherwise, { doc });

const limits: z.ZodType<SmsLimits> = group<SmsLimits>({
  'per-number': hourly(5, 'To one number, whoever asks.'),
  'per-mailbox': hourly(5, 'For one mailbox, to whatever numbers.'),
  'per-hour': hourly(200, 'All together. Beyond it the other factors are offered, and the log says so.'),
});

export const sms: z.ZodType<SmsConfig | undefined> = optional(
  group<SmsConfig>({
    gateway: required(choice<SmsGatewayConfig>(smsHttpGateway, twilio, kannel, smpp, email), {
      doc: 'What takes the texts. See docs/guides/sms.md.',
      example: {
        kind: 'twilio',
        account: 'AC0123456789abcdef0123456789abcdef',
        token: { file: '/etc/postern/twilio-token' },
        sender: '+4915112345678',
      },
    }),
    'allowed-prefixes': required(listOfSome(phonePrefix()), {
      doc: 'Beginnings of numbers that texts may go to: the countries where the people live, and no others. Fraudsters earn by texts to numbers of theirs in countries that cost most.',
      example: ['+49', '+43', '+41'],
    }),
    'default-country': optional(phoneCountry(), {
      doc: "The country of numbers that people type without a country's code.",
      example: 'DE',
    }),
    limits: withDefault(
      limits,
      {},
      { doc: 'Most texts in an hour. Each costs money, and somebody else may make them be sent.' },
    ),
  }),
  {
    doc: 'Text messages: codes and notices. Without this section there are none.',
    example: {
      gateway: {
        kind: 'kannel',
        url: 'http://127.0.0.1:13013/cgi-bin/sendsms',
        name: 'postern',
        password: { file: '/etc/postern/kannel-password' },
      },
      'allowed-prefixes': ['+49'],
      'default-country': 'DE',
    },
  },
);

/** Twilio's ids: two letters and 32 hexadecimal digits. */
function sid(letters: string): z.ZodType<string> {
  const error = `must be ${letters} and 32 hexadecimal digits`;
  return z
    .string({ error: ({ input }) => (input === undefined || input === null ? undefined : error) })
    .regex(new RegExp(`^${letters}[0-9a-fA-F]{32}$`), { error })
    .meta({ title: 'SID' });
}
