import type { ShoptalkPage } from '../../../../docs/embedding/shoptalk';
import { readLook, type Look } from '../shared/look';
import { complain, given } from './complain';

/** How the shop's settings at the service want it: the service writes them in place of this mark. */
const SERVED = Object('__SHOPTALK_LOOK__') as Readonly<Record<string, unknown>>;

/** What the shop wrote on its script tag, over what its settings at the service say. */
export interface ShopSettings {
  /** The origin of the service, which the script came from. */
  readonly service: string;
  readonly look: Look;
  readonly productId: string | undefined;
  /** Whether the shop has rules by which the widget says something by itself. */
  readonly proactive: boolean;
}

export function readSettings(script: HTMLScriptElement): ShopSettings {
  const { productId } = script.dataset;
  const look = { ...readLook(SERVED), ...readWishes(script.dataset, 'data-') };
  return { service: new URL(script.src).origin, look, productId, proactive: SERVED['proactive'] === 'true' };
}

/** A look as a page of the shop wrote it; what is not accepted is told to its developer. */
export function readWishes(from: Readonly<Record<string, unknown>>, prefix = ''): Look {
  return readLook(from, (name, accepts) => {
    const written = prefix ? prefix + name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`) : name;
    complain(`${written} is ${given(from[name])}, which is not accepted; accepted: ${accepts}`);
  });
}

/** The page the shopper is on: what the shop told, else its address and the product that the script tag or the body names. */
export function currentPage(told: ShoptalkPage | null, productId: string | undefined): ShoptalkPage {
  const url = told?.url ?? location.href.split('#')[0]!;
  // What the tag names is the product of the page that was loaded, not of the one that the shop has gone on to.
  const product_id = told ? told.product_id : (productId ?? document.body.dataset['productId']);
  return { url, ...(product_id && { product_id }), ...(told?.cart && { cart: told.cart }) };
}
