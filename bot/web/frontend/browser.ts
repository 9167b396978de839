import { existsSync } from 'node:fs';
import { getuid } from 'node:process';
import type { LaunchOptions } from 'playwright';

const INSTALLED = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of the tests: the one that CHROME names, else the system's, else Playwright's own. */
const executable = process.env['CHROME'] || INSTALLED.find((path) => existsSync(path));

export const launchOptions: LaunchOptions = {
  ...(executable ? { executablePath: executable } : {}),
  // Chromium's sandbox does not start as root; everywhere else it stays on.
  args: getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET,
};
