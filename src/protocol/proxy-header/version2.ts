// The binary form's constants, shared by reading and writing (PROXY protocol 2.0, https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt §2.2).

/** First twelve octets of a version 2 header. */
export const SIGNATURE: Uint8Array = Uint8Array.from([
  0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
]);

/** Signature, version and command, family, length. */
export const FIXED_OCTETS = 16;

export const VERSION_2_LOCAL = 0x20;
export const VERSION_2_PROXY = 0x21;

export const FAMILY_UNSPECIFIED = 0x00;
export const FAMILY_TCP4 = 0x11;
export const FAMILY_TCP6 = 0x21;
export const FAMILY_UNIX_STREAM = 0x31;

export const TYPE_AUTHORITY = 0x02;
export const TYPE_SSL = 0x20;
export const SUBTYPE_SSL_VERSION = 0x21;
export const SUBTYPE_SSL_CIPHER = 0x23;

/** `pp2_tlv_ssl.client`: the client came over TLS. */
export const CLIENT_SSL = 0x01;
