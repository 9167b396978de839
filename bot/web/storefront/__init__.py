"""The demo shop's own pages, on an origin of their own, which embed the widget as any merchant's would."""

from bot.web.storefront.app import create_storefront

__all__ = ["create_storefront"]
