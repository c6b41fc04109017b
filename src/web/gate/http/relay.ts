// Passes what the upstream said on to the browser: streams with back-pressure, and ends when a session does.

import type { Ending } from '../ending.ts';
import type { Exchange, HeaderList, RelayEnd, UpstreamAnswer, UpstreamRequest, UpstreamUpgrade } from '../exchange.ts';

/** The exchange's own request, for `Upstream.send`. `signals`: what ends it besides the browser, a revocation mostly. */
export function forwarded(
  exchange: Exchange,
  { cookie, signals = [] }: { readonly cookie?: string; readonly signals?: readonly Ending[] } = {},
): UpstreamRequest {
  const { method, target, headers, context, bodyLength, wantsUpgrade } = exchange;
  return {
    method,
    target: target.raw,
    headers,
    client: context,
    signals: [exchange.signal, ...signals],
    ...(cookie !== undefined && { cookie }),
    ...(bodyLength !== 0 && { body: { stream: exchange.body, length: bodyLength } }),
    ...(wantsUpgrade !== undefined && { upgrade: wantsUpgrade }),
  };
}

/**
 * Relays an answer. `cache: 'no-store'` forbids every cache to keep it, as a page must not come back after a log-out by
 * the back button; `as-upstream` is for what everybody may have.
 *
 * @param more - Further fields: `set-cookie`, mostly.
 */
export function relay(
  exchange: Exchange,
  answer: UpstreamAnswer,
  { cache, more = [] }: { readonly cache: 'no-store' | 'as-upstream'; readonly more?: HeaderList },
): Promise<RelayEnd> {
  const own = cache === 'no-store' ? withoutCaching(answer.headers) : answer.headers;
  const sink = exchange.begin({ status: answer.status, headers: more.length > 0 ? [...own, ...more] : own });
  return answer.body.flowTo(sink);
}

/** Joins two upgraded connections until one of them ends or a signal aborts. */
export function relayUpgrade(
  exchange: Exchange,
  upgrade: UpstreamUpgrade,
  { signals = [], more = [] }: { readonly signals?: readonly Ending[]; readonly more?: HeaderList } = {},
): Promise<void> {
  const { stream } = upgrade;
  const browser = exchange.acceptUpgrade([...upgrade.headers, ...more]);
  const { promise, resolve } = Promise.withResolvers<void>();
  if (!browser) {
    stream.destroy();
    resolve();
    return promise;
  }
  const ends = [browser.stream, stream];
  const ending = [exchange.signal, ...signals];
  const end = (): void => {
    for (const each of ends) each.destroy();
    for (const signal of ending) signal.removeEventListener('abort', end);
    resolve();
  };
  for (const each of ends) each.on('error', end).on('close', end);
  for (const signal of ending) signal.addEventListener('abort', end);
  if (ending.some(({ aborted }) => aborted)) {
    end();
    return promise;
  }
  if (browser.head.length > 0) stream.write(browser.head);
  browser.stream.pipe(stream);
  stream.pipe(browser.stream);
  return promise;
}

function withoutCaching(headers: HeaderList): HeaderList {
  const kept = headers.filter(([name]) => !CACHING.has(name));
  return [...kept, ['cache-control', 'no-store']];
}

/** `etag` and `last-modified` stay: scripts use them too. */
const CACHING: ReadonlySet<string> = new Set(['cache-control', 'expires', 'pragma', 'age']);
