import { useState } from 'preact/hooks';
import type { ProductItem, ProductVariant } from '../api/parts';
import { announce } from '../chat/announce';
import { t } from '../i18n/phrases';
import { formatMoney } from '../text/formats';
import { addToCart, type CartWord } from './cart';

/** Of one thing at a time: whoever wants more says so in the shop's cart. */
const MOST = 10;

/** A choice among what can be bought, and the way into the shop's cart; it is "added" on the shop's word alone. */
export function AddToCart({ product_id, title, variants }: ProductItem) {
  const buyable = variants.filter((variant) => variant.in_stock);
  // The one whose price the card shows.
  const cheapest = buyable.reduce<ProductVariant | undefined>((best, one) => ((one.price?.amount ?? 0) < (best?.price?.amount ?? Infinity) ? one : best), undefined);
  const [chosen, setChosen] = useState(cheapest?.variant_id);
  const [quantity, setQuantity] = useState(1);
  const [word, setWord] = useState<CartWord | 'asking' | null>(null);
  const add = addToCart.value;
  const variant = buyable.find((one) => one.variant_id === chosen) ?? buyable[0];
  if (!add || !variant) return null;
  const most = Math.min(MOST, variant.most ?? MOST);
  const count = (wanted: number): void => {
    setQuantity(wanted);
    setWord(null);
  };
  const ask = async (): Promise<void> => {
    if (word === 'asking') return;
    setWord('asking');
    const told = await add({ product_id, variant_id: variant.variant_id, quantity: Math.min(quantity, most) });
    setWord(told);
    announce(`${title}: ${wordsOf(told)}`);
  };
  const choose = (id: string): void => {
    setChosen(id);
    setWord(null);
  };
  return (
    <div class="flex flex-col gap-1.5" data-cart={word === 'asking' ? 'asking' : word ? String(word.accepted) : 'idle'}>
      {buyable.length > 1 && (
        <select class="h-9 w-full rounded-field border border-base-content/50 bg-base-100 px-2 text-sm pointer-coarse:h-11" aria-label={`${t('variant')}: ${title}`} value={variant.variant_id} onChange={(event) => choose(event.currentTarget.value)}>
          {buyable.map((one) => (
            <option key={one.variant_id} value={one.variant_id}>
              {[one.title, one.price && formatMoney(one.price)].filter(Boolean).join(' · ')}
            </option>
          ))}
        </select>
      )}
      {most > 1 && (
        <select class="h-9 w-full rounded-field border border-base-content/50 bg-base-100 px-2 text-sm pointer-coarse:h-11" aria-label={t('howMany', { title })} value={Math.min(quantity, most)} onChange={(event) => count(Number(event.currentTarget.value))}>
          {Array.from({ length: most }, (_, index) => (
            <option key={index} value={index + 1}>
              {t('quantity', { count: index + 1 })}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="btn btn-primary btn-sm min-h-9 pointer-coarse:min-h-11" aria-label={`${t('addToCart')}: ${title}`} aria-disabled={word === 'asking'} onClick={() => void ask()}>
        {word === 'asking' ? t('addingToCart') : t('addToCart')}
      </button>
      {word && word !== 'asking' && <p class={`text-xs ${word.accepted ? 'text-success' : 'text-error'}`}>{wordsOf(word)}</p>}
    </div>
  );
}

function wordsOf(word: CartWord): string {
  if (word.accepted) return t('addedToCart');
  if (word.accepted === null) return t('cartSilent');
  return word.reason ? t('cartRefusedWhy', { reason: word.reason }) : t('cartRefused');
}
