import { defineConfig } from '@playwright/test';
import { launchOptions } from '../../bot/web/frontend/browser';

const FRONTEND = '../../bot/web/frontend';

/** Pictures for the README are taken only when they are asked for: `make pictures`. */
const picturing = process.env['PICTURES'] === '1';

export default defineConfig({
  outputDir: `${FRONTEND}/test-results`,
  // Pictures one after the other: each shows a desk with nobody else's conversations.
  workers: picturing ? 1 : 2,
  fullyParallel: !picturing,
  reporter: [['list'], [`${FRONTEND}/tests/e2e/tally.ts`]],
  use: { launchOptions, locale: 'en-US', screenshot: 'only-on-failure' },
  projects: picturing
    ? [{ name: 'pictures', testDir: '.', testMatch: 'pictures.ts', timeout: 120_000 }]
    : [
        { name: 'service', testDir: '.', timeout: 180_000, expect: { timeout: 20_000 } },
        { name: 'widget', testDir: `${FRONTEND}/tests/e2e`, timeout: 120_000, expect: { timeout: 20_000 } },
      ],
  globalSetup: './setup.ts',
});
