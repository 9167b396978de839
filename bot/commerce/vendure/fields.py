"""What is asked of Vendure's admin API, and the small values that its answers are made of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.commerce.model import Bilingual

_NAMES: Final = "translations { languageCode name }"

ORDER: Final = f"""
fragment OrderFacts on Order {{
  id code state orderPlacedAt currencyCode totalWithTax shippingWithTax
  customer {{ id emailAddress phoneNumber user {{ id }} }}
  shippingAddress {{ streetLine1 streetLine2 city province postalCode countryCode phoneNumber }}
  lines {{
    id quantity orderPlacedQuantity unitPriceWithTax linePriceWithTax proratedLinePriceWithTax
    productVariant {{ sku {_NAMES} }}
  }}
  surcharges {{ id description sku priceWithTax }}
  shippingLines {{ priceWithTax shippingMethod {{ code }} }}
  payments {{ id method state amount createdAt refunds {{ id total state reason method createdAt }} }}
  modifications {{ note }}
  fulfillments {{ id state method trackingCode lines {{ orderLineId }} }}
  history(options: {{ take: 1000, sort: {{ createdAt: ASC }} }}) {{
    items {{ id type isPublic createdAt updatedAt data }}
  }}
}}"""
ORDERS_BY_CODE: Final = f"""query Order($codes: [String!]!) {{
  orders(options: {{ filter: {{ code: {{ in: $codes }}, active: {{ eq: false }} }}, take: 3 }}) {{
    items {{ ...OrderFacts }}
  }}
}} {ORDER}"""
ORDERS_OF: Final = f"""query OrdersOf($id: ID!, $take: Int!) {{
  customer(id: $id) {{
    orders(options: {{ filter: {{ active: {{ eq: false }} }}, sort: {{ orderPlacedAt: DESC }}, take: $take }}) {{
      items {{ ...OrderFacts }}
    }}
  }}
}} {ORDER}"""

_CUSTOMER: Final = """
fragment CustomerFacts on Customer {
  id createdAt firstName lastName emailAddress phoneNumber user { id } groups { name }
  addresses {
    streetLine1 streetLine2 city province postalCode country { code } defaultShippingAddress
  }
}"""
CUSTOMER: Final = f"query Customer($id: ID!) {{ customer(id: $id) {{ ...CustomerFacts }} }} {_CUSTOMER}"

_PRODUCT: Final = f"""
fragment ProductFacts on Product {{
  id slug enabled
  featuredAsset {{ preview }}
  translations {{ languageCode name description }}
  facetValues {{ code {_NAMES} facet {{ code {_NAMES} }} }}
  collections {{ slug isPrivate {_NAMES} }}
  variants {{
    sku enabled priceWithTax trackInventory outOfStockThreshold useGlobalOutOfStockThreshold
    stockLevels {{ stockOnHand stockAllocated }}
    options {{ code {_NAMES} group {{ code {_NAMES} }} }}
  }}
}}"""
PRODUCTS: Final = f"""query Products($take: Int!, $skip: Int!) {{
  products(options: {{ take: $take, skip: $skip, sort: {{ id: ASC }}, filter: {{ enabled: {{ eq: true }} }} }}) {{
    totalItems
    items {{ ...ProductFacts }}
  }}
}} {_PRODUCT}"""
PRODUCT: Final = f"query Product($id: ID!) {{ product(id: $id) {{ ...ProductFacts }} }} {_PRODUCT}"

TERMS: Final = f"""query Terms {{
  activeChannel {{ defaultCurrencyCode }}
  globalSettings {{ trackInventory outOfStockThreshold }}
  paymentMethods(options: {{ take: 100 }}) {{ items {{ code {_NAMES} }} }}
  countries(options: {{ take: 500, filter: {{ enabled: {{ eq: true }} }} }}) {{ items {{ code }} }}
}}"""
PING: Final = "query Ping { activeChannel { id } }"

_END: Final = "__typename ... on ErrorResult { errorCode message }"
CANCEL: Final = f"""mutation Cancel($order: ID!, $lines: [OrderLineInput!], $shipping: Boolean!, $reason: String!) {{
  end: cancelOrder(input: {{ orderId: $order, lines: $lines, cancelShipping: $shipping, reason: $reason }}) {{ {_END} }}
}}"""
# The amount alone counts, but Vendure 3.7 fails to store a refund that leaves shipping and adjustment out.
REFUND: Final = f"""mutation Refund($payment: ID!, $amount: Money!, $reason: String!) {{
  end: refundOrder(input: {{
    paymentId: $payment, amount: $amount, reason: $reason, lines: [], shipping: 0, adjustment: 0
  }}) {{ {_END} }}
}}"""
VOID: Final = f"mutation Void($payment: ID!) {{ end: cancelPayment(id: $payment) {{ {_END} }} }}"
UNPACK: Final = f"""mutation Unpack($fulfillment: ID!) {{
  end: transitionFulfillmentToState(id: $fulfillment, state: "Cancelled") {{ {_END} }}
}}"""
MOVE: Final = f"""mutation Move($order: ID!, $state: String!) {{
  end: transitionOrderToState(id: $order, state: $state) {{ {_END} }}
}}"""
MODIFY: Final = """mutation Modify($input: ModifyOrderInput!) {
  end: modifyOrder(input: $input) {
    __typename ... on Order { totalWithTax } ... on ErrorResult { errorCode message }
  }
}"""
ADD_NOTE: Final = """mutation AddNote($order: ID!, $note: String!, $public: Boolean!) {
  end: addNoteToOrder(input: { id: $order, note: $note, isPublic: $public }) { __typename }
}"""
CHANGE_NOTE: Final = """mutation ChangeNote($id: ID!, $note: String!) {
  end: updateOrderNote(input: { noteId: $id, note: $note }) { __typename }
}"""
DELETE_NOTE: Final = "mutation DeleteNote($id: ID!) { end: deleteOrderNote(id: $id) { __typename } }"


def text_of(translations: Iterable[Mapping[str, Any]], field: str = "name", fallback: str = "") -> Bilingual:
    """A translated field in both languages, one standing in for the other where it is missing."""
    by_code = {str(t["languageCode"]): str(t.get(field) or "").strip() for t in translations}
    english = _first(by_code, "en")
    chinese = _first(by_code, "zh_Hans") or _first(by_code, "zh")
    other = next((words for words in by_code.values() if words), fallback)
    return Bilingual(english or chinese or other, chinese or english or other)


def _first(by_code: Mapping[str, str], code: str) -> str:
    """The language itself, or a country's form of it (`en_GB`)."""
    exact = by_code.get(code, "")
    return exact or next((words for held, words in by_code.items() if held.startswith(f"{code}_") and words), "")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
