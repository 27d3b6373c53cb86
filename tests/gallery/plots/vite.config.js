import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

/** Every kind of plot over made runs: see `plots.tsx` for what may stand in its address. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [solid()],
  worker: { format: 'es' },
  build: { target: 'es2022', outDir: '../../.cache/plots', emptyOutDir: true, reportCompressedSize: false },
  logLevel: 'error',
});
