import { join } from 'node:path';
import { defineConfig } from 'vite';

/**
 * The readers on a page of their own: what decoding costs without the app around it. And a page that fills a workspace,
 * for what takes more of one than can be dropped.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: '../.cache/decode',
    emptyOutDir: true,
    reportCompressedSize: false,
    rollupOptions: {
      input: ['index.html', 'share-seed.html'].map((name) => join(import.meta.dirname, name)),
    },
  },
  logLevel: 'error',
});
