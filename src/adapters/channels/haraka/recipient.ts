// The address that a message goes to. What can't be delivered everywhere, or could mean two things to a mail server, is
// refused with words.

import { domainToASCII } from 'node:url';

/** Longest local part and longest address, in octets. RFC 5321 §4.5.3.1.1 and §4.5.3.1.3 (a path has two more). */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;

/** A dot-string of RFC 5321 §4.1.2. Quoted local parts are legal, and nobody has one who isn't up to something. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export type Recipient =
  /** Its domain in ASCII (RFC 5891), so that every mail server understands it. */
  { readonly kind: 'deliverable'; readonly address: string } | { readonly kind: 'refused'; readonly reason: string };

export function readRecipient(written: string): Recipient {
  const at = written.lastIndexOf('@');
  const local = written.slice(0, Math.max(0, at));
  const domain = domainToASCII(written.slice(at + 1));
  if (/[^\x00-\x7f]/.test(local)) {
    // RFC 6531 §3.4: every server on the way would have to know SMTPUTF8, and there is no telling beforehand.
    return {
      kind: 'refused',
      reason: 'the part before the @ has characters outside of ASCII, which many servers refuse',
    };
  }
  if (!LOCAL_PART.test(local) || !DOMAIN.test(domain)) return { kind: 'refused', reason: 'this is no address' };
  const address = `${local}@${domain}`;
  if (local.length > LONGEST_LOCAL_PART || address.length > LONGEST_ADDRESS) {
    return { kind: 'refused', reason: 'the address is too long' };
  }
  return { kind: 'deliverable', address };
}
