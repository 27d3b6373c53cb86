import { defineConfig } from '@playwright/test';

const MINUTE_MS = 60_000;

export default defineConfig({
  testDir: './e2e',
  outputDir: './.cache/e2e',
  globalSetup: './support/e2e-setup.ts',
  fullyParallel: true,
  workers: 2,
  // See `countPlaywright`: named as flaky where it was needed.
  retries: 1,
  // Three times what the slowest journey takes on two idle cores: machines are shared.
  timeout: 2 * MINUTE_MS,
  expect: { timeout: 30_000 },
  // Ends before the step of `npm test` does, so that browsers are closed and the report is written.
  globalTimeout: 15 * MINUTE_MS,
  forbidOnly: process.env.CI !== undefined,
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.CAIRN_REPORT ?? '.cache/reports/playwright.json' }],
  ],
});
