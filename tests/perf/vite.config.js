import { defineConfig } from 'vite';

/** The readers on a page of their own: what decoding costs without the app around it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  worker: { format: 'es' },
  build: { target: 'es2022', outDir: '../.cache/decode', emptyOutDir: true, reportCompressedSize: false },
  logLevel: 'error',
});
