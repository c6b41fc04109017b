// From the section sms to the adapter that it names.

import { EmailGateway } from '../adapters/channels/email-to-sms/email-gateway.ts';
import { SmppGateway } from '../adapters/channels/smpp/smpp-gateway.ts';
import { HttpGateway, type HttpGatewaySettings } from '../adapters/channels/sms-http/http-gateway.ts';
import { kannelTemplate, twilioTemplate } from '../adapters/channels/sms-http/presets.ts';
import type { Secrets } from '../config/secrets.ts';
import type {
  KannelGatewayConfig,
  SmppGatewayConfig,
  SmsGatewayConfig,
  TwilioGatewayConfig,
} from '../config/sections/sms.ts';
import type {
  SmsAnswerPartConfig,
  SmsAnswerRuleConfig,
  SmsAuthenticationConfig,
  SmsHttpGatewayConfig,
} from '../config/sections/sms-http-gateway.ts';
import type { DeliveryReport, MailCarrier } from '../core/messages/carriers.ts';
import type { SmsGateway } from '../core/messages/sms-gateway.ts';
import type { AnswerPart, AnswerRule } from '../core/messages/sms-http.ts';
import type { Clock, Log } from '../core/ports.ts';
import { readPem } from './door-settings.ts';

export interface SmsPorts {
  /** For gateways that take texts by mail. Absent: there is no mail path. */
  readonly mail?: MailCarrier | undefined;
  readonly log: Log;
  readonly clock: Clock;
  /** Hears what became of texts that were accepted, where the gateway reports it. May not throw. */
  onDelivery(report: DeliveryReport): void;
}

/** After a lost connection to a message centre. */
const SMPP_PAUSES = { first: 1_000, longest: 60_000 } as const;

/** A carrier answers within 5 s. */
const SMPP_ANSWER_WITHIN = 4_800;

/** Makes the gateway, which keeps no connection yet. Throws `ERR_CONFIG_INVALID` when a file can't be read. */
export function createSmsGateway(config: SmsGatewayConfig, secrets: Secrets, ports: SmsPorts): SmsGateway {
  switch (config.kind) {
    case 'http':
      return new HttpGateway(httpSettings(config, secrets), ports);
    case 'twilio':
      return new HttpGateway(twilioSettings(config, secrets), ports);
    case 'kannel':
      return new HttpGateway(kannelSettings(config, secrets), ports);
    case 'smpp':
      return smppGateway(config, secrets, ports);
    case 'email': {
      const { kind: _, secret, sender = '', ...templates } = config;
      const settings = { ...templates, sender, secret: secret === undefined ? '' : secrets.reveal(secret) };
      return new EmailGateway(settings, ports);
    }
  }
}

function httpSettings(config: SmsHttpGatewayConfig, secrets: Secrets): HttpGatewaySettings {
  const { method, url, headers, body, accepted, refused, messageId, errorCode, sender = '', secret } = config;
  return {
    template: {
      request: { method, url, headers, body },
      answers: {
        accepted: accepted.map(ruleOf),
        refused: refused.map(ruleOf),
        ...(messageId && { messageId: partOf(messageId) }),
        ...(errorCode && { errorCode: partOf(errorCode) }),
      },
    },
    authentication: authenticationOf(config.authentication, secrets),
    sender,
    secret: secret === undefined ? '' : secrets.reveal(secret),
    ...authorityOf(config),
  };
}

function twilioSettings(config: TwilioGatewayConfig, secrets: Secrets): HttpGatewaySettings {
  const { account, key = account, token, sender, api } = config;
  return {
    template: twilioTemplate({ account, sender, api: api.replace(/\/+$/, '') }),
    authentication: { kind: 'basic', name: key, password: secrets.reveal(token) },
    sender,
    secret: '',
  };
}

function kannelSettings(config: KannelGatewayConfig, secrets: Secrets): HttpGatewaySettings {
  const { url, name, password, sender = '' } = config;
  return {
    template: kannelTemplate({ url, name }),
    authentication: { kind: 'none' },
    sender,
    secret: secrets.reveal(password),
    ...authorityOf(config),
  };
}

function smppGateway(config: SmppGatewayConfig, secrets: Secrets, ports: SmsPorts): SmsGateway {
  const { host, port, tls, serverName, systemId, systemType = '', sender = '' } = config;
  const { alphabet, longTexts, window, keepAlive } = config;
  const settings = {
    ...{ host, port, systemId, systemType, sender, alphabet, longTexts, window, keepAlive },
    ...(tls === 'implicit' && { tls: { ...authorityOf(config), ...(serverName !== undefined && { serverName }) } }),
    password: secrets.reveal(config.password),
    answerWithin: SMPP_ANSWER_WITHIN,
    pauses: SMPP_PAUSES,
  };
  const { clock, log } = ports;
  return new SmppGateway(settings, { clock, log, onDelivery: (report) => ports.onDelivery(report) });
}

function authenticationOf(config: SmsAuthenticationConfig, secrets: Secrets): HttpGatewaySettings['authentication'] {
  switch (config.kind) {
    case 'none':
      return config;
    case 'basic':
      return { kind: 'basic', name: config.name, password: secrets.reveal(config.password) };
    case 'bearer':
      return { kind: 'bearer', token: secrets.reveal(config.token) };
  }
}

function authorityOf({ certificateAuthority }: { readonly certificateAuthority?: string }): {
  readonly certificateAuthority?: string;
} {
  return certificateAuthority === undefined ? {} : { certificateAuthority: readPem(certificateAuthority) };
}

function ruleOf({ statuses, ...part }: SmsAnswerRuleConfig): AnswerRule {
  const isSaid = part.pointer !== undefined || part.pattern !== undefined;
  return { ...(statuses && { statuses }), ...(isSaid && { part: partOf(part) }) };
}

function partOf({ pointer, pattern }: SmsAnswerPartConfig): AnswerPart {
  return { ...(pointer !== undefined && { pointer }), ...(pattern !== undefined && { pattern }) };
}
