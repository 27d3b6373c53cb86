import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

// What live runs cost the query worker, under Node and bundled: `node tests/perf/live-worker.js [runs] [live runs]`.
const outDir = await mkdtemp(join(tmpdir(), 'cairn-live-figures-'));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'tests/perf/live-figures.ts', outDir, minify: false, emptyOutDir: true },
    ssr: { noExternal: true },
  });
  const { measure } = await import(pathToFileURL(join(outDir, 'live-figures.js')).href);
  await measure(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 50));
} finally {
  await rm(outDir, { recursive: true });
}
