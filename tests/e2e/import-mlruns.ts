import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { StoreFiles } from '../support/mlruns-notation.ts';
import { expect } from './fixtures.ts';

/** Writes a store to the disk for as long as it takes to choose it, and waits until its runs are imported. */
export async function importMlruns(page: Page, files: StoreFiles, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-store-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, 'mlruns', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    await page.getByLabel('Folder to import').setInputFiles(join(folder, 'mlruns'));
    await expect(page.getByRole('status').filter({ hasText: `Imported ${runs} runs` })).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
