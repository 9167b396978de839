"""What a shopper's words mean for a change of an order: which goods, which variant, which way to pay, what address."""
