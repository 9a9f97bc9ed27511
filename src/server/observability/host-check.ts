/**
 * Against DNS rebinding: a page on the Web can have its own name resolve to this machine, and its scripts then talk to us as to
 * their own server. Such a request carries the page's name in its Host header, so only addresses and names known beforehand are
 * answered.
 */
import { isIP } from 'node:net';

export function isKnownHost(header: string | undefined, names: readonly string[]): boolean {
  if (header === undefined) return false;
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec(header);
  if (match === null) return false;
  const name = match[1]!.replace(/^\[|\]$/g, '').toLowerCase();
  return isIP(name) !== 0 || name === 'localhost' || names.some((known) => known.toLowerCase() === name);
}

/** A browser says where a request comes from; ours come from our own page. */
export function isSameOrigin(
  host: string,
  { origin, 'sec-fetch-site': site }: { readonly origin?: string | undefined; readonly 'sec-fetch-site'?: unknown },
): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `http://${host}`;
}
