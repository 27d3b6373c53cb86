import {
  MOST_LISTED,
  type Named,
  type OnnxModel,
  type TensorEntry,
  type Unreadable,
} from '../../../src/rpc/file-inspection.ts';
import type { SourceFile } from '../../import/source.ts';
import { ByteWindow } from '../byte-window.ts';
import { elementType, MOST_CHARS, readOpset, readPair, readValueInfo } from './value-types.ts';
import { type FileField, readInts, readMessage, readText, WalkBudget, walkFile } from './walk-file.ts';

const MOST_AXES = 64;
/** Kinds of operators, and files of weights. */
const MOST_KINDS = 1000;

type Draft = {
  -readonly [Key in keyof OnnxModel]: OnnxModel[Key] extends readonly (infer Item)[]
    ? Item[]
    : OnnxModel[Key];
};

/** The graph's outside and what it is made of. Weights are skipped, so the size of the file does not matter. */
export async function inspectOnnx(file: SourceFile): Promise<OnnxModel | Unreadable> {
  const walk = new OnnxWalk(file);
  await walk.readModel();
  const { model, budget } = walk;
  model.isCut = budget.isCut;
  const hasGraph = model.nodeCount > 0 || model.inputs.length > 0 || model.outputs.length > 0;
  if (!hasGraph && (budget.isCut || model.irVersion === 0)) {
    return { kind: 'unreadable', reason: budget.isCut ? 'cut-short' : 'damaged' };
  }
  return model;
}

class OnnxWalk {
  readonly model: Draft = makeEmpty();
  readonly budget = new WalkBudget();
  private readonly window: ByteWindow;
  private readonly operators = new Map<string, number>();
  private producerVersion = '';

  constructor(file: SourceFile) {
    this.window = new ByteWindow(file);
  }

  async readModel(): Promise<void> {
    const { model } = this;
    for await (const one of this.fields(0, this.window.file.sizeBytes)) {
      if (one.field === 1) model.irVersion = one.int;
      else if (one.field === 2) model.producer = await this.text(one);
      else if (one.field === 3) this.producerVersion = await this.text(one);
      else if (one.field === 4) model.domain = await this.text(one);
      else if (one.field === 5) model.modelVersion = one.int;
      else if (one.field === 7) await this.readGraph(one);
      else if (one.field === 8) await this.add(model.opsets, one, readOpset);
      else if (one.field === 14) await this.add(model.metadata, one, readPair);
    }
    model.producer = `${model.producer} ${this.producerVersion}`.trim();
    model.operators = [...this.operators]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  private async readGraph(graph: FileField): Promise<void> {
    const { model } = this;
    for await (const one of this.fields(graph.start, graph.end)) {
      if (one.field === 1) await this.readNode(one);
      else if (one.field === 2) model.graphName = await this.text(one);
      else if (one.field === 5) await this.readInitializer(one);
      else if (one.field === 11) await this.add(model.inputs, one, readValueInfo);
      else if (one.field === 12) await this.add(model.outputs, one, readValueInfo);
    }
  }

  /** Graphs inside a node, the branches of an `If`, are not counted. */
  private async readNode(node: FileField): Promise<void> {
    this.model.nodeCount += 1;
    let [name, domain] = ['', ''];
    for await (const one of this.fields(node.start, node.end)) {
      if (one.field === 4) name = await this.text(one);
      else if (one.field === 7) domain = await this.text(one);
    }
    const key = domain === '' || domain === 'ai.onnx' ? name : `${domain}.${name}`;
    const known = this.operators.get(key);
    if (known !== undefined || this.operators.size < MOST_KINDS) this.operators.set(key, (known ?? 0) + 1);
  }

  private async readInitializer(tensor: FileField): Promise<void> {
    const { model } = this;
    const shape: number[] = [];
    let [name, type, sizeBytes] = ['', '', 0];
    for await (const one of this.fields(tensor.start, tensor.end)) {
      if (one.field === 1) await this.readSizes(one, shape);
      else if (one.field === 2) type = elementType(one.int);
      else if (one.field === 8) name = await this.text(one);
      else if (one.field === 13) await this.readExternal(one);
      else if (one.field >= 4 && one.field <= 11) sizeBytes += one.end - one.start;
    }
    const parameterCount = shape.reduce((product, size) => product * Math.max(0, size), 1);
    model.initializerCount += 1;
    model.parameterCount += parameterCount;
    const entry: TensorEntry = { name, type, shape, parameterCount, sizeBytes };
    if (model.initializers.length < MOST_LISTED) model.initializers.push(entry);
    else model.leftOut += 1;
  }

  /** Packed into one field, or a field each. */
  private async readSizes(one: FileField, shape: number[]): Promise<void> {
    const sizes = one.isBytes ? await readInts(this.window, one, MOST_AXES) : [one.int];
    shape.push(...sizes.slice(0, MOST_AXES - shape.length));
  }

  private async readExternal(one: FileField): Promise<void> {
    const reader = await readMessage(this.window, one);
    if (reader === null) return;
    const { name, value } = readPair(reader);
    const { externalFiles } = this.model;
    if (name === 'location' && externalFiles.length < MOST_KINDS && !externalFiles.includes(value))
      externalFiles.push(value);
  }

  private async add(
    list: Named[],
    one: FileField,
    read: (reader: NonNullable<Awaited<ReturnType<typeof readMessage>>>) => Named,
  ): Promise<void> {
    const reader = list.length < MOST_LISTED ? await readMessage(this.window, one) : null;
    if (reader !== null) list.push(read(reader));
  }

  private text(one: FileField): Promise<string> {
    return readText(this.window, one, MOST_CHARS);
  }

  private fields(from: number, end: number): AsyncGenerator<FileField> {
    return walkFile(this.window, from, end, this.budget);
  }
}

function makeEmpty(): Draft {
  return {
    kind: 'onnx',
    irVersion: 0,
    producer: '',
    domain: '',
    modelVersion: 0,
    graphName: '',
    opsets: [],
    inputs: [],
    outputs: [],
    nodeCount: 0,
    operators: [],
    initializerCount: 0,
    parameterCount: 0,
    initializers: [],
    leftOut: 0,
    metadata: [],
    externalFiles: [],
    isCut: false,
  };
}
