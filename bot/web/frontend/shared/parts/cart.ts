import { signal } from '@preact/signals';

export interface CartItem {
  readonly product_id: string;
  readonly variant_id: string;
  readonly quantity: number;
}

/** What the shop's page said: that it is in the cart, that it is not (and perhaps why), or nothing. */
export type CartWord = { readonly accepted: true } | { readonly accepted: false; readonly reason?: string } | { readonly accepted: null };

/** Asks the shop's page to put something into the cart; null where nobody would hear it. */
export const addToCart = signal<((item: CartItem) => Promise<CartWord>) | null>(null);
