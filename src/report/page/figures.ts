import { unpackChart } from '../chart/chart-file.ts';
import { type ChartModel, firstShown, type PackedChart } from '../chart/chart-model.ts';
import { makeButton } from './elements.ts';
import { LiveFigure } from './live-figure.ts';

/** Makes every chart of the report live when it comes near the window, and joins their legends. */
export function makeFigures(page: Document): void {
  const live: LiveFigure[] = [];
  const hidden = new Set<number>();
  const toggle = (of: number): void => {
    if (!hidden.delete(of)) hidden.add(of);
    for (const item of page.querySelectorAll<HTMLElement>(`.legend [data-of="${of}"]`))
      item.setAttribute('aria-pressed', String(!hidden.has(of)));
    for (const figure of live) figure.hide(hidden);
  };
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        const model = readModel(target);
        if (!model) continue;
        const figure = new LiveFigure(target as HTMLElement, model, firstShown(model));
        live.push(figure);
        figure.hide(hidden);
      }
    },
    { rootMargin: '400px' },
  );
  for (const figure of page.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    makeLegend(figure, toggle);
    watch.observe(figure);
  }
}

function readModel(figure: Element): ChartModel | null {
  const data = figure.querySelector('script[type="application/json"]')?.textContent;
  return data ? unpackChart(JSON.parse(data) as PackedChart) : null;
}

/** Entries become switches. */
function makeLegend(figure: HTMLElement, toggle: (of: number) => void): void {
  for (const entry of figure.querySelectorAll<HTMLElement>('.legend [data-of]')) {
    const of = Number(entry.dataset.of);
    const button = makeButton('', () => toggle(of));
    button.className = entry.className;
    button.dataset.of = String(of);
    button.setAttribute('aria-pressed', 'true');
    button.append(...entry.childNodes);
    entry.replaceWith(button);
  }
}
