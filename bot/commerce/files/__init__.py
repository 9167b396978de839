"""Reading a shop from files: JSON Lines, CSV, Shopify's product CSV and `shop.yml` (docs/shop-files.md)."""
