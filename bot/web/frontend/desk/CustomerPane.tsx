import { OrderCard } from '../shared/parts/OrderCard';
import { IntroductionCard } from './Introduction';
import type { Desk } from './desk';
import { PastTalks } from './talks/PastTalks';
import { d } from './words';

/** Who the customer is, and what they ordered. */
export function CustomerPane({ desk }: { desk: Desk }) {
  const found = desk.customer.value;
  if (!found) return null;
  const { customer, orders } = found;
  return (
    <div class="flex h-full flex-col gap-4 overflow-y-auto p-4" role="region" aria-label={d('customer')} tabIndex={0}>
      <section>
        <h2 class="pb-1 font-semibold">{d('customer')}</h2>
        {customer ? (
          <ul class="text-sm">
            <li class="font-medium">{customer.name}</li>
            {customer.email && <li>{customer.email}</li>}
            {customer.phone && <li>{customer.phone}</li>}
            {customer.tags.length > 0 && <li class="text-base-content/75">{customer.tags.join(', ')}</li>}
          </ul>
        ) : (
          <p class="text-sm text-base-content/75">{d('guest')}</p>
        )}
      </section>
      <IntroductionCard desk={desk} />
      {customer && (
        <section class="flex flex-col gap-2">
          <h2 class="font-semibold">{d('orders')}</h2>
          {orders.length === 0 && <p class="text-sm text-base-content/75">{d('noOrders')}</p>}
          {orders.map((order) => (
            <OrderCard key={order.order_id} {...order} />
          ))}
        </section>
      )}
      {customer && <PastTalks desk={desk} />}
    </div>
  );
}
