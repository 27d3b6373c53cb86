import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { inlineScript } from '../../vite.config.ts';

/** The frame and the screens over a share state that is driven by hand: `?scene=<name of scenes.ts>`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [solid(), inlineScript()],
  // No service worker stands behind this page.
  define: { 'import.meta.env.DEV': 'true' },
  worker: { format: 'es', plugins: () => [inlineScript()] },
  build: { target: 'es2022', outDir: '../.cache/gallery', emptyOutDir: true, reportCompressedSize: false },
  logLevel: 'error',
});
