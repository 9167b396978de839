import { readAccent } from '../shared/text/accent';
import type { Page } from '../shared/protocol';

const ACCENT = '#1d5c4b';

/** What the shop wrote on its script tag. */
export interface ShopSettings {
  /** The origin of the service, which the script came from. */
  readonly service: string;
  readonly language: string | undefined;
  readonly theme: string | undefined;
  readonly accent: string;
  readonly productId: string | undefined;
}

export function readSettings(script: HTMLScriptElement): ShopSettings {
  const { language, theme, accent, productId } = script.dataset;
  return { service: new URL(script.src).origin, language, theme, accent: readAccent(accent) ?? ACCENT, productId };
}

/** The page the shopper is on: what the shop told, else its address and the product that the script tag or the body names. */
export function currentPage(told: Partial<Page>, productId: string | undefined): Page {
  const url = told.url ?? location.href.split('#')[0]!;
  const product_id = told.product_id ?? productId ?? document.body.dataset['productId'];
  return product_id ? { url, product_id } : { url };
}
