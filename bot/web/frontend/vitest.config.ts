import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './browser.ts';

export default defineConfig({
  // Found late, a dependency would make the browser load the tests again in the middle of a run.
  optimizeDeps: { include: ['@preact/signals', 'dompurify', 'marked'] },
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}'],
    // A machine with much else to do may take seconds for what takes none alone.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // As in the Makefile: CI's machine may stall, and a defect fails twice.
    retry: process.env['CI'] ? 1 : 0,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
