import { defineConfig } from 'vite';

/** The ways of connecting browsers on a page of their own, under the policy of the app. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: '../../public',
  build: { target: 'es2022', outDir: '../.cache/net', emptyOutDir: true, reportCompressedSize: false },
  logLevel: 'error',
});
