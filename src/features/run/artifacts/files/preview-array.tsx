import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatBytes, formatCount, formatNumber, formatPlural } from '../../../../base/format.ts';
import type { ArrayStatistics, NumpyArray, NumpyWindow } from '../../../../rpc/file-inspection.ts';
import { readArrayWindow } from '../../../../rpc/preview-client.ts';
import { COLUMNS_AT_ONCE, ColumnPager } from '../tables/column-pager.tsx';
import type { LoadRows } from '../tables/row-pages.ts';
import { WindowedTable } from '../tables/windowed-table.tsx';
import { type Fact, FileFacts, shapeText } from './file-parts.tsx';
import { MatrixShades } from './matrix-shades.tsx';

/** A NumPy array: what its header says, what its numbers are like, and its values as a table. */
export function PreviewArray(props: {
  readonly array: NumpyArray;
  readonly blob: Blob;
  readonly member: string | null;
}): JSX.Element {
  return (
    <>
      <FileFacts facts={toFacts(props.array)} />
      <Show when={props.array.values === 'pickled'}>
        <p class="file-warning">
          Values not opened: they are Python objects, which are kept as a pickle, and a pickle can run code
          when it is read.
        </p>
      </Show>
      <Show when={props.array.values === 'cut-short'}>
        <p class="file-warning">The file ends before its last value: it holds less than its shape says.</p>
      </Show>
      <Show when={props.array.shades}>
        {(shades) => <MatrixShades shades={shades()} shape={props.array.shape} />}
      </Show>
      <Show when={props.array.values === 'here' && props.array.valueCount > 0}>
        <ArrayTable {...props} />
      </Show>
    </>
  );
}

function toFacts(array: NumpyArray): readonly Fact[] {
  return [
    ['Type', array.type],
    ['Shape', shapeText(array.shape)],
    ['Values', `${formatCount(array.valueCount)}, ${formatBytes(array.dataBytes)}`],
    ['Order', array.shape.length > 1 ? array.order : ''],
    ...(array.statistics ? toStatistics(array.statistics, array.valueCount) : []),
  ];
}

function toStatistics(known: ArrayStatistics, valueCount: number): readonly Fact[] {
  if (known.looked === 0) return [];
  const isPart = known.looked < valueCount;
  return [
    ['Least, greatest', `${formatNumber(known.least)}, ${formatNumber(known.greatest)}`],
    ['Mean', formatNumber(known.mean)],
    ['Not a number', known.nan === 0 ? 'none' : formatCount(known.nan)],
    ['Infinite', known.infinite === 0 ? '' : formatCount(known.infinite)],
    ['Measured over', isPart ? `the first ${formatPlural(known.looked, 'value')}` : ''],
  ];
}

/** The last two axes are rows and columns; of every other axis one place is chosen. */
function ArrayTable(props: {
  readonly array: NumpyArray;
  readonly blob: Blob;
  readonly member: string | null;
}): JSX.Element {
  const axes = () => props.array.shape.length;
  const isRecord = () => props.array.fields.length > 0;
  const columnAxis = () => (isRecord() || axes() < 2 ? -1 : axes() - 1);
  const rowAxis = () => (columnAxis() === -1 ? axes() - 1 : axes() - 2);
  const outer = createMemo(() =>
    props.array.shape.map((size, axis) => ({ size, axis })).slice(0, Math.max(0, rowAxis())),
  );
  const [fixed, setFixed] = createSignal<readonly number[]>(props.array.shape.map(() => 0));
  const [columnStart, setColumnStart] = createSignal(0);
  const columnCount = () =>
    isRecord() ? props.array.fields.length : columnAxis() < 0 ? 1 : props.array.shape[columnAxis()]!;
  const names = createMemo(() => {
    const end = Math.min(columnCount(), columnStart() + COLUMNS_AT_ONCE);
    if (isRecord()) return props.array.fields.slice(columnStart(), end);
    if (columnAxis() < 0) return ['value'];
    return Array.from({ length: end - columnStart() }, (_, index) => String(columnStart() + index));
  });
  const rowCount = () => (rowAxis() < 0 ? 1 : props.array.shape[rowAxis()]!);
  const loadRows = createMemo((): LoadRows => {
    const from = columnStart();
    const window = {
      rowAxis: rowAxis(),
      columnAxis: columnAxis(),
      fixed: fixed(),
      columnStart: isRecord() ? 0 : from,
      columnEnd: isRecord() ? 1 : from + COLUMNS_AT_ONCE,
    };
    return async (rowStart, rowEnd) => {
      const whole: NumpyWindow = { ...window, rowStart, rowEnd };
      const rows = await readArrayWindow(props.blob, props.member, whole);
      return isRecord() ? (rows?.map((row) => row.slice(from, from + COLUMNS_AT_ONCE)) ?? null) : rows;
    };
  });
  const choose = (axis: number, place: number) =>
    setFixed((old) => old.map((known, index) => (index === axis ? place : known)));
  return (
    <>
      <Show when={outer().length > 0}>
        <div class="file-tools">
          <span class="muted">Slice</span>
          <For each={outer()}>
            {({ size, axis }) => (
              <label>
                Axis {axis}{' '}
                <input
                  type="number"
                  class="field"
                  min="0"
                  max={size - 1}
                  value={fixed()[axis]}
                  onChange={(event) => {
                    const wanted = Math.trunc(event.currentTarget.valueAsNumber) || 0;
                    const place = Math.max(0, Math.min(size - 1, wanted));
                    event.currentTarget.value = String(place);
                    choose(axis, place);
                  }}
                />{' '}
                <span class="muted">of 0–{formatCount(size - 1)}</span>
              </label>
            )}
          </For>
        </div>
      </Show>
      <ColumnPager start={columnStart()} count={columnCount()} onStart={setColumnStart} />
      <WindowedTable
        name="Values"
        columns={names()}
        rowCount={rowCount()}
        loadRows={loadRows()}
        firstNumber={0}
      />
    </>
  );
}
