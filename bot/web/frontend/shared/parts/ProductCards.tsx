import { useRef, useState } from 'preact/hooks';
import type { ProductItem, ProductsPart } from '../api/parts';
import { t } from '../i18n/phrases';
import { formatMoney } from '../text/formats';
import { imageSource, linkTarget } from '../text/links';
import { Icon, type IconName } from '../ui/Icon';
import { AddToCart } from './AddToCart';

/** Products side by side; the row scrolls by touch, by keyboard and by two buttons. */
export function ProductCards({ items }: ProductsPart) {
  const row = useRef<HTMLUListElement>(null);
  const scroll = (direction: 1 | -1): void => {
    row.current?.scrollBy({ left: direction * row.current.clientWidth * 0.8, behavior: 'smooth' });
  };
  return (
    <div class="flex w-full min-w-0 flex-col gap-2">
      <ul ref={row} class="flex snap-x scroll-px-1 gap-3 overflow-x-auto p-1 pb-2" tabIndex={0} aria-label={t('products')}>
        {items.map((item) => (
          <ProductCard key={item.product_id} {...item} />
        ))}
      </ul>
      {items.length > 1 && (
        <div class="flex justify-end gap-2">
          <ScrollButton icon="left" label={t('previous')} onClick={() => scroll(-1)} />
          <ScrollButton icon="right" label={t('next')} onClick={() => scroll(1)} />
        </div>
      )}
    </div>
  );
}

function ScrollButton({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" class="btn btn-circle size-9 min-h-9 pointer-coarse:size-11" aria-label={label} onClick={onClick}>
      <Icon name={icon} size={16} />
    </button>
  );
}

function ProductCard(item: ProductItem) {
  const { title, price, image, url, in_stock, why } = item;
  const link = url === undefined ? undefined : linkTarget(url);
  return (
    <li class="card card-border w-48 shrink-0 border-base-300 snap-start overflow-hidden bg-base-100">
      <Picture source={imageSource(image)} />
      <div class="flex flex-1 flex-col gap-1.5 p-3 text-sm">
        <h2 class="leading-snug font-semibold">{title}</h2>
        <p class="flex flex-wrap items-baseline gap-x-2">
          {price && <span class="font-semibold">{formatMoney(price)}</span>}
          <span class={`text-xs ${in_stock ? 'text-success' : 'text-error'}`}>{t(in_stock ? 'inStock' : 'soldOut')}</span>
        </p>
        {why && <p class="text-xs leading-snug text-base-content/75">{why}</p>}
        <div class="mt-auto flex flex-col gap-1.5">
          <AddToCart {...item} />
          {link && (
            <a class="btn btn-sm min-h-9 pointer-coarse:min-h-11" href={link.href} target={link.target} rel="noopener noreferrer" aria-label={`${t('viewProduct')}: ${title}`}>
              {t('viewProduct')}
            </a>
          )}
        </div>
      </div>
    </li>
  );
}

/** The product's picture, or a plain field of the same size when there is none or it does not load. */
function Picture({ source }: { source: string | undefined }) {
  const [broken, setBroken] = useState(false);
  if (!source || broken) return <div class="flex h-32 items-center justify-center bg-base-200 text-base-content/40"><Icon name="parcel" size={36} /></div>;
  return <img class="h-32 w-full bg-base-200 object-cover" src={source} alt="" loading="lazy" onError={() => setBroken(true)} />;
}
