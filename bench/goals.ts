// What Postern is to reach, as bounds on medians, mostly relative to a peer in the same run.

import type { ContenderName } from './contender.ts';

/** A bound on one figure of Postern's. */
export interface Goal {
  readonly figure: string;
  /** Of which contender the figure is bounded. Default: postern. */
  readonly contender?: ContenderName;
  readonly bound: 'at-least' | 'at-most';
  /** The bound is this … */
  readonly factor: number;
  /** … times this figure (default: the same one) of this contender; without a peer it is a plain number. */
  readonly peer?: ContenderName;
  readonly peerFigure?: string;
  /** … plus this, in the figure's unit. */
  readonly plus?: number;
  /** It is a goal only on a machine where this contender keeps within the bound itself. */
  readonly where?: ContenderName;
}

const SIGN_IN_CPU: readonly Goal[] = ['imaps', 'pop3s', 'smtps'].map((door) => ({
  figure: `${door}-cpu`,
  bound: 'at-most',
  factor: 1.5,
  peer: 'nginx',
}));

const LARGE_STORE: readonly Goal[] = [
  { figure: 'large-store-rate', bound: 'at-least', factor: 0.9 },
  { figure: 'large-store-cpu', bound: 'at-most', factor: 1.15 },
].map((goal) => ({ ...goal, contender: 'postern-large-store', peer: 'postern' }) as Goal);

const WEB: readonly Goal[] = (['plain', 'tls'] as const).flatMap((door): readonly Goal[] => [
  { figure: `web-small-${door}-per-cpu`, bound: 'at-least', factor: 0.3, peer: 'nginx' },
  { figure: `web-small-${door}-rate`, bound: 'at-least', factor: 9000, where: 'bare-node' },
  { figure: `web-small-${door}-p50`, bound: 'at-most', factor: 1, peer: 'direct', plus: 0.2 },
  { figure: `web-download-${door}-rate`, bound: 'at-least', factor: 0.9, peer: 'nginx' },
  { figure: `web-upload-${door}-rate`, bound: 'at-least', factor: 0.9, peer: 'nginx' },
]);

export const GOALS: readonly Goal[] = [
  { figure: 'fetch-1-rate', bound: 'at-least', factor: 2.5, peer: 'nginx' },
  { figure: 'fetch-1-rate', bound: 'at-least', factor: 2, peer: 'nginx64k' },
  { figure: 'fetch-1-rate', bound: 'at-least', factor: 2.5, peer: 'direct' },
  { figure: 'fetch-8-rate', bound: 'at-least', factor: 1.3, peer: 'nginx' },
  { figure: 'fetch-8-rate', bound: 'at-least', factor: 1.1, peer: 'nginx64k' },
  { figure: 'fetch-1-cpu', bound: 'at-most', factor: 0.65, peer: 'nginx' },
  { figure: 'fetch-1-cpu', bound: 'at-most', factor: 0.85, peer: 'haproxy' },
  { figure: 'fetch-8-cpu', bound: 'at-most', factor: 0.65, peer: 'nginx' },
  { figure: 'fetch-8-cpu', bound: 'at-most', factor: 0.85, peer: 'haproxy' },
  { figure: 'append-1-cpu', bound: 'at-most', factor: 1.1, peer: 'nginx' },
  { figure: 'append-8-cpu', bound: 'at-most', factor: 1.1, peer: 'nginx' },
  { figure: 'submission-10m-cpu', bound: 'at-most', factor: 1.1, peer: 'nginx' },
  ...SIGN_IN_CPU,
  { figure: 'imaps-cpu', bound: 'at-most', factor: 0.9, peer: 'dovecot-proxy' },
  { figure: 'imaps-rate', bound: 'at-least', factor: 0.9, peer: 'nginx' },
  { figure: 'imaps-rate', bound: 'at-least', factor: 1, peer: 'dovecot-proxy' },
  { figure: 'latency-p50', bound: 'at-most', factor: 1, peer: 'direct', plus: 1.5 },
  { figure: 'latency-p50', bound: 'at-most', factor: 0.1, peer: 'nginx' },
  { figure: 'noop-p50', bound: 'at-most', factor: 1.1, peer: 'nginx' },
  { figure: 'noop-p50', bound: 'at-most', factor: 1, peer: 'direct', plus: 30 },
  { figure: 'noop-cpu', bound: 'at-most', factor: 2, peer: 'nginx' },
  { figure: 'submission-4k-cpu', bound: 'at-most', factor: 1.5, peer: 'nginx' },
  { figure: 'idle-5000-pss', bound: 'at-most', factor: 55 },
  { figure: 'idle-5000-pss', bound: 'at-most', factor: 2.4, peer: 'nginx' },
  { figure: 'idle-5000-pss', bound: 'at-most', factor: 0.8, peer: 'dovecot-proxy' },
  { figure: 'idle-5000-p50', bound: 'at-most', factor: 1.5, peer: 'postern', peerFigure: 'idle-0-p50' },
  ...LARGE_STORE,
  { figure: 'storm-failures', bound: 'at-most', factor: 0 },
  { figure: 'storm-seconds', bound: 'at-most', factor: 1.1, peer: 'nginx' },
  { figure: 'churn-growth', bound: 'at-most', factor: 5 },
  ...WEB,
  { figure: 'web-sessions-heap', bound: 'at-most', factor: 4 },
];
