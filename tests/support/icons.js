/** Draws every PNG icon from public/icon.svg. Run by hand after changing the SVG: node tests/support/icons.js */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, launchOptions } from './browser.js';
import { ROOT, runMain } from './project.js';

const PUBLIC = join(ROOT, 'public');

/** A launcher may cut a maskable icon down to a circle of 80 % of its width: the stones stay inside. */
const ICONS = [
  { file: 'icon-192.png', size: 192, share: 1, ground: 'transparent' },
  { file: 'icon-512.png', size: 512, share: 1, ground: 'transparent' },
  { file: 'icon-maskable-192.png', size: 192, share: 0.66, ground: '#fbfbfa' },
  { file: 'icon-maskable-512.png', size: 512, share: 0.66, ground: '#fbfbfa' },
  { file: 'apple-touch-icon.png', size: 180, share: 0.78, ground: '#fbfbfa' },
  { file: 'icon-monochrome-512.png', size: 512, share: 0.78, ground: 'transparent', filter: 'brightness(0)' },
];

await runMain(async () => {
  const svg = readFileSync(join(PUBLIC, 'icon.svg')).toString('base64');
  const browser = await chromium.launch(launchOptions(await findBrowser()));
  for (const { file, size, share, ground, filter = 'none' } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>
      body { margin: 0; height: 100vh; display: grid; place-items: center; background: ${ground} }
      img { width: ${share * 100}vw; filter: ${filter} }
    </style><img src="data:image/svg+xml;base64,${svg}">`);
    writeFileSync(join(PUBLIC, file), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
});
