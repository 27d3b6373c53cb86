import { median } from './figures.js';

/** Frame times over 300 frames, moving the grid by so many pixels each. */
export async function countFrames(page, pxPerFrame) {
  const times = await page.evaluate(async (px) => {
    const grid = document.querySelector('[role=grid][aria-label=Runs]');
    const scroller = [grid, ...grid.querySelectorAll('*')].find(
      (one) => one.scrollHeight > one.clientHeight + 100 && getComputedStyle(one).overflowY !== 'visible',
    );
    scroller.scrollTop = 0;
    const times = [];
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 300; frame++) {
      scroller.scrollTop += px;
      const now = await new Promise(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  }, pxPerFrame);
  return { frames: times.length, slow: times.filter((ms) => ms > 32).length, median: median(times) };
}
