import type { NumpyArray, NumpyWindow, Unreadable } from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';
import { type Field, holdsObjects, leafFields, typeText } from './data-type.ts';
import { type NumpyHeader, readNumpyHeader, stridesOf } from './header.ts';
import { measureArray, shadeMatrix } from './statistics.ts';
import { fieldText, valueText } from './values.ts';

/** Cells of one window. */
const MOST_CELLS = 200_000;
const MOST_FIELDS = 1000;
/** A window that lies this close together is read at once; a row or column of it if that does. */
const WHOLE_BYTES = 4 * 1024 * 1024;
const STRIP_BYTES = 64 * 1024;

/** What the header says, with statistics of the values. */
export async function inspectNumpy(file: SourceFile): Promise<NumpyArray | Unreadable> {
  const result = await readNumpyHeader(file);
  if (!result.ok) return { kind: 'unreadable', reason: result.reason };
  const { header } = result;
  const values = valuesOf(file, header);
  const statistics = values === 'here' ? await measureArray(file, header) : null;
  return {
    kind: 'npy',
    type: typeText(header.type),
    shape: header.shape,
    order: header.isFortran ? 'Fortran' : 'C',
    valueCount: header.valueCount,
    dataBytes: file.sizeBytes - header.dataStart,
    fields: leafFields(header.type)
      .slice(0, MOST_FIELDS)
      .map((field) => field.name),
    values,
    statistics,
    shades: await shadeMatrix(file, header, statistics),
  };
}

function valuesOf(file: SourceFile, header: NumpyHeader): NumpyArray['values'] {
  if (holdsObjects(header.type)) return 'pickled';
  const end = header.dataStart + header.valueCount * header.type.sizeBytes;
  return end <= file.sizeBytes ? 'here' : 'cut-short';
}

/** The cells of a window, row by row; null where they are not there. Columns of records are their fields. */
export async function readNumpyWindow(
  file: SourceFile,
  window: NumpyWindow,
): Promise<readonly (readonly string[])[] | null> {
  const result = await readNumpyHeader(file);
  if (!result.ok || valuesOf(file, result.header) !== 'here') return null;
  const { header } = result;
  const place = placeWindow(header, window);
  if (place === null) return null;
  const fields = header.type.kind === 'record' ? leafFields(header.type).slice(0, MOST_FIELDS) : [];
  if (place.rows * Math.max(place.columns, fields.length) > MOST_CELLS) return null;
  return readCells(file, header, place, fields);
}

interface Place {
  /** Of the first cell. */
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

function placeWindow(header: NumpyHeader, window: NumpyWindow): Place | null {
  const { shape } = header;
  const strides = stridesOf(header);
  const { rowAxis, columnAxis, fixed } = window;
  const isAxis = (axis: number) =>
    axis === -1 || (Number.isInteger(axis) && axis >= 0 && axis < shape.length);
  if (!isAxis(rowAxis) || !isAxis(columnAxis) || (rowAxis === columnAxis && rowAxis !== -1)) return null;
  let start = header.dataStart;
  for (const [axis, size] of shape.entries()) {
    if (axis === rowAxis || axis === columnAxis) continue;
    const at = fixed[axis] ?? 0;
    if (!(Number.isInteger(at) && at >= 0 && at < size)) return null;
    start += at * strides[axis]!;
  }
  const [rowStart, rows] = cutSpan(window.rowStart, window.rowEnd, rowAxis < 0 ? 1 : shape[rowAxis]!);
  const [columnStart, columns] = cutSpan(
    window.columnStart,
    window.columnEnd,
    columnAxis < 0 ? 1 : shape[columnAxis]!,
  );
  const rowStep = rowAxis < 0 ? 0 : strides[rowAxis]!;
  const columnStep = columnAxis < 0 ? 0 : strides[columnAxis]!;
  start += rowStart * rowStep + columnStart * columnStep;
  return { start, rows, columns, rowStep, columnStep };
}

function cutSpan(start: number, end: number, size: number): readonly [start: number, count: number] {
  const from = Math.max(0, Math.min(size, Math.trunc(start) || 0));
  const to = Math.max(from, Math.min(size, Math.trunc(end) || 0));
  return [from, to - from];
}

async function readCells(
  file: SourceFile,
  { type }: NumpyHeader,
  place: Place,
  fields: readonly Field[],
): Promise<readonly (readonly string[])[]> {
  const read = makeReader(file, place, type.sizeBytes);
  const rows: string[][] = [];
  for (let row = 0; row < place.rows; row++) {
    const cells: string[] = [];
    for (let column = 0; column < place.columns; column++) {
      const { view, at } = await read(row, column);
      if (at + type.sizeBytes > view.byteLength) cells.push('');
      else if (fields.length === 0) cells.push(valueText(view, at, type));
      else for (const field of fields) cells.push(fieldText(view, at, field));
    }
    rows.push(cells);
  }
  return rows;
}

interface Found {
  readonly view: DataView;
  readonly at: number;
}

/** The bytes of a cell: out of the whole window where that is small, else out of its row or column, else alone. */
function makeReader(file: SourceFile, place: Place, sizeBytes: number) {
  const allBytes =
    Math.max(0, place.rows - 1) * place.rowStep +
    Math.max(0, place.columns - 1) * place.columnStep +
    sizeBytes;
  const isByColumn = place.columnStep > place.rowStep;
  const inner = isByColumn ? place.rows : place.columns;
  const stripBytes = Math.max(0, inner - 1) * (isByColumn ? place.rowStep : place.columnStep) + sizeBytes;
  const held = new Map<number, DataView>();
  return async (row: number, column: number): Promise<Found> => {
    const at = place.start + row * place.rowStep + column * place.columnStep;
    let [start, length] = [at, sizeBytes];
    if (allBytes <= WHOLE_BYTES) [start, length] = [place.start, allBytes];
    else if (stripBytes <= STRIP_BYTES) {
      start = place.start + (isByColumn ? column * place.columnStep : row * place.rowStep);
      length = stripBytes;
    }
    let view = held.get(start);
    if (view === undefined) {
      // Columns are come back to with every row, rows are not.
      if (!isByColumn || stripBytes > STRIP_BYTES) held.clear();
      const bytes = await file.slice(start, start + length);
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      held.set(start, view);
    }
    return { view, at: at - start };
  };
}
