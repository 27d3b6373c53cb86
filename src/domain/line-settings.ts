import { type ChartsView, type ChartX, FIRST_LINE, type LineSettings } from './view-state.ts';

export type LineSetting = keyof LineSettings;

/**
 * What a chart is drawn with: its own settings, and for the rest those of all charts. `ownAxis` is what the source draws
 * its metric against; it stands for the step while nobody chose another axis.
 */
export function settingsOf(view: ChartsView, id: string, ownAxis: ChartX | null = null): LineSettings {
  const own = ownOf(view, id);
  const shared = ownAxis !== null && view.line.x === FIRST_LINE.x ? ownAxis : view.line.x;
  const x = own.x ?? shared;
  // A stretch of steps means nothing on another axis.
  const range = x === view.line.x ? {} : { rangeX: [null, null] as const };
  return { ...view.line, ...range, ...own, x };
}

export function ownOf(view: ChartsView, id: string): Partial<LineSettings> {
  return Object.hasOwn(view.own, id) ? (view.own[id] ?? {}) : {};
}

export function hasOwn(view: ChartsView, id: string, settings: readonly LineSetting[]): boolean {
  const own = ownOf(view, id);
  return settings.some((setting) => own[setting] !== undefined);
}

export function changeAll(view: ChartsView, change: Partial<LineSettings>): ChartsView {
  return { ...view, line: { ...view.line, ...withoutStretch(view.line.x, change) } };
}

export function changeOwn(
  view: ChartsView,
  id: string,
  change: Partial<LineSettings>,
  ownAxis: ChartX | null = null,
): ChartsView {
  const next = { ...ownOf(view, id), ...withoutStretch(settingsOf(view, id, ownAxis).x, change) };
  return { ...view, own: { ...view.own, [id]: next } };
}

/** Makes these settings of a chart follow those of all charts again. */
export function giveBack(view: ChartsView, id: string, settings: readonly LineSetting[]): ChartsView {
  const kept = Object.entries(ownOf(view, id)).filter(
    ([setting]) => !settings.includes(setting as LineSetting),
  );
  const others = Object.entries(view.own).filter(([key]) => key !== id);
  const own = kept.length > 0 ? [...others, [id, Object.fromEntries(kept)] as const] : others;
  return { ...view, own: Object.fromEntries(own) };
}

function withoutStretch(x: ChartX, change: Partial<LineSettings>): Partial<LineSettings> {
  return change.x !== undefined && change.x !== x ? { rangeX: [null, null], ...change } : change;
}
