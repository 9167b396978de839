// A Medusa for tests: English and Chinese, and ways to pay that keep their names in what they tell of a payment.
const { defineConfig } = require('@medusajs/framework/utils');

const till = (id, label) => ({ resolve: `${__dirname}/till`, id, options: { label } });

module.exports = defineConfig({
  admin: { disable: true },
  featureFlags: { translation: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { ssl: false },
    http: { storeCors: '*', adminCors: '*', authCors: '*', jwtSecret: 'test', cookieSecret: 'test' },
  },
  modules: [
    { resolve: '@medusajs/medusa/translation' },
    {
      resolve: '@medusajs/medusa/payment',
      options: {
        providers: [
          till('visa', 'Visa ending 4242'),
          till('paypal', 'PayPal (m***@example.com)'),
          till('gift', 'Gift card ending 7WCK'),
          till('slow', 'Slow bank'),
          till('broken', 'Broken till'),
        ],
      },
    },
  ],
});
