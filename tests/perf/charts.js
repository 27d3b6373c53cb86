import { figure, inMs } from './figures.js';
import { importOnce } from './imports.js';

/** 10 runs × 100,000 points of one metric on one chart: until it is drawn, and drawn again at a zoom. */
export async function measureCharts(bench) {
  const first = [];
  const zoom = [];
  await bench.withProfile(async (context) => {
    await importOnce(context, bench, [bench.inputs.histories]);
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      const page = await context.newPage();
      await page.goto(`${bench.app}#/experiments/all`);
      await page.getByRole('checkbox', { name: 'Select all' }).click();
      const compare = page.getByRole('button', { name: 'Compare' });
      await compare.waitFor();
      await page.evaluate(() => {
        window.drawn = new Promise((resolve) => {
          const poll = () =>
            document.querySelector('figure canvas') ? resolve(performance.now()) : setTimeout(poll, 2);
          poll();
        });
        const button = [...document.querySelectorAll('button')].find(
          (one) => one.textContent.trim() === 'Compare',
        );
        window.askedAt = performance.now();
        button.click();
      });
      first.push(await page.evaluate(async () => (await window.drawn) - window.askedAt));
      zoom.push(await zoomOnce(page));
      await page.close();
    }
  });
  figure('click on Compare to the chart drawn', inMs(first));
  figure('end of a drag to the zoomed chart', inMs(zoom));
}

/** The figure is busy from the moment its query changes to the moment its answer is drawn. */
async function zoomOnce(page) {
  const box = await page.locator('figure canvas').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 3 });
  await page.evaluate(() => {
    const panel = document.querySelector('figure.chart-panel');
    window.zoomed = new Promise((resolve) => {
      let askedAt = 0;
      const watch = new MutationObserver(() => {
        const busy = panel.getAttribute('aria-busy') === 'true';
        if (busy && askedAt === 0) askedAt = performance.now();
        if (!busy && askedAt > 0) {
          watch.disconnect();
          resolve(performance.now() - askedAt);
        }
      });
      watch.observe(panel, { attributes: true, attributeFilter: ['aria-busy'] });
    });
  });
  await page.mouse.up();
  return page.evaluate(() => window.zoomed);
}
