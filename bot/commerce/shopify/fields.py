"""What is asked of Shopify's Admin GraphQL API, as documented for version 2026-10 (shopify.dev/docs/api/admin-graphql).

Page sizes keep every query under the 1,000 points that one may cost, reckoned as the documentation does: a point for
every object that could come.
"""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "2026-10"
NAMESPACE: Final = "shoptalk"
"""Of the metafields that hold the keys of writes."""

_MONEY: Final = "{ presentmentMoney { amount currencyCode } }"
_ADDRESS: Final = "{ firstName lastName company address1 address2 city provinceCode zip countryCodeV2 phone }"
_PAID: Final = "paymentDetails { ... on CardPaymentDetails { company number } }"
_LINE: Final = f"""id sku title variantTitle quantity currentQuantity
      originalUnitPriceSet {_MONEY}"""


@dataclass(frozen=True)
class Sizes:
    """How much of an order is asked for at once."""

    lines: int
    parcels: int
    lines_of_parcel: int
    refunds: int
    payments: int


WHOLE: Final = Sizes(lines=50, parcels=10, lines_of_parcel=5, refunds=20, payments=20)
"""For one order: some 510 points."""
BRIEF: Final = Sizes(lines=10, parcels=3, lines_of_parcel=3, refunds=3, payments=3)
"""For one of a list: some 110 points. What does not fit into it is asked for again, whole."""


def _order(sizes: Sizes) -> str:
    return f"""
fragment OrderFacts on Order {{
  id name email phone createdAt cancelledAt note presentmentCurrencyCode edited
  displayFinancialStatus displayFulfillmentStatus returnStatus
  cancellation {{ staffNote }}
  customer {{ legacyResourceId }}
  shippingAddress {_ADDRESS}
  totalPriceSet {_MONEY} currentTotalPriceSet {_MONEY}
  totalShippingPriceSet {_MONEY} currentShippingPriceSet {_MONEY}
  totalDiscountsSet {_MONEY} currentTotalDiscountsSet {_MONEY}
  netPaymentSet {_MONEY}
  lineItems(first: {sizes.lines}) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ {_LINE} }}
  }}
  fulfillments(first: {sizes.parcels}) {{
    id status displayStatus createdAt inTransitAt estimatedDeliveryAt deliveredAt
    trackingInfo(first: 1) {{ company number }}
    fulfillmentLineItems(first: {sizes.lines_of_parcel}) {{
      pageInfo {{ hasNextPage }}
      nodes {{ lineItem {{ id }} }}
    }}
  }}
  refunds(first: {sizes.refunds}) {{
    id createdAt note totalRefundedSet {_MONEY}
    transactions(first: 2) {{ nodes {{ status gateway formattedGateway {_PAID} }} }}
  }}
  transactions(first: {sizes.payments}) {{
    kind status gateway formattedGateway {_PAID}
  }}
}}"""


ORDERS_BY_NAME: Final = """query OrdersByName($search: String!) {
  orders(first: 20, query: $search) { nodes { id name } }
}"""
ORDER_BY_ID: Final = f"""query OrderById($id: ID!, $trace: String!) {{
  order(id: $id) {{ ...OrderFacts metafield(namespace: "{NAMESPACE}", key: $trace) {{ value }} }}
}}{_order(WHOLE)}"""
ORDERS_OF: Final = f"""query OrdersOf($id: ID!, $first: Int!, $after: String) {{
  customer(id: $id) {{
    orders(first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ ...OrderFacts }}
    }}
  }}
}}{_order(BRIEF)}"""
MORE_LINES: Final = f"""query MoreLines($id: ID!, $after: String!) {{
  order(id: $id) {{
    lineItems(first: 100, after: $after) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {_LINE} }} }}
  }}
}}"""

CUSTOMER: Final = f"""query Customer($id: ID!) {{
  customer(id: $id) {{
    legacyResourceId firstName lastName locale tags createdAt
    defaultEmailAddress {{ emailAddress }}
    defaultPhoneNumber {{ phoneNumber }}
    defaultAddress {_ADDRESS}
  }}
}}"""

_VARIANT: Final = """id sku price compareAtPrice availableForSale sellableOnlineQuantity
      selectedOptions { name value }"""
_PRODUCT: Final = f"""
fragment ProductFacts on Product {{
  id title descriptionHtml status productType vendor tags onlineStoreUrl
  featuredMedia {{ preview {{ image {{ url }} }} }}
  variants(first: 20) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ {_VARIANT} }}
  }}
}}"""
PRODUCTS: Final = f"""query Products($after: String) {{
  products(first: 10, after: $after, query: "status:active", sortKey: ID) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ ...ProductFacts }}
  }}
}}{_PRODUCT}"""
PRODUCT: Final = f"""query Product($id: ID!) {{
  product(id: $id) {{ ...ProductFacts }}
}}{_PRODUCT}"""
MORE_VARIANTS: Final = f"""query MoreVariants($id: ID!, $after: String!) {{
  product(id: $id) {{
    variants(first: 100, after: $after) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {_VARIANT} }} }}
  }}
}}"""

SHOP: Final = "query Shop { shop { name currencyCode contactEmail } }"
PING: Final = "query Ping { shop { id } }"
JOB: Final = "query Job($id: ID!) { job(id: $id) { id done } }"
CANCELLED: Final = "query Cancelled($id: ID!) { order(id: $id) { cancelledAt } }"

UPDATE_ORDER: Final = """mutation UpdateOrder($input: OrderInput!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
}"""
CANCEL_ORDER: Final = """mutation CancelOrder($orderId: ID!, $staffNote: String!) {
  orderCancel(
    orderId: $orderId, reason: CUSTOMER, restock: true, notifyCustomer: true, staffNote: $staffNote,
    refundMethod: { originalPaymentMethodsRefund: true }
  ) {
    job { id done }
    orderCancelUserErrors { code field message }
  }
}"""
SUGGESTED_REFUND: Final = f"""query SuggestedRefund($id: ID!, $lines: [RefundLineItemInput!]!) {{
  order(id: $id) {{
    suggestedRefund(refundLineItems: $lines) {{
      amountSet {_MONEY}
      refundLineItems {{ quantity restockType lineItem {{ id }} location {{ id }} }}
      suggestedTransactions {{ gateway amountSet {_MONEY} parentTransaction {{ id }} }}
    }}
  }}
}}"""
CREATE_REFUND: Final = """mutation CreateRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } }
}"""
