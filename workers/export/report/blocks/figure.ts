import { packChart } from '../../../../src/report/chart/chart-file.ts';
import { type ChartModel, firstShown } from '../../../../src/report/chart/chart-model.ts';
import { drawChart } from '../../../../src/report/chart/draw-chart.ts';
import { drawnHtml, type Html, html, jsonHtml, NOTHING, name } from '../html.ts';
import type { DrawnOwner } from '../report-source.ts';

/** Width of the picture that stands there before, and without, the script (px). */
const FIRST_WIDTH = 500;
const WIDE_WIDTH = 1000;

export interface FigureParts {
  readonly id: string;
  readonly title: string;
  readonly model: ChartModel;
  readonly legend: Html;
  /** What a look at it does not tell. */
  readonly notes: readonly string[];
  /** The same as a table; NOTHING where the picture says all. */
  readonly values: Html;
}

/** Text of the pictures, the data and the words around them. */
export function figureHtml({ id, title, model, legend, notes, values }: FigureParts): Html {
  const isWide = model.kind !== 'lines';
  const { node } = drawChart(model, firstShown(model), isWide ? WIDE_WIDTH : FIRST_WIDTH, `${id}-first`);
  const canRead = model.kind !== 'bars';
  const plot = canRead
    ? html`<div class="plot" tabindex="0" role="group" aria-label="${title}: arrow keys read it">${drawnHtml(node)}</div>`
    : html`<div class="plot">${drawnHtml(node)}</div>`;
  const note = notes.length > 0 ? html`<p class="note">${notes.join(' · ')}</p>` : NOTHING;
  return html`<figure id="${id}" class="card${isWide ? ' wide' : ''}" data-chart><figcaption><h3>${name(title)}</h3><span class="tools"></span></figcaption>${plot}${legend}${note}${values}${jsonHtml(packChart(model))}</figure>
`;
}

/** Of the lines, each with the runs or groups that it is of. */
export function legendOf(owners: readonly Omit<DrawnOwner, 'id'>[]): Html {
  const entries = owners.map(
    ({ of, name: text, look }) =>
      html`<li><span class="key" data-of="${of}"><span class="swatch k${look.hue}${look.dashed ? ' dash' : ''}"></span>${name(text)}</span></li>`,
  );
  return html`<ul class="legend" aria-label="Legend">${entries}</ul>`;
}
