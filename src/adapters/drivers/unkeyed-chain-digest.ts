// The audit log's chain where there is no installation key: in tests. It shows accidents, no forgery, as anybody can make it.

import { hash } from 'node:crypto';
import type { ChainDigest } from '../../core/audit/audit-chain.ts';

export const unkeyedChainDigest: ChainDigest = { digest: (text) => hash('sha256', text) };
