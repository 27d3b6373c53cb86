import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

// The query worker's table under Node, bundled as the browser gets it: `node tests/perf/query-worker.js [runs]`.
const outDir = await mkdtemp(join(tmpdir(), 'cairn-query-figures-'));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'tests/perf/query-figures.ts', outDir, minify: false, emptyOutDir: true },
  });
  const { measure } = await import(pathToFileURL(join(outDir, 'query-figures.js')).href);
  await measure(Number(process.argv[2] ?? 100_000));
} finally {
  await rm(outDir, { recursive: true });
}
