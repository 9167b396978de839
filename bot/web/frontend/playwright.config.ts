import { defineConfig } from '@playwright/test';
import { launchOptions } from './browser.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  timeout: 30_000,
  reporter: [['list'], ['./tests/e2e/tally.ts']],
  use: { launchOptions, locale: 'en-US', screenshot: 'only-on-failure' },
});
