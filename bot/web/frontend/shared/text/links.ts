import { allowedOrigins } from './origins';

/** The origin of the shop's page, which links and images may be relative to; for a face that lies on none, the first that the service knows. */
let shopOrigin = [...allowedOrigins()][0] ?? location.origin;

export function setShopOrigin(origin: string): void {
  shopOrigin = origin;
}

export interface LinkTarget {
  readonly href: string;
  /** A page of the shop opens in place of the one that the panel lies on; any other opens beside it. */
  readonly target: '_top' | '_blank';
}

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Where a link leads and how it opens; undefined for one that is not safe to follow. */
export function linkTarget(href: string): LinkTarget | undefined {
  const url = resolve(href);
  if (!url || !SAFE.has(url.protocol)) return undefined;
  return { href: url.href, target: window !== parent && url.origin === shopOrigin ? '_top' : '_blank' };
}

/** The address of an image, if it is one that may be loaded. */
export function imageSource(source: string | undefined): string | undefined {
  const url = source === undefined ? undefined : resolve(source);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}

function resolve(href: string): URL | undefined {
  try {
    return new URL(href, shopOrigin);
  } catch {
    return undefined;
  }
}
