/** npm test: everything, one step after the other, each within a time limit; ends with one line that counts tests. */
import './node-version.js';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.js';
import { binArgs, ensureInstalled, ROOT, run, runMain } from './project.js';

const REPORTS = join(ROOT, 'tests', '.cache', 'reports');
const VITEST_REPORT = join(REPORTS, 'vitest.json');
const PLAYWRIGHT_REPORT = join(REPORTS, 'playwright.json');

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {number} minutes the step is stopped after this long
 * @property {() => string[]} args of Node
 * @property {string} [needs] a step without which this one is left out
 * @property {boolean} [loud] shows its output as it runs
 * @property {() => Counts} [count] reads its report
 * @property {() => Promise<Record<string, string>>} [prepare] environment for it
 */

/** @type {readonly Step[]} */
const STEPS = [
  { name: 'lint', minutes: 1, args: () => [binArgs('@biomejs/biome', 'biome'), 'check', '.'] },
  { name: 'layers', minutes: 1, args: () => ['tests/support/layers.js'] },
  { name: 'types src', minutes: 2, args: () => [binArgs('typescript', 'tsc'), '-p', 'src'] },
  { name: 'types workers', minutes: 2, args: () => [binArgs('typescript', 'tsc'), '-p', 'workers'] },
  { name: 'types tests', minutes: 2, args: () => [binArgs('typescript', 'tsc'), '-p', 'tests'] },
  {
    name: 'unit',
    minutes: 8,
    args: () => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`];
      // Colours are for terminals; Vitest also sends them to the log of a build server.
      return [binArgs('vitest'), 'run', ...reporters, ...(process.stdout.isTTY ? [] : ['--no-color'])];
    },
    loud: true,
    count: () => countVitest(readReport(VITEST_REPORT)),
  },
  { name: 'build', minutes: 3, args: () => [binArgs('vite'), 'build'] },
  {
    name: 'journeys',
    minutes: 16,
    args: () => [binArgs('@playwright/test', 'playwright'), 'test', '-c', 'tests/playwright.config.ts'],
    needs: 'build',
    loud: true,
    prepare: async () => ({ CAIRN_BROWSER: await findBrowser(), CAIRN_REPORT: PLAYWRIGHT_REPORT }),
    count: () => countPlaywright(readReport(PLAYWRIGHT_REPORT)),
  },
];

function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A file that could not be loaded has no test to fail, but fails. */
export function countVitest(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Several real browsers on one shared machine meet delays that no person would: a journey has a second try. One that
 * needed it passes, and the list above names it as flaky: a reason to look at it, not to stop.
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** @param {Step} step */
async function runStep(step) {
  console.log(`\n── ${step.name}`);
  const startMs = performance.now();
  const { code, output, timedOut } = await prepareAndRun(step);
  const seconds = (performance.now() - startMs) / 1000;
  if (code !== 0 && output) console.log(output.trim());
  if (timedOut) console.log(`Stopped after ${step.minutes} minutes.`);

  const counts = readCounts(step);
  const isOk = code === 0 && !timedOut && counts.failed === 0;
  // A step that fails without a failed test (lint, a crash) still counts as one failure.
  if (!isOk && counts.failed === 0) counts.failed = 1;
  return { name: step.name, state: isOk ? 'ok' : 'FAILED', seconds, counts };
}

async function prepareAndRun(step) {
  try {
    const env = (await step.prepare?.()) ?? {};
    const limits = { quiet: !step.loud, timeoutMs: step.minutes * 60_000, env };
    return await run(process.execPath, step.args(), limits);
  } catch (error) {
    return { code: 1, output: error.message, timedOut: false };
  }
}

function readCounts(step) {
  if (!step.count) return { passed: 0, failed: 0, skipped: 0 };
  try {
    return step.count();
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function printSummary(results) {
  console.log('\nStep            Result   Seconds   Tests');
  for (const { name, state, seconds, counts } of results) {
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    const tests =
      counts.passed + counts.failed > 0 ? `${counts.passed} passed, ${counts.failed} failed${skipped}` : '';
    console.log(
      `${name.padEnd(15)} ${state.padEnd(8)} ${seconds.toFixed(1).padStart(7)}   ${tests}`.trimEnd(),
    );
  }
  const sum = (key) => results.reduce((total, { counts }) => total + counts[key], 0);
  console.log(`\nTests: ${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

async function main() {
  await ensureInstalled();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const results = [];
  for (const step of STEPS) {
    const needed = results.find((result) => result.name === step.needs);
    if (needed && needed.state !== 'ok') {
      results.push({
        name: step.name,
        state: 'left out',
        seconds: 0,
        counts: { passed: 0, failed: 1, skipped: 0 },
      });
      continue;
    }
    results.push(await runStep(step));
  }
  if (!printSummary(results)) process.exitCode = 1;
}

if (process.argv[1]?.endsWith('check.js')) await runMain(main);
