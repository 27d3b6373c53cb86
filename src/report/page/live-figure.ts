import type { ChartModel, Shown } from '../chart/chart-model.ts';
import { type ChartPicture, drawChart } from '../chart/draw-chart.ts';
import { make, makeButton, toElement } from './elements.ts';
import { makeReader, type Reader } from './readings.ts';
import { fillTip } from './tip.ts';
import { type Area, areaBetween, zoomedTo } from './zoom.ts';

/** Less than this is a click, not a stretch. */
const LEAST_DRAG_PX = 6;

/** One chart: drawn again at the width it has, zoomed by dragging, read by pointer and arrow keys. */
export class LiveFigure {
  private readonly plot: HTMLElement;
  private readonly tip = make('div', 'tip');
  private readonly cursor = make('div', 'cursor');
  private readonly area = make('div', 'area');
  private readonly reset = makeButton('Reset zoom', () => this.show({ zoomX: null, zoomY: null }));
  private picture: ChartPicture | null = null;
  private width = 0;
  private readonly reader: Reader;
  private dragFrom: { readonly x: number; readonly y: number } | null = null;

  constructor(
    private readonly figure: HTMLElement,
    private readonly model: ChartModel,
    private shown: Shown,
  ) {
    this.plot = figure.querySelector<HTMLElement>('.plot')!;
    this.reader = makeReader(model);
    this.tip.setAttribute('role', 'status');
    this.tip.hidden = true;
    for (const part of [this.cursor, this.area]) part.hidden = true;
    this.makeTools();
    this.listen();
    new ResizeObserver(() => this.fit()).observe(this.plot);
  }

  hide(hidden: ReadonlySet<number>): void {
    this.show({ hidden: new Set(hidden) });
  }

  private show(change: Partial<Shown>): void {
    this.shown = { ...this.shown, ...change };
    this.reset.hidden = this.shown.zoomX === null && this.shown.zoomY === null;
    this.redraw();
  }

  private fit(): void {
    const width = Math.round(this.plot.clientWidth);
    if (width === 0 || width === this.width) return;
    this.width = width;
    this.redraw();
  }

  private redraw(): void {
    if (this.width === 0) return;
    this.clearReading();
    this.picture = drawChart(this.model, this.shown, this.width, `${this.figure.id}-live`);
    this.plot.replaceChildren(toElement(this.picture.node), this.area, this.cursor, this.tip);
  }

  private makeTools(): void {
    const tools = this.figure.querySelector('.tools');
    if (!tools) return;
    const { model } = this;
    const log = (name: string, key: 'logX' | 'logY') => {
      const button = makeButton(name, () => {
        const isOn = !this.shown[key];
        button.setAttribute('aria-pressed', String(isOn));
        this.show({ [key]: isOn });
      });
      button.setAttribute('aria-pressed', String(this.shown[key]));
      return button;
    };
    this.reset.hidden = true;
    tools.append(this.reset);
    const canLog = (unit: string) => unit !== 'words' && unit !== 'time';
    if (model.kind === 'lines') {
      if (model.x !== 'time') tools.append(log('Log x', 'logX'));
      tools.append(log('Log scale', 'logY'));
    }
    if (model.kind === 'scatter') {
      if (canLog(model.x.unit)) tools.append(log('Log x', 'logX'));
      if (canLog(model.y.unit)) tools.append(log('Log y', 'logY'));
    }
  }

  private listen(): void {
    const { plot } = this;
    plot.addEventListener('pointermove', (event) => this.onMove(event));
    plot.addEventListener('pointerleave', () => this.dragFrom === null && this.clearReading());
    plot.addEventListener('pointerdown', (event) => this.onDown(event));
    plot.addEventListener('pointerup', (event) => this.onUp(event));
    plot.addEventListener('pointercancel', () => this.endDrag());
    plot.addEventListener('dblclick', () => this.show({ zoomX: null, zoomY: null }));
    plot.addEventListener('keydown', (event) => this.onKey(event));
    plot.addEventListener('blur', () => this.clearReading());
  }

  private placeOf(event: PointerEvent): { readonly x: number; readonly y: number } {
    const { left, top } = this.plot.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private onDown(event: PointerEvent): void {
    // A finger scrolls the page; it reads by touching.
    if (!this.picture?.axes || event.button !== 0 || event.pointerType === 'touch') return;
    this.dragFrom = this.placeOf(event);
    this.plot.setPointerCapture(event.pointerId);
  }

  private onMove(event: PointerEvent): void {
    const at = this.placeOf(event);
    const area = this.dragged(at);
    if (area) this.showArea(area);
    else this.read(at.x, at.y);
  }

  private onUp(event: PointerEvent): void {
    const area = this.dragged(this.placeOf(event));
    this.endDrag();
    if (area && this.picture?.axes) this.show(zoomedTo(area, this.picture.axes, this.model.kind));
  }

  private dragged(to: { readonly x: number; readonly y: number }): Area | null {
    const axes = this.picture?.axes;
    if (!this.dragFrom || !axes) return null;
    const area = areaBetween(this.dragFrom, to, axes.box, this.model.kind);
    return area.width >= LEAST_DRAG_PX ? area : null;
  }

  private showArea(area: Area): void {
    this.clearReading();
    this.area.hidden = false;
    Object.assign(this.area.style, {
      left: `${area.left}px`,
      top: `${area.top}px`,
      width: `${area.width}px`,
      height: `${area.height}px`,
    });
  }

  private endDrag(): void {
    this.dragFrom = null;
    this.area.hidden = true;
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined && this.picture) {
      const at = this.reader.step(step, this.picture, this.shown, this.width);
      if (at) this.read(at.x, at.y);
    } else if (event.key === 'Escape' && !this.tip.hidden) this.clearReading();
    else if (event.key === '+' || event.key === '=') this.zoomBy(0.5);
    else if (event.key === '-') this.zoomBy(2);
    else if (event.key === '0') this.show({ zoomX: null, zoomY: null });
    else return;
    event.preventDefault();
  }

  /** About the middle, by keys. */
  private zoomBy(factor: number): void {
    const axes = this.picture?.axes;
    if (!axes) return;
    const half = factor / 2;
    const ends = (scale: typeof axes.x) => [scale.fromUnit(0.5 - half), scale.fromUnit(0.5 + half)] as const;
    this.show({ zoomX: ends(axes.x), ...(this.model.kind === 'scatter' ? { zoomY: ends(axes.y) } : {}) });
  }

  private read(x: number, y: number): void {
    const reading = this.picture && this.reader.at(x, y, this.picture, this.shown, this.width);
    this.light(reading?.mark ?? -1);
    if (!reading) {
      this.clearReading();
      return;
    }
    this.tip.hidden = false;
    fillTip(this.tip, reading);
    const isLeft = reading.x > this.width / 2;
    const room = this.tip.offsetWidth;
    const left = isLeft ? reading.x - room - 12 : reading.x + 12;
    this.tip.style.left = `${Math.max(0, Math.min(this.width - room, left))}px`;
    this.tip.style.top = `${Math.max(0, reading.y)}px`;
    this.cursor.hidden = !reading.hasCursor;
    this.cursor.style.left = `${reading.x}px`;
  }

  private light(mark: number): void {
    for (const one of this.plot.querySelectorAll('.is-lit')) one.classList.remove('is-lit');
    if (mark >= 0) this.plot.querySelector(`[data-i="${mark}"]`)?.classList.add('is-lit');
  }

  private clearReading(): void {
    this.tip.hidden = true;
    this.cursor.hidden = true;
    this.light(-1);
  }
}
