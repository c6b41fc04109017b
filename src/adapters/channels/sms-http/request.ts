// Writes the request that a template describes. Every value is written as the place that it goes to demands.

import type { SmsHttpBody, SmsHttpRequest } from '../../../core/messages/sms-http.ts';
import { ESCAPES, fillJson, fillTemplate, type SmsValues } from '../../../core/messages/sms-template.ts';

export type GatewayAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly name: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

export interface WrittenRequest {
  readonly method: SmsHttpRequest['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A template's request with its values. */
export function writeRequest(
  request: SmsHttpRequest,
  values: SmsValues,
  authentication: GatewayAuthentication,
): WrittenRequest {
  const { body, contentType } = writeBody(request.body, values);
  const own = request.headers.map(({ name, value }) => [name.toLowerCase(), fillTemplate(value, values, 'header')]);
  const authorization = authorizationOf(authentication);
  return {
    method: request.method,
    url: fillTemplate(request.url, values, 'url'),
    headers: {
      accept: '*/*',
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...Object.fromEntries(own),
      ...(authorization !== undefined && { authorization }),
    },
    ...(body !== undefined && { body }),
  };
}

function writeBody(body: SmsHttpBody, values: SmsValues): { readonly body?: string; readonly contentType?: string } {
  switch (body.kind) {
    case 'none':
      return {};
    case 'form': {
      const pairs = body.fields.map(
        ({ name, value }) => `${ESCAPES.url(name)}=${ESCAPES.url(fillTemplate(value, values, 'none'))}`,
      );
      return { body: pairs.join('&'), contentType: 'application/x-www-form-urlencoded' };
    }
    case 'json': {
      const document: unknown = JSON.parse(body.document);
      return { body: JSON.stringify(fillJson(document, values)), contentType: 'application/json' };
    }
    case 'raw':
      return { body: fillTemplate(body.template, values, body.escape), contentType: body.contentType };
  }
}

function authorizationOf(authentication: GatewayAuthentication): string | undefined {
  switch (authentication.kind) {
    case 'none':
      return undefined;
    case 'basic': {
      const { name, password } = authentication;
      // RFC 7617 §2: name, colon, password, in base64.
      return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    }
    case 'bearer':
      return `Bearer ${authentication.token}`;
  }
}
