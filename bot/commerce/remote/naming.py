"""What a shop's own folder says of it, over what its system does."""

from dataclasses import replace

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import Shop


def named(system: Shop, folder: ShopFolder) -> Shop:
    """The shop under the names that its folder gives, and its system's for what the folder does not name."""
    told = folder.shop
    return replace(
        told,
        name=told.name if folder.is_named else system.name,
        currency=system.currency,
        categories={**system.categories, **told.categories},
        attributes={**system.attributes, **told.attributes},
        options={**system.options, **told.options},
        support_email=told.support_email or system.support_email,
    )
