import { describe, expect, it } from 'vitest';
import { checkFile, readImports } from '../support/layers.js';

function breachesOf(path: string, ...imports: string[]): string[] {
  return checkFile(path, imports.map((specifier) => `import { x } from '${specifier}';\n`).join(''));
}

describe('layers', () => {
  it('reads imports of every shape with their lines', () => {
    const text = [
      "import './look.css';",
      'import {',
      '  a,',
      "} from '../base/a.ts';",
      "export type { B } from './b.ts';",
      "const c = lazy(() => import('./c.ts'));",
      "const w = new Worker(new URL('../../workers/d.worker.ts', import.meta.url));",
      "// import { no } from './no.ts';",
      " * import('./no-either.ts')",
    ].join('\n');
    expect(readImports(text)).toEqual([
      { line: 1, specifier: './look.css', kind: 'import' },
      { line: 4, specifier: '../base/a.ts', kind: 'import' },
      { line: 5, specifier: './b.ts', kind: 'import' },
      { line: 6, specifier: './c.ts', kind: 'import' },
      { line: 7, specifier: '../../workers/d.worker.ts', kind: 'url' },
    ]);
  });

  it('lets imports point left', () => {
    expect(breachesOf('src/domain/run.ts', './ids.ts', '../base/brand.ts')).toEqual([]);
    expect(breachesOf('src/rpc/client.ts', 'comlink', '../storage/db.ts')).toEqual([]);
    expect(breachesOf('src/app/shell.tsx', '../features/runs/index.ts', 'solid-js/web')).toEqual([]);
    expect(breachesOf('src/features/runs/a.tsx', '../../ui/button.tsx', './b.ts', './a.css')).toEqual([]);
    expect(breachesOf('workers/query/sort.ts', '../../src/rpc/query-api.ts', './table.ts')).toEqual([]);
    expect(
      breachesOf('tests/e2e/x.spec.ts', '@playwright/test', '../../workers/import/text/yaml.ts'),
    ).toEqual([]);
  });

  it.each([
    ['src/base/a.ts', '../domain/run.ts', 'base may not use domain'],
    ['src/storage/a.ts', '../rpc/import-api.ts', 'storage may not use rpc'],
    ['src/ui/a.tsx', '../domain/run.ts', 'ui may not use domain'],
    ['src/features/runs/a.tsx', '../run/index.ts', 'features never import one another'],
    ['src/features/runs/a.tsx', '../../app/shell.tsx', 'features may not use app'],
    ['src/app/shell.tsx', '../features/runs/grid.tsx', 'a feature is entered by its index.ts'],
    ['src/rpc/a.ts', '../../workers/import/format.ts', 'nothing in src imports from workers'],
    ['workers/import/a.ts', '../../src/state/query.ts', 'workers may not use state'],
    ['workers/import/a.ts', '../../tests/support/run-table.ts', 'the app may not use test code'],
    ['src/features/runs/a.tsx', 'dexie', 'dexie is only for src/storage/'],
    ['workers/import/pipeline.ts', 'comlink', 'comlink is only for src/rpc/, workers/*.worker.ts'],
    ['workers/import/formats/csv/read.ts', 'yaml', 'yaml is only for workers/import/text/yaml.ts'],
    ['src/base/a.ts', 'node:fs', 'the app runs in a browser'],
    ['src/base/a.ts', 'left-pad/deep.js', 'left-pad has no home yet'],
  ])('refuses %s → %s', (from, to, reason) => {
    expect(breachesOf(from, to)).toEqual([expect.stringContaining(reason)]);
  });

  it('lets only rpc start a worker', () => {
    const text = "new Worker(new URL('../../workers/import.worker.ts', import.meta.url));\n";
    expect(checkFile('src/rpc/start.ts', text)).toEqual([]);
    expect(checkFile('src/state/start.ts', text)).toEqual([expect.stringContaining('only src/rpc')]);
  });

  it('refuses files that have grown too long', () => {
    expect(checkFile('src/base/a.ts', '\n'.repeat(500))).toEqual([]);
    expect(checkFile('src/base/a.ts', '\n'.repeat(501))).toEqual([expect.stringContaining('501 lines')]);
    expect(checkFile('workers/query.worker.ts', '\n'.repeat(41))).toHaveLength(1);
  });
});
