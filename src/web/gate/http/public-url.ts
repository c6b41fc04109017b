// Addresses of the upstream that it put into its answers become the site's public ones, and the other way round in
// what is sent to it.

/** Whom the upstream knows the site as, and who it is. */
export interface UrlMapping {
  /** `https://` and the public host. */
  readonly publicOrigin: string;
  /** `http://` or `https://`, and the upstream's own host. */
  readonly upstreamOrigin: string;
}

/** Default ports: a webmail that doesn't believe `X-Forwarded-Proto` writes `http://` and the public name. */
const DEFAULT_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/**
 * A URL reference of an answer (`location`, `content-location`) as the browser may see it. What isn't about the upstream
 * or the site stays as it is.
 */
export function publicUrl(reference: string, mapping: UrlMapping): string {
  if (!/^(?:https?:)?\/\//i.test(reference)) return reference;
  const url = URL.parse(reference, mapping.publicOrigin);
  if (!url) return reference;
  const site = new URL(mapping.publicOrigin);
  const upstream = new URL(mapping.upstreamOrigin);
  if (url.hostname !== site.hostname && url.hostname !== upstream.hostname) return reference;
  // nginx and others add the port that they listen on themselves.
  const isOurs = DEFAULT_PORTS.has(url.port) || url.port === site.port || url.port === upstream.port;
  return isOurs ? `${mapping.publicOrigin}${behindAuthority(reference)}` : reference;
}

/** `refresh: 5; url=http://…` */
export function publicRefresh(value: string, mapping: UrlMapping): string {
  const [, before, quote = '', url] = /^(\s*[0-9.]+\s*[;,]\s*url\s*=\s*)(["']?)([^"']*)\2\s*$/i.exec(value) ?? [];
  return before === undefined || url === undefined ? value : `${before}${quote}${publicUrl(url, mapping)}${quote}`;
}

/** What a browser says about the public origin (`origin`, `referer`, `destination`) as an upstream by its own name expects. */
export function upstreamUrl(value: string, mapping: UrlMapping): string {
  const { publicOrigin, upstreamOrigin } = mapping;
  if (value === publicOrigin) return upstreamOrigin;
  return value.startsWith(`${publicOrigin}/`) ? `${upstreamOrigin}${value.slice(publicOrigin.length)}` : value;
}

/** Path, query and fragment as they were written: a parser would spell them anew. */
function behindAuthority(reference: string): string {
  const start = reference.indexOf('//') + 2;
  const length = reference.slice(start).search(/[/?#\\]/);
  const rest = length < 0 ? '' : reference.slice(start + length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
