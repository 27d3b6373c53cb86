import 'fake-indexeddb/auto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/domain/import-report.ts';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { importTree } from '../support/import-folder.ts';
import { makeMemoryFile, openFolderSource } from '../support/memory-source.ts';
import { writeTar } from '../support/tar-writer.ts';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'one-run', 'lightning-2.6.6-four-loggers');
const NEVER = new AbortController().signal;

async function filesOf(keep: (path: string) => boolean): Promise<Map<string, Uint8Array>> {
  const { tree } = openFolderSource(FIXTURE, keep);
  const read = tree.files.map(async (file) => [file.path, await file.slice(0, file.sizeBytes)] as const);
  return new Map(await Promise.all(read));
}

async function importFiles(files: ReadonlyMap<string, Uint8Array>): Promise<ImportReport> {
  const dropped = [...files].map(([path, bytes]) => makeMemoryFile(path, bytes));
  const { report } = await importTree(new SourceTree((await expandArchives(dropped, NEVER)).files));
  return report;
}

function leftOut({ problems }: ImportReport): readonly string[] {
  return problems
    .filter(({ code }) => code === 'same-run')
    .map(({ path, facts }) => `${path}: ${facts?.runs} ${facts?.format}`)
    .sort();
}

describe('a folder of two runs, each logged to W&B, TensorBoard, CSV and MLflow', () => {
  it('is two runs, the others are named', async () => {
    const report = await importFiles(await filesOf(() => true));
    expect(report.newRuns).toBe(2);
    expect(report.experimentCount).toBe(2);
    expect(leftOut(report)).toEqual([
      'training/lightning_logs/version_0/metrics.csv: 1 MLflow folder',
      'training/lightning_logs/version_1/metrics.csv: 1 MLflow folder',
      'training/runs/version_0: 1 MLflow folder',
      'training/runs/version_1: 1 MLflow folder',
      'training/wandb/offline-run-20261126_080637-lineid01: 1 MLflow folder',
      'training/wandb/offline-run-20261126_080657-lineid02: 1 MLflow folder',
    ]);
  });

  it('is the same inside one archive', async () => {
    const entries = [...(await filesOf(() => true))].map(([name, content]) => ({ name, content }));
    const report = await importFiles(new Map([['training.tar.gz', gzipSync(writeTar(entries))]]));
    expect(report.newRuns).toBe(2);
    expect(leftOut(report)).toHaveLength(6);
  });

  it('is two runs of W&B, TensorBoard or CSV where the others are missing', async () => {
    const order = ['wandb/', 'runs/', 'lightning_logs/'];
    for (let from = 0; from < order.length; from++) {
      const wanted = order.slice(from);
      const report = await importFiles(
        await filesOf((path) => wanted.some((one) => path.includes(`/${one}`))),
      );
      expect(report.newRuns).toBe(2);
      expect(report.pointCount).toBeGreaterThan(20);
    }
  });

  it('is more than two where one logger missed a run', async () => {
    const files = await filesOf((path) => !path.includes('lineid01') && !path.includes('mlruns/'));
    const report = await importFiles(files);
    expect(report.newRuns).toBe(2);
    expect(report.formats).toContain('TensorBoard');
    expect(leftOut(report)).toHaveLength(3);
  });
});
