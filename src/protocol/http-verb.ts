// Web browsers can be made to talk to mail ports (ALPACA, cross-protocol form posts). What they send first is known, and
// is answered with a closed connection: an error text would echo the attacker's words into a page (I2).

const HTTP_VERBS: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'PATCH',
  'TRACE',
]);

/** Says whether a command's name is an HTTP method; none of them names a command of a mail protocol. */
export function isHttpVerb(name: string): boolean {
  return HTTP_VERBS.has(name.toUpperCase());
}
