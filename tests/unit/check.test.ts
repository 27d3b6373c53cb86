import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from '../support/check.js';

describe('counting tests', () => {
  it('counts a test file that does not load as a failure', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        { status: 'passed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  });

  it('counts a journey that passed at its second try as passed, and errors outside of tests as failures', () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
    expect(countPlaywright(report)).toEqual({ passed: 8, failed: 2, skipped: 2 });
  });
});
