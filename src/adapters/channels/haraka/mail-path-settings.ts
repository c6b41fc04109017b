// What the mail path is made of, as the adapter needs it: from the configuration, secrets and key files read.

import type { Smarthost } from './messages.ts';

/** RSA alone: the library signs with nothing else, and every verifier knows it (RFC 8301 §3.1). */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface Sender {
  /** What people see beside the address. */
  readonly name: string;
  /** `local@domain`, ASCII. */
  readonly address: string;
}

export interface MailPathSettings {
  /** Of this installation: in EHLO and in each `Message-ID`. */
  readonly hostname: string;
  readonly from: Sender;
  /** Of the envelope; empty: `<>`. */
  readonly envelopeSender: string;
  /** Absent: to each domain's own servers (MX). */
  readonly smarthost?: Smarthost;
  /** By MX: whether a server on this machine may be one. */
  readonly localMxOk: boolean;
  /** By MX: DNS servers to ask; absent: the system's. */
  readonly resolvers?: readonly string[];
  readonly prefer: 'default' | 'v4' | 'v6';
  readonly dkim?: DkimKey;
}
