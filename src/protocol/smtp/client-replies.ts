// What the client-facing half says of itself, before and without any decision: one constant per answer (S2).
// Codes from RFC 5321 §4.2.3, RFC 4954 §6 and RFC 3207 §4, enhanced ones from RFC 3463.

import type { SmtpReply } from './reply.ts';

export const OK: SmtpReply = { code: 250, enhanced: '2.0.0', lines: ['OK'] };
export const HELP: SmtpReply = { code: 214, enhanced: '2.0.0', lines: ['EHLO HELO STARTTLS AUTH NOOP RSET HELP QUIT'] };
export const READY_FOR_TLS: SmtpReply = { code: 220, enhanced: '2.0.0', lines: ['Ready to start TLS'] };

export const LINE_TOO_LONG: SmtpReply = { code: 500, enhanced: '5.5.2', lines: ['Line too long'] };
/** RFC 4954 §6 has a code of its own for AUTH. */
export const SASL_LINE_TOO_LONG: SmtpReply = {
  code: 500,
  enhanced: '5.5.6',
  lines: ['Authentication exchange line too long'],
};
export const UNRECOGNIZED: SmtpReply = { code: 500, enhanced: '5.5.2', lines: ['Command unrecognized'] };
/** RFC 4954 §6, for every command that wants a sign-in. */
export const SIGN_IN_FIRST: SmtpReply = { code: 530, enhanced: '5.7.0', lines: ['Authentication required'] };
/** RFC 3207 §4. */
export const TLS_FIRST: SmtpReply = { code: 530, enhanced: '5.7.0', lines: ['Must issue a STARTTLS command first'] };
/** RFC 4954 §6: where TLS can't be had on this connection, so that naming STARTTLS would mislead. */
export const TLS_REQUIRED: SmtpReply = {
  code: 538,
  enhanced: '5.7.11',
  lines: ['Encryption required for requested authentication mechanism'],
};

export const TLS_ACTIVE: SmtpReply = { code: 503, enhanced: '5.5.1', lines: ['TLS already active'] };
export const TLS_ABSENT: SmtpReply = { code: 502, enhanced: '5.5.1', lines: ['TLS not available'] };
export const NO_PARAMETERS: SmtpReply = { code: 501, enhanced: '5.5.4', lines: ['No parameters allowed'] };
export const HELLO_SYNTAX: SmtpReply = { code: 501, enhanced: '5.5.4', lines: ['Syntax: EHLO hostname'] };
export const AUTH_SYNTAX: SmtpReply = {
  code: 501,
  enhanced: '5.5.4',
  lines: ['Syntax: AUTH mechanism [initial-response]'],
};
export const UNKNOWN_MECHANISM: SmtpReply = {
  code: 504,
  enhanced: '5.5.4',
  lines: ['Unrecognized authentication type'],
};
/** RFC 4954 §4 wants 501 for both; neither is a wrong password (A4). */
export const SASL_CANCELLED: SmtpReply = { code: 501, enhanced: '5.7.0', lines: ['Authentication cancelled'] };
export const SASL_MALFORMED: SmtpReply = { code: 501, enhanced: '5.5.2', lines: ['Cannot decode base64'] };

/** Enhanced code and text of each 421 (RFC 5321 §3.8); our name goes before the text. */
export const GOODBYES = {
  timeout: ['4.4.2', 'Timeout, closing connection'],
  shutdown: ['4.3.2', 'Service shutting down'],
  limit: ['4.7.0', 'Too many connections'],
  'too-many-failures': ['4.7.0', 'Too many failed sign-ins'],
  'too-many-bad-commands': ['4.7.0', 'Too many errors'],
} as const;
