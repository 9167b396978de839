// A Vendure on loopback over a database in memory (sql.js: nothing to compile), or over an empty one of PostgreSQL:
// node server.js PORT READY_FILE [DATABASE_URL]
const fs = require("fs");
const {
  bootstrap, DefaultLogger, LanguageCode, LogLevel, manualFulfillmentHandler, PaymentMethodHandler,
} = require("@vendure/core");
const { populate } = require("@vendure/core/cli");
const { TRANSACTION_MANAGER_KEY } = require("@vendure/core/dist/common/constants");
const { TransactionWrapper } = require("@vendure/core/dist/connection/transaction-wrapper");

const [port, ready, database] = process.argv.slice(2);
// sql.js has one connection for all. TypeORM nests the transactions of requests that come at once into each other on it,
// so that one which is rolled back, as a dry run is, takes with it what another did and was told as done. Here each waits
// for the one before, as it would for a lock in any other database.
const alone = TransactionWrapper.prototype.executeInTransaction;
let last = Promise.resolve();
const inTurn = function (ctx, ...rest) {
  if (ctx[TRANSACTION_MANAGER_KEY]) return alone.call(this, ctx, ...rest);
  const mine = last.then(() => alone.call(this, ctx, ...rest));
  last = mine.catch(() => {});
  return mine;
};

const words = (value) => [{ languageCode: LanguageCode.en, value }];

// Takes money and gives it back as its arguments say: at once or not, and as slowly as a real provider on a bad day.
const till = new PaymentMethodHandler({
  code: "till",
  description: words("A till"),
  args: { settles: { type: "boolean" }, refunds: { type: "string" }, seconds: { type: "float" } },
  createPayment: async (ctx, order, amount, args, metadata) => ({
    amount,
    state: args.settles ? "Settled" : "Authorized",
    transactionId: `till-${order.code}`,
    metadata,
  }),
  settlePayment: async () => ({ success: true }),
  cancelPayment: async () => ({ success: true }),
  createRefund: async (ctx, input, amount, order, payment, args) => {
    await new Promise((resolve) => setTimeout(resolve, 1000 * args.seconds));
    if (args.refunds === "Crash") throw new Error("the bank's line is cut");
    // Without an answer the refund stays as Vendure makes it, pending.
    if (args.refunds !== "Pending") {
      return { state: args.refunds, transactionId: `refund-${order.code}`, metadata: {} };
    }
  },
});
const method = (name, settles, refunds, seconds = 0) => ({
  name,
  handler: {
    code: till.code,
    arguments: [
      { name: "settles", value: String(settles) },
      { name: "refunds", value: refunds },
      { name: "seconds", value: String(seconds) },
    ],
  },
});

const config = {
  apiOptions: { hostname: "127.0.0.1", port: Number(port), adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer", "cookie", "api-key"],
    requireVerification: false,
    superadminCredentials: { identifier: "superadmin", password: "superadmin" },
    cookieOptions: { secret: "of these tests alone" },
    // Hashing a password well takes a tenth of a second, and every test has its own buyers.
    passwordHashingStrategy: { hash: async (password) => password, check: async (password, hash) => password === hash },
  },
  dbConnectionOptions: database
    ? { type: "postgres", url: database, synchronize: true, logging: false }
    : { type: "sqljs", synchronize: true, logging: false },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  paymentOptions: { paymentMethodHandlers: [till] },
  shippingOptions: { fulfillmentHandlers: [manualFulfillmentHandler] },
};
const shop = {
  defaultLanguage: LanguageCode.en,
  defaultZone: "Everywhere",
  countries: [
    { code: "US", name: "United States", zone: "Everywhere" },
    { code: "DE", name: "Germany", zone: "Everywhere" },
  ],
  taxRates: [{ name: "Standard Tax", percentage: 20 }, { name: "Zero Tax", percentage: 0 }],
  shippingMethods: [{ name: "Standard Shipping", price: 500 }, { name: "Express Shipping", price: 1500 }],
  paymentMethods: [
    method("Visa ending 4242", true, "Pending"),
    method("PayPal (m***@example.com)", true, "Pending"),
    method("Gift card ending 7WCK", true, "Settled"),
    method("Pay later", false, "Pending"),
    method("Slow bank", true, "Pending", 5.0),
    method("Broken till", true, "Failed"),
    method("Crashing bank", true, "Crash", 1.0),
  ],
  collections: [],
};

(async () => {
  const app = await populate(() => bootstrap(config), shop);
  if (!database) TransactionWrapper.prototype.executeInTransaction = inTurn;
  fs.writeFileSync(ready, String(process.pid));
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => app.close().then(() => process.exit(0)));
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
