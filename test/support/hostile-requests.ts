// Requests to the administration API as an enemy or a broken client would make them: every resource, every method, names
// and values of every kind.

import fc from 'fast-check';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Every resource; `:x` stands for what a request may name. */
const RESOURCES = [
  'domains',
  'domains/:x',
  'groups',
  'groups/:x',
  'groups/:x/members',
  'groups/:x/members/:x',
  'mailboxes',
  'mailboxes/:x',
  'mailboxes/:x/password',
  'mailboxes/:x/app-passwords',
  'mailboxes/:x/reseal',
  'mailboxes/:x/factors',
  'mailboxes/:x/factors/:x',
  'mailboxes/:x/enrolment-code',
  'mailboxes/:x/places',
  'mailboxes/:x/trusted-browsers',
  'mailboxes/:x/trusted-browsers/:x',
  'aliases',
  'aliases/:x',
  'app-passwords/:x',
  'connections',
  'connections/end',
  'sessions',
  'sessions/end',
  'audit',
  'status',
  'explain',
  'backup',
] as const;

const FIELDS = [
  ...['address', 'name', 'alias', 'target', 'mailbox', 'appPassword', 'id', 'loginName', 'door', 'ip', 'country'],
  ...['challenge', 'disabled', 'permittedNetworks', 'permittedCountries', 'trustedNetworks', 'trustedBrowserDays'],
  ...['compare', 'enrolment', 'factors', 'userChoice', 'scopes', 'readOnly', 'expires', 'networks', 'mailboxPassword'],
  ...['password', 'backend', 'signInSource', 'limit', 'before', 'after', 'since', 'until', 'search', 'kind', 'event'],
  ...['file', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
];

const text = fc.oneof(
  fc.constantFrom('alice@always.example', 'always.example', 'default', 'imap', 'always', 'inherit', 'true', '1'),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\r\n',
    '../..',
    '%00',
    '::1',
    '0.0.0.0/0',
    'ﬁ@always.example',
    '\ud800',
    '9'.repeat(40),
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '1e400', '-1', 'NaN', '0x10'),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.json(),
);

/** Made by text, so that `__proto__` is a key like others. */
const body = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), value), { maxLength: 5 })
  .map(
    (entries) => `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each) ?? 'null'}`).join()}}`,
  );

const query = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), text), { maxLength: 3 })
  .map((entries) => entries.map(([key, each]) => `${key}=${encode(each)}`).join('&'));

function encode(written: string): string {
  return encodeURIComponent(written.toWellFormed());
}

export interface HostileRequest {
  readonly method: (typeof METHODS)[number];
  /** Below the API's prefix. */
  readonly path: string;
  readonly payload: string;
}

/** @param but - Resources that are left out, such as one that would write anywhere. */
export function hostileRequest(but: readonly string[] = []): fc.Arbitrary<HostileRequest> {
  return fc
    .tuple(
      fc.constantFrom(...METHODS),
      fc.constantFrom(...RESOURCES.filter((resource) => !but.includes(resource))),
      fc.array(text, { minLength: 2, maxLength: 2 }),
      query,
      fc.oneof(body, fc.json(), fc.string()),
    )
    .map(([method, resource, names, asked, payload]) => {
      const given = [...names];
      const path = resource.replaceAll(':x', () => encode(given.pop() ?? ''));
      return { method, path: `/${path}?${asked}`, payload };
    });
}
