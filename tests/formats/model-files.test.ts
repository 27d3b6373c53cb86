import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KIND_HEAD_BYTES, type ModelFileFormat, toArtifactKind } from '../../src/domain/artifact-kind.ts';
import type { Inspection, NumpyWindow } from '../../src/rpc/file-inspection.ts';
import { readMlModel } from '../../workers/models/read-ml-model.ts';
import { inspectFile, readArrayWindow } from '../../workers/preview/inspect-file.ts';
import { turns } from '../support/turns.ts';

const FOLDER = 'tests/fixtures/models';

interface Expected {
  readonly type?: string;
  readonly shape: readonly number[];
  readonly order: string;
  readonly cells: readonly (readonly string[])[];
}

const expected = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Record<string, unknown>;

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, path)));
}

function formatOf(path: string, bytes: Uint8Array): ModelFileFormat {
  const kind = toArtifactKind(path, bytes.subarray(0, KIND_HEAD_BYTES));
  if (kind.kind !== 'model-file') throw new Error(`${path} is taken for ${kind.kind}`);
  return kind.format;
}

async function inspect<K extends Inspection['kind']>(path: string, kind: K, member: string | null = null) {
  const bytes = bytesOf(path);
  const found = await inspectFile(formatOf(path, bytes), new Blob([bytes]), member);
  if (found.kind !== kind) throw new Error(`${path}: ${JSON.stringify(found)}`);
  return found as Extract<Inspection, { kind: K }>;
}

/** All of an array of up to two axes, or its values in the order C has them. */
async function cellsOf(path: string, shape: readonly number[]): Promise<readonly (readonly string[])[]> {
  const blob = new Blob([bytesOf(path)]);
  const ask = async (window: Partial<NumpyWindow>) => {
    const whole = { rowAxis: -1, columnAxis: -1, fixed: [], rowStart: 0, rowEnd: 1e6 };
    const found = await readArrayWindow(blob, null, { ...whole, columnStart: 0, columnEnd: 1e6, ...window });
    if (found === null) throw new Error(`no cells in ${path}`);
    return found;
  };
  if (shape.length < 3)
    return ask({
      rowAxis: shape.length - 2 < 0 ? shape.length - 1 : 0,
      columnAxis: shape.length === 2 ? 1 : -1,
    });
  const found: (readonly string[])[] = [];
  const [outer = 0, inner = 0] = shape;
  for (let a = 0; a < outer; a++)
    for (let b = 0; b < inner; b++)
      for (const row of await ask({ rowAxis: 2, columnAxis: 3, fixed: [a, b, 0, 0] }))
        for (const cell of row) found.push([cell]);
  return found;
}

/** NumPy's own text of a value, and ours, are the same value. */
function isSame(path: string, ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  if (path.includes('complex')) return `(${ours})` === theirs || ours === theirs;
  if (path.includes('spans')) return Number.parseInt(ours, 10) === Number.parseInt(theirs, 10);
  // NumPy's fewest digits of sixteen bits, where ours are exact.
  if (path.includes('f2') && Number(ours) !== 0)
    return Math.abs(Number(ours) / Number(theirs) - 1) < 2 ** -12;
  return theirs !== '' && Number(ours) === Number(theirs);
}

describe('NumPy', () => {
  const cases = Object.keys(expected).filter((path) => path.endsWith('.npy'));

  it.each(cases)('reads every value of %s as NumPy prints it', async (path) => {
    const { shape, order, cells } = expected[path] as Expected;
    const array = await inspect(path, 'npy');
    expect(array).toMatchObject({ shape, order, values: 'here' });
    const found = await cellsOf(path, shape);
    expect(found.map((row) => row.length)).toEqual(cells.map((row) => row.length));
    for (const [at, row] of cells.entries()) {
      for (const [column, cell] of row.entries()) {
        const ours = found[at]![column]!;
        expect(isSame(path, ours, cell), `${ours} is ${cell}`).toBe(true);
      }
    }
  });

  it('measures numbers and leaves the others alone', async () => {
    const half = await inspect('numpy-2.2.6/f2.npy', 'npy');
    expect(half.statistics).toMatchObject({ looked: 8, nan: 1, infinite: 2, least: -2.5, greatest: 65504 });
    const matrix = await inspect('numpy-2.2.6/f4.npy', 'npy');
    expect(matrix.shades).toHaveLength(240);
    expect([Math.min(...matrix.shades!), Math.max(...matrix.shades!)]).toEqual([0, 255]);
    expect((await inspect('numpy-2.2.6/text.npy', 'npy')).statistics).toBeNull();
    expect((await inspect('numpy-2.2.6/empty.npy', 'npy')).statistics?.least).toBeNaN();
  });

  it('shows records field by field', async () => {
    const array = await inspect('numpy-2.2.6/records.npy', 'npy');
    expect(array.fields).toEqual(['id', 'at', 'in.name', 'in.ok']);
    expect(array.type).toBe('{id: int32, at: float64 (2), in: {name: <U4, ok: bool}}');
    expect(await cellsOf('numpy-2.2.6/records.npy', [3])).toEqual([
      ['1', '[0.5, 1]', 'a', 'False'],
      ['2', '[2, 3]', 'b', 'False'],
      ['3', '[4, 5]', 'c', 'False'],
    ]);
  });

  it('never opens Python objects', async () => {
    expect(await inspect('numpy-2.2.6/objects.npy', 'npy')).toMatchObject({
      type: 'object',
      values: 'pickled',
    });
    const window = {
      rowAxis: 0,
      columnAxis: -1,
      fixed: [],
      rowStart: 0,
      rowEnd: 2,
      columnStart: 0,
      columnEnd: 1,
    };
    const blob = new Blob([bytesOf('numpy-2.2.6/objects.npy')]);
    expect(await readArrayWindow(blob, null, window)).toBeNull();
  });

  it('reads headers of versions 2 and 3', async () => {
    expect(await inspect('numpy-2.2.6/version2.npy', 'npy')).toMatchObject({ shape: [7], type: 'int8' });
    expect(await inspect('numpy-2.2.6/version3.npy', 'npy')).toMatchObject({ fields: ['größe'] });
  });

  it.each(['two.npz', 'packed.npz'])('lists and opens the members of %s', async (name) => {
    const archive = await inspect(`numpy-2.2.6/${name}`, 'npz');
    expect(archive.members[0]).toMatchObject({ name: 'weights.npy', type: 'float32', shape: [40, 6] });
    const member = await inspect(`numpy-2.2.6/${name}`, 'npy', 'weights.npy');
    expect(member.statistics).toEqual((await inspect('numpy-2.2.6/f4.npy', 'npy')).statistics);
  });
});

describe('safetensors', () => {
  const path = 'safetensors-0.5.3/model.safetensors';

  it('lists the tensors', async () => {
    const wanted = expected[path] as { parameterCount: number; tensors: Record<string, object> };
    const found = await inspect(path, 'safetensors');
    expect(found).toMatchObject({ parameterCount: wanted.parameterCount, tensorCount: 4, misplaced: [] });
    for (const one of found.tensors) expect(one).toMatchObject(wanted.tensors[one.name]!);
    expect(found.metadata).toContainEqual({ name: 'epoch', value: '3' });
  });

  it.each([
    ['overlap', { a: [0, 8], b: [4, 12] }, ['b']],
    ['lie outside', { a: [0, 8], b: [8, 99] }, ['b']],
    ['do not fit their shape', { a: [0, 7] }, ['a']],
  ])('names tensors that %s', async (_, offsets, misplaced) => {
    const header: Record<string, object> = {};
    for (const [name, data_offsets] of Object.entries(offsets))
      header[name] = { dtype: 'F32', shape: [2], data_offsets };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const size = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
    const found = await inspectFile('safetensors', new Blob([size, text, new Uint8Array(16)]), null);
    expect(found).toMatchObject({ kind: 'safetensors', misplaced });
  });
});

describe('ONNX', () => {
  const path = 'onnx-1.18.0/model.onnx';

  it('tells the graph from outside', async () => {
    const wanted = expected[path] as {
      irVersion: number;
      operators: Record<string, number>;
      initializers: Record<string, number[]>;
      parameterCount: number;
    };
    const found = await inspect(path, 'onnx');
    expect(found).toMatchObject({
      irVersion: wanted.irVersion,
      producer: 'cairn-fixture 1.2',
      nodeCount: 5,
      parameterCount: wanted.parameterCount,
      isCut: false,
      externalFiles: [],
      inputs: [{ name: 'x', value: 'float32 (batch, 4)' }],
      outputs: [
        { name: 'z', value: 'float32 (batch, 8)' },
        { name: 'parts', value: 'sequence of int64' },
      ],
      opsets: [
        { name: 'ai.onnx', value: '17' },
        { name: 'ai.onnx.ml', value: '3' },
      ],
    });
    expect(Object.fromEntries(found.operators.map((one) => [one.name, one.count]))).toEqual(wanted.operators);
    expect(Object.fromEntries(found.initializers.map((one) => [one.name, one.shape]))).toEqual(
      wanted.initializers,
    );
    expect(found.metadata).toContainEqual({ name: 'author', value: 'Ana' });
  });

  it('names the file that holds the weights', async () => {
    expect((await inspect('onnx-1.18.0/outside.onnx', 'onnx')).externalFiles).toEqual(['outside.weights']);
  });
});

describe('other model files', () => {
  it('lists a torch archive', async () => {
    const found = await inspect('other/weights.pt', 'archive');
    expect(found.entries.map((one) => one.name)).toContain('archive/data.pkl');
    expect(found.metadata).toContainEqual({ name: 'version', value: '3' });
  });

  it('lists the layers of a Keras archive', async () => {
    const found = await inspect('other/net.keras', 'archive');
    expect(found.layers).toEqual([
      { name: 'in', type: 'InputLayer', shape: '(?, 4)' },
      { name: 'dense', type: 'Dense', shape: '(?, 4)' },
    ]);
  });

  it('reads the keys of GGUF', async () => {
    const found = await inspect('other/tiny.gguf', 'gguf');
    expect(found.metadata).toEqual([
      { name: 'general.name', value: 'tiny' },
      { name: 'llama.rope.freq_base', value: '10000' },
      { name: 'tokenizer.ggml.tokens', value: '[t0, t1, t2, t3, t4, t5, t6, t7, … 12 in all]' },
    ]);
    expect(found.tensors).toMatchObject([{ name: 'blk.0.weight', type: 'F16', shape: [4, 8] }]);
  });

  it('knows HDF5', async () => {
    expect(await inspect('other/weights.h5', 'hdf5')).toMatchObject({ superblock: 0 });
  });

  it('reads the MLmodel that MLflow wrote', () => {
    const path = 'mlflow-3.4.0/model/MLmodel';
    const wanted = expected[path] as { flavours: string[]; modelUuid: string; inputs: string[] };
    const result = readMlModel(readFileSync(join(FOLDER, path), 'utf8'));
    if (!result.ok) throw new Error(result.reason);
    expect(result.model.flavours.map((one) => one.name)).toEqual(wanted.flavours);
    expect(result.model.modelUuid).toBe(wanted.modelUuid);
    expect(result.model.signature?.inputs?.map((one) => one.name)).toEqual(wanted.inputs);
    expect(result.model.signature?.inputs?.[2]?.type).toBe('array<{id: long, tag?: string}>');
  });
});

/** Numbers from a seed, so that a failure can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const FILES = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((one) => one.isFile() && /\.(npy|npz|safetensors|onnx|keras|pt|h5|gguf)$/.test(one.name))
  .map((one) => join(one.parentPath, one.name).slice(FOLDER.length + 1));

async function look(format: ModelFileFormat, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const blob = new Blob([bytes]);
  const found = await inspectFile(format, blob, null);
  expect(typeof found.kind).toBe('string');
  const axes = { rowAxis: 0, columnAxis: -1, fixed: [0, 0, 0, 0], rowStart: 0, rowEnd: 50 };
  if (found.kind === 'npy') await readArrayWindow(blob, null, { ...axes, columnStart: 0, columnEnd: 50 });
  if (found.kind === 'npz' && found.members[0]) await inspectFile(format, blob, found.members[0].name);
}

describe('damaged files', () => {
  it.each(FILES)('%s may end anywhere', async (path) => {
    const bytes = bytesOf(path);
    const format = formatOf(path, bytes);
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let end = 0; end < bytes.length; end += step) await look(format, bytes.slice(0, end));
  });

  it('says something of any of 2,000 mutations of each format, or the first 500 of them', async () => {
    const random = makeRandom(11);
    for (let turn = 0; turn < turns(2000); turn++) {
      const path = FILES[turn % FILES.length]!;
      const bytes = bytesOf(path);
      const format = formatOf(path, bytes);
      const changes = 1 + Math.floor(random() * 8);
      for (let change = 0; change < changes; change++) {
        // Headers lie in front, those of zips at the end.
        const place = random() < 0.7 ? random() * Math.min(bytes.length, 256) : random() * bytes.length;
        bytes[Math.floor(place)] = random() < 0.3 ? 255 : Math.floor(random() * 256);
      }
      await look(format, bytes);
    }
  }, 60_000);

  it('MLmodel files too', () => {
    const text = readFileSync(join(FOLDER, 'mlflow-3.4.0/model/MLmodel'), 'latin1');
    const random = makeRandom(5);
    for (let turn = 0; turn < turns(2000); turn++) {
      const at = Math.floor(random() * text.length);
      const put = String.fromCharCode(Math.floor(random() * 128));
      const result = readMlModel(
        text.slice(0, at) + put.repeat(1 + (turn % 3)) + text.slice(at + (turn % 7)),
      );
      expect(typeof result.ok).toBe('boolean');
    }
  }, 60_000);
});
