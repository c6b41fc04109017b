// Whether the section sms makes sense as a whole, and what it costs or gives away. Pure, as `cross-checks.ts`, which
// runs these too.

import { placeholdersOf } from '../core/messages/sms-template.ts';
import type { Draft } from './draft.ts';
import type { Finding, KeyPath } from './problems.ts';
import type { SmsGatewayConfig } from './sections/sms.ts';
import type { SmsHttpGatewayConfig } from './sections/sms-http-gateway.ts';
import { isLoopback } from './web-checks.ts';

type Check = (draft: Draft) => readonly Finding[];

export const SMS_PROBLEMS: readonly Check[] = [
  bodiesOfGet,
  templatesWithoutValue,
  templatesWithoutMessage,
  textsByMailWithoutPath,
];

export const SMS_WARNINGS: readonly Check[] = [textsInTheClear, secretsInTheUrl, widePrefixes];

const GATEWAY: KeyPath = ['sms', 'gateway'];

/** Codes of the ITU that are no country's: satellites, premium rate, international networks. */
const NO_COUNTRY = ['+800', '+808', '+870', '+878', '+881', '+882', '+883', '+888', '+979'];

function bodiesOfGet({ config: { sms }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('sms')) return [];
  const gateway = sms?.gateway;
  if (gateway?.kind !== 'http' || gateway.method !== 'GET' || gateway.body.kind === 'none') return [];
  return [{ path: [...GATEWAY, 'body'], reason: 'GET sends none: write POST, or put everything into the query' }];
}

function templatesWithoutValue({ config: { sms }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('sms')) return [];
  const gateway = sms?.gateway;
  if (gateway?.kind !== 'http' && gateway?.kind !== 'email') return [];
  const named = new Set(templatesOf(gateway).flatMap(placeholdersOf));
  return (['sender', 'secret'] as const).flatMap((name): readonly Finding[] => {
    if (named.has(name) && gateway[name] === undefined) {
      return [{ path: GATEWAY, atKey: true, reason: `{${name}} is used, but there is no ${name}` }];
    }
    if (!named.has(name) && gateway[name] !== undefined) {
      return [{ path: [...GATEWAY, name], reason: `no template uses {${name}}` }];
    }
    return [];
  });
}

function templatesWithoutMessage({ config: { sms }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('sms')) return [];
  const gateway = sms?.gateway;
  if (gateway?.kind !== 'http' && gateway?.kind !== 'email') return [];
  const named = new Set(templatesOf(gateway).flatMap(placeholdersOf));
  const missing = [
    ...(named.has('number') || named.has('digits') ? [] : ['{number} or {digits}']),
    ...(named.has('text') ? [] : ['{text}']),
  ];
  return missing.map((names) => ({ path: GATEWAY, atKey: true, reason: `no template uses ${names}` }));
}

function textsByMailWithoutPath({ config: { sms, mailPath }, isWhole }: Draft): readonly Finding[] {
  if (!isWhole('sms') || !isWhole('mail-path') || sms?.gateway.kind !== 'email' || mailPath) return [];
  return [{ path: [...GATEWAY, 'kind'], reason: 'texts go by mail, and there is no mail-path' }];
}

function textsInTheClear({ config: { sms } }: Draft): readonly Finding[] {
  const gateway = sms?.gateway;
  if (!gateway || gateway.kind === 'email') return [];
  if (gateway.kind === 'smpp') {
    if (gateway.tls !== 'none' || isLoopback(gateway.host)) return [];
    const reason = `codes and password go to ${gateway.host} in the clear, unless there is a tunnel`;
    return [{ path: [...GATEWAY, 'tls'], reason }];
  }
  const key = gateway.kind === 'twilio' ? 'api' : 'url';
  const url = gateway.kind === 'twilio' ? gateway.api : gateway.url;
  if (!url.startsWith('http:')) return [];
  const { hostname } = new URL(url.replaceAll(/[{}]/g, ''));
  if (isLoopback(hostname.replace(/^\[|\]$/g, ''))) return [];
  return [{ path: [...GATEWAY, key], reason: `codes and credentials go to ${hostname} in the clear` }];
}

function secretsInTheUrl({ config: { sms } }: Draft): readonly Finding[] {
  const gateway = sms?.gateway;
  if (gateway?.kind !== 'http' || !placeholdersOf(gateway.url).includes('secret')) return [];
  const reason = "the secret stands in the gateway's access logs; a header or the body is better, where it takes that";
  return [{ path: [...GATEWAY, 'url'], reason }];
}

function widePrefixes({ config: { sms } }: Draft): readonly Finding[] {
  return (sms?.allowedPrefixes ?? []).flatMap((prefix, index) => {
    const reason = whyWide(prefix);
    return reason === undefined ? [] : [{ path: ['sms', 'allowed-prefixes', index], reason }];
  });
}

function whyWide(prefix: string): string | undefined {
  if (NO_COUNTRY.some((code) => code.startsWith(prefix) || prefix.startsWith(code))) {
    return 'has satellites and premium numbers, of which fraudsters live';
  }
  if (prefix === '+1') {
    return 'is not only the United States and Canada, but also the Caribbean, where texts cost most: name area codes, such as +1212';
  }
  // ITU-T E.164: 1 and 7 are the only codes of one digit.
  return prefix.length === 2 && prefix !== '+7' ? 'is not one country but many: name them' : undefined;
}

function templatesOf(gateway: Extract<SmsGatewayConfig, { kind: 'http' | 'email' }>): readonly string[] {
  if (gateway.kind === 'email') return [gateway.address, gateway.subject, gateway.text];
  return [gateway.url, ...gateway.headers.map(({ value }) => value), ...templatesOfBody(gateway)];
}

function templatesOfBody({ body }: SmsHttpGatewayConfig): readonly string[] {
  switch (body.kind) {
    case 'none':
      return [];
    case 'form':
      return body.fields.map(({ value }) => value);
    case 'json':
      return [body.document];
    case 'raw':
      return [body.template];
  }
}
