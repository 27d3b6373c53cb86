import { type Accessor, createContext, createMemo, createSignal, useContext } from 'solid-js';
import { assert } from '../../base/assert.ts';
import type { RunKey } from '../../domain/ids.ts';
import { changeAll, changeOwn, settingsOf } from '../../domain/line-settings.ts';
import type { RunColour } from '../../domain/run-colour.ts';
import type { ChartsView, ChartX, LineSettings } from '../../domain/view-state.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';
import type { Range } from '../../ui/line-chart/index.ts';
import { type HiddenLine, withHidden } from './hidden-lines.ts';
import type { WallScene } from './wall-scene.ts';

/** A run or a group: whose line it is. */
export interface DrawnLine {
  readonly id: string;
  readonly label: string;
  readonly colour: RunColour;
}

export interface SharedCursor {
  readonly axis: ChartX;
  readonly x: number;
}

/** What the charts of a wall share: whose lines they draw, settings, crosshair, zoom, and what is lit. */
export interface WallStore {
  readonly scene: WallScene;
  readonly lines: Accessor<readonly DrawnLine[]>;
  readonly view: Accessor<ChartsView>;
  /** Of one chart or, with null, of all; what is being tried included. Tracks. */
  readonly settings: (id: string | null) => LineSettings;
  /** For one chart, or for all where the id is null. */
  readonly change: (id: string | null, change: Partial<LineSettings>) => void;
  /** Shows a change that is not decided yet: a slider that is being drawn. The next `change` ends it. */
  readonly preview: (id: string | null, change: Partial<LineSettings>) => void;
  readonly cursor: Accessor<SharedCursor | null>;
  readonly setCursor: (cursor: SharedCursor | null) => void;
  readonly isZoomShared: Accessor<boolean>;
  readonly setZoomShared: (shared: boolean) => void;
  readonly sharedZoom: (axis: ChartX) => Range | null;
  readonly setSharedZoom: (axis: ChartX, range: Range | null) => void;
  /** Id of the run or group whose lines stand out. */
  readonly lit: Accessor<string | null>;
  readonly light: (id: string | null) => void;
  readonly press: (id: string, event: MouseEvent | KeyboardEvent) => void;
  /** Lines that the legend hid and that can be shown again. */
  readonly off: Accessor<readonly HiddenLine[]>;
  /** Hides a line, or shows it again; null where the scene cannot hide. */
  readonly toggle: ((id: string) => void) | null;
  /** Opens a list of metrics; the answer comes when one was picked. */
  readonly pickMetric: (title: string, onPick: (key: string) => void) => void;
}

export const WallContext = createContext<WallStore>();

export function useWall(): WallStore {
  const store = useContext(WallContext);
  assert(store, 'useWall is called within a wall of charts');
  return store;
}

interface Preview {
  readonly id: string | null;
  readonly change: Partial<LineSettings>;
}

/** `ownAxis`: what the source draws a metric against; null where that is the step. */
export function createWallStore(
  scene: WallScene,
  pickMetric: WallStore['pickMetric'],
  ownAxis: (id: string) => ChartX | null,
): WallStore {
  const applied = (view: ChartsView, { id, change }: Preview): ChartsView =>
    id === null ? changeAll(view, change) : changeOwn(view, id, change, ownAxis(id));
  const [cursor, setCursor] = createSignal<SharedCursor | null>(null);
  const [isZoomShared, setZoomShared] = createStoredSignal<boolean>(
    'charts-zoom-together',
    (raw) => (typeof raw === 'boolean' ? raw : undefined),
    true,
  );
  const [zooms, setZooms] = createSignal<ReadonlyMap<ChartX, Range>>(new Map());
  const [preview, setPreview] = createSignal<Preview | null>(null);
  const [litGroup, setLitGroup] = createSignal<string | null>(null);
  const lines = createMemo((): readonly DrawnLine[] => {
    const groups = scene.groups();
    if (groups) return groups;
    return scene.runs().map(({ run, name, colour }) => ({ id: run, label: name || run.slice(0, 8), colour }));
  });
  const groupOf = createMemo(() => {
    const groups = scene.groups() ?? [];
    return new Map(groups.flatMap((group) => group.runs.map((run) => [run, group.id] as const)));
  });
  const lit = (): string | null => {
    const run = scene.lit();
    if (!scene.groups()) return run;
    return litGroup() ?? (run === null ? null : (groupOf().get(run) ?? null));
  };
  return {
    scene,
    lines,
    view: scene.charts,
    settings: (id) => {
      const view = scene.charts();
      const tried = preview();
      const seen = tried === null ? view : applied(view, tried);
      return id === null ? seen.line : settingsOf(seen, id, ownAxis(id));
    },
    change: (id, change) => {
      setPreview(null);
      if (id === null && change.x !== undefined) setZooms(new Map());
      scene.setCharts(applied(scene.charts(), { id, change }));
    },
    preview: (id, change) => void setPreview({ id, change }),
    cursor,
    setCursor: (next) => void setCursor(next),
    isZoomShared,
    setZoomShared: (shared) => void setZoomShared(shared),
    sharedZoom: (axis) => zooms().get(axis) ?? null,
    setSharedZoom: (axis, range) => {
      const next = new Map(zooms());
      if (range) next.set(axis, range);
      else next.delete(axis);
      setZooms(next);
    },
    lit,
    light: (id) => {
      if (scene.groups()) setLitGroup(id);
      else scene.light(id as RunKey | null);
    },
    ...createToggle(scene, lines),
    press: (id, event) => pressLine(scene, id, event),
    pickMetric,
  };
}

/** What is hidden leaves the scene: the legend remembers what it was. */
function createToggle(
  { setEye }: WallScene,
  lines: Accessor<readonly DrawnLine[]>,
): Pick<WallStore, 'off' | 'toggle'> {
  const [hidden, setHidden] = createSignal<readonly HiddenLine[]>([]);
  const off = createMemo(() => {
    const drawn = new Set(lines().map(({ id }) => id));
    return hidden().filter(({ line }) => !drawn.has(line.id));
  });
  if (!setEye) return { off, toggle: null };
  const toggle = (id: string): void => {
    const line = lines().find((one) => one.id === id);
    // Without any line there are no charts, and no legend to bring one back.
    if (line && lines().length === 1) return;
    const others = hidden().filter((one) => one.line.id !== id);
    const at = withHidden(lines(), off()).findIndex((one) => one.id === id);
    setHidden(line ? [...others, { line, at }] : others);
    setEye(id, line === undefined);
  };
  return { off, toggle };
}

/** A click opens the run; with Ctrl, Cmd or Shift it joins the selection, or leaves it. A group is selected whole. */
function pressLine(scene: WallScene, id: string, event: MouseEvent | KeyboardEvent): void {
  const group = scene.groups()?.find((one) => one.id === id);
  const adds = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!group && !adds) {
    scene.open(id as RunKey);
    return;
  }
  const runs: readonly string[] = group ? group.runs : [id];
  const selected = new Set(scene.selected());
  const isIn = runs.every((run) => selected.has(run));
  for (const run of runs) {
    if (isIn) selected.delete(run);
    else selected.add(run);
  }
  scene.select(selected);
}
