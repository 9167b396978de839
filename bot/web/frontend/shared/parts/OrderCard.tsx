import type { Claim, Money, OrderLine, OrderPart, Refund, Shipment } from '../api/parts';
import { phraseFor, t } from '../i18n/phrases';
import { formatDay, formatMoney } from '../text/formats';
import { linkTarget } from '../text/links';
import { Icon } from '../ui/Icon';
import { OrderTimeline } from './OrderTimeline';

const TONES: Readonly<Record<string, string>> = {
  shipped: 'badge-primary',
  delivered: 'badge-success',
  cancelled: 'badge-error',
};

export function OrderCard(order: OrderPart) {
  return (
    <article class="card card-border w-full border-base-300 bg-base-100" aria-label={t('order', { id: order.order_id })}>
      <div class="flex flex-col gap-3 p-4">
        <header class="flex flex-wrap items-center gap-2">
          <h2 class="flex-1 font-semibold whitespace-nowrap">{t('order', { id: order.order_id })}</h2>
          <span class={`badge ${TONES[order.status] ?? 'badge-neutral'}`}>
            {phraseFor('orderStatus_', order.status) ?? order.status}
          </span>
        </header>
        {order.timeline.length > 0 && <OrderTimeline steps={order.timeline} />}
        {order.placed_at && order.timeline.length === 0 && <p class="text-sm text-base-content/75">{t('orderPlaced', { date: formatDay(order.placed_at) })}</p>}
        {order.masked && <p class="text-sm text-base-content/75">{t('orderMasked')}</p>}
        {order.lines.length > 0 && (
          <ul class="flex flex-col gap-1.5 text-sm">
            {order.lines.map((line, index) => (
              <Line key={index} {...line} />
            ))}
          </ul>
        )}
        {order.total && (
          <p class="flex justify-between border-t border-base-300 pt-2 font-semibold">
            <span>{t('orderTotal')}</span>
            <span>{formatMoney(order.total)}</span>
          </p>
        )}
        {order.shipments.map((shipment, index) => (
          <ShipmentRow key={index} {...shipment} />
        ))}
        {order.refunds.map((refund, index) => (
          <RefundRow key={index} {...refund} />
        ))}
        {order.charges.map(({ amount, method }, index) => (
          <MoneyRow key={index} title={t('charged')} words={[method]} amount={amount} />
        ))}
        {order.claims.map((claim) => (
          <ClaimRow key={claim.claim_id} {...claim} />
        ))}
      </div>
    </article>
  );
}

function Line({ title, options, quantity, price }: OrderLine) {
  return (
    <li class="flex gap-2">
      <span class="text-base-content/75">{t('quantity', { count: quantity })}</span>
      <span class="flex-1">
        {title}
        {options && <span class="block text-xs text-base-content/75">{options}</span>}
      </span>
      {price && <span>{formatMoney(price)}</span>}
    </li>
  );
}

function ShipmentRow({ carrier, tracking, url, eta, delivered_at }: Shipment) {
  const link = url === undefined ? undefined : linkTarget(url);
  return (
    <div role="group" class="flex gap-3 rounded-xl bg-base-200 p-3 text-sm" aria-label={t('shipment')}>
      <Icon name="parcel" />
      <div class="min-w-0 flex-1">
        <p class="font-semibold">{carrier}</p>
        {tracking && (
          <p class="wrap-anywhere">
            <span class="text-base-content/75">{t('tracking')}{t('colon')}</span>
            {link ? (
              <a class="link" href={link.href} target={link.target} rel="noopener noreferrer">
                {tracking}
              </a>
            ) : (
              tracking
            )}
          </p>
        )}
        {delivered_at && <p>{t('delivered', { date: formatDay(delivered_at) })}</p>}
        {!delivered_at && eta && <p>{t('eta', { date: formatDay(eta) })}</p>}
      </div>
    </div>
  );
}

const REFUND_STATES = { pending: 'refundPending', settled: 'refundSettled' } as const;

function RefundRow({ amount, method, status }: Refund) {
  const known = status === 'pending' || status === 'settled' ? t(REFUND_STATES[status]) : status;
  return <MoneyRow title={t('refund')} words={[method, known]} amount={amount} />;
}

function ClaimRow({ claim_id, kind, status, amount, method, carrier, tracking, word }: Claim) {
  const title = phraseFor('claim_', kind) ?? kind;
  const state = status === undefined ? undefined : phraseFor('claimStatus_', status) ?? status;
  const moved = amount && { ...amount, amount: Math.abs(amount.amount) };
  const towards = amount && amount.amount < 0 ? t('charge') : t('refund');
  const more = [tracking && `${carrier ?? ''} ${t('tracking')}: ${tracking}`.trim(), word].filter(Boolean);
  return <MoneyRow title={title} words={[claim_id, state, moved && towards, method]} amount={moved} more={more.join(' · ')} />;
}

interface MoneyProps {
  readonly title: string;
  readonly words: readonly (string | undefined)[];
  readonly amount: Money | undefined;
  readonly more?: string;
}

/** What became of money, or is to become of it. */
function MoneyRow({ title, words, amount, more }: MoneyProps) {
  return (
    <div role="group" class="flex items-baseline gap-2 rounded-xl bg-base-200 p-3 text-sm" aria-label={title}>
      <div class="min-w-0 flex-1">
        <p class="font-semibold">{title}</p>
        <p class="text-base-content/75">{words.filter(Boolean).join(' · ')}</p>
        {more && <p class="wrap-anywhere">{more}</p>}
      </div>
      {amount && <span class="font-semibold">{formatMoney(amount)}</span>}
    </div>
  );
}
