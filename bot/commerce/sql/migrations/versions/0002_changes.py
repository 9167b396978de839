"""What every change of an order needs: ways to pay with their balances, charges, claims, delivery options."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _extend_orders()
    op.add_column("customers", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("shop", sa.Column("shipping", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("writes") as table:
        table.alter_column("order_id", existing_type=sa.String(length=64), nullable=True)
        table.add_column(sa.Column("customer_id", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            "writes_customer_id_fkey", "customers", ["customer_id"], ["customer_id"], ondelete="CASCADE"
        )
    op.create_table(
        "customer_payments",
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("balance >= 0", name="balance_is_not_negative"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.customer_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "payment_id"),
    )
    op.create_table(
        "charges",
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("charge_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order_id", "charge_id"),
    )
    op.create_table(
        "claims",
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("claim_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.order_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order_id", "claim_id"),
    )


def _extend_orders() -> None:
    for column in (
        sa.Column("paid", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("payment_id", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("shipping_option", sa.String(length=64), nullable=True),
        sa.Column("items_changed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("cancel_reason", sa.Text(), nullable=False, server_default=""),
    ):
        # Added in place: building the table anew would delete, by their foreign keys, all that belongs to its rows.
        op.add_column("orders", column)
    op.execute("UPDATE orders SET paid = total WHERE payment_status IN ('paid', 'refunded', 'part_refunded')")
