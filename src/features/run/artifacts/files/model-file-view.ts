import { formatBytes, formatCount, formatPlural } from '../../../../base/format.ts';
import type {
  GgufModel,
  Inspection,
  ModelArchive,
  Named,
  OnnxModel,
  TensorEntry,
  TensorFile,
} from '../../../../rpc/file-inspection.ts';
import { type Fact, shapeText } from './file-parts.tsx';

export interface FileListView {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric?: readonly number[];
  readonly leftOut?: number;
}

/** What is shown of a file with a header: facts, why it is not opened further, and lists. */
export interface ModelFileView {
  readonly facts: readonly Fact[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly lists: readonly FileListView[];
}

const CUT = 'The file is damaged behind what is shown here.';

/** undefined for what has a screen of its own. */
export function toModelFileView(found: Inspection): ModelFileView | undefined {
  switch (found.kind) {
    case 'safetensors':
      return viewTensors(found);
    case 'onnx':
      return viewOnnx(found);
    case 'gguf':
      return viewGguf(found);
    case 'archive':
      return viewArchive(found);
    case 'hdf5':
      return {
        facts: [['Format', `HDF5, superblock version ${found.superblock}`]],
        notes: [
          'Not opened: HDF5 is a file system of its own, and Keras can keep Python code in it. Download it to open it where you trust it.',
        ],
        warnings: [],
        lists: [],
      };
    default:
      return undefined;
  }
}

function viewTensors(file: TensorFile): ModelFileView {
  const { misplaced } = file;
  return {
    facts: [
      ['Format', 'safetensors'],
      ['Tensors', formatCount(file.tensorCount)],
      ['Parameters', formatCount(file.parameterCount)],
      ['Weights', formatBytes(file.dataBytes)],
    ],
    notes: [],
    warnings:
      misplaced.length === 0
        ? []
        : [
            `The place of ${formatPlural(misplaced.length, 'tensor')} does not fit: ${misplaced.slice(0, 5).join(', ')}${misplaced.length > 5 ? ', …' : ''}.`,
          ],
    lists: [listPairs('Metadata', file.metadata), listTensors('Tensors', file.tensors, file.leftOut)],
  };
}

function viewOnnx(model: OnnxModel): ModelFileView {
  const opsets = model.opsets.map((one) => `${one.name} ${one.value}`).join(', ');
  return {
    facts: [
      ['Format', `ONNX, IR version ${model.irVersion}`],
      ['Producer', model.producer],
      ['Domain', model.domain],
      ['Model version', model.modelVersion === 0 ? '' : String(model.modelVersion)],
      ['Graph', model.graphName],
      ['Operator sets', opsets],
      ['Nodes', formatCount(model.nodeCount)],
      ['Initializers', formatCount(model.initializerCount)],
      ['Parameters', formatCount(model.parameterCount)],
    ],
    notes:
      model.externalFiles.length === 0
        ? []
        : [
            `Weights lie in ${formatPlural(model.externalFiles.length, 'file')} beside it: ${model.externalFiles.slice(0, 5).join(', ')}.`,
          ],
    warnings: model.isCut ? [CUT] : [],
    lists: [
      listPairs('Inputs', model.inputs, 'Type'),
      listPairs('Outputs', model.outputs, 'Type'),
      {
        title: 'Operators',
        columns: ['Operator', 'Nodes'],
        rows: model.operators.map((one) => [one.name, formatCount(one.count)]),
        numeric: [1],
      },
      listTensors('Initializers', model.initializers, model.leftOut),
      listPairs('Metadata', model.metadata),
    ],
  };
}

function viewGguf(model: GgufModel): ModelFileView {
  return {
    facts: [
      ['Format', `GGUF version ${model.version}`],
      ['Tensors', formatCount(model.tensorCount)],
    ],
    notes: ['Only the header is read; the weights are not.'],
    warnings: model.isCut ? [CUT] : [],
    lists: [
      listPairs('Metadata', model.metadata),
      {
        title: 'Tensors',
        columns: ['Name', 'Type', 'Shape', 'Parameters'],
        rows: model.tensors.map((one) => [
          one.name,
          one.type,
          shapeText(one.shape),
          formatCount(one.parameterCount),
        ]),
        numeric: [3],
        leftOut: model.leftOut,
      },
    ],
  };
}

function viewArchive(archive: ModelArchive): ModelFileView {
  const isTorch = archive.format === 'torch';
  return {
    facts: [
      ['Format', isTorch ? 'PyTorch, a zip with a pickle' : 'Keras archive'],
      ['Holds', formatBytes(archive.sizeBytes)],
      ...archive.metadata.map((one): Fact => [one.name, one.value]),
    ],
    notes: [
      isTorch
        ? 'Not opened: the pickle in it can run code when it is read. Download it to open it where you trust it.'
        : 'Weights not opened: they are HDF5. A layer can hold Python code, which only Keras would run.',
    ],
    warnings: [],
    lists: [
      {
        title: 'Layers',
        columns: ['Layer', 'Type', 'Input shape'],
        rows: archive.layers.map((one) => [one.name, one.type, one.shape]),
      },
      {
        title: 'Files',
        columns: ['Name', 'Size'],
        rows: archive.entries.map((one) => [one.name, formatBytes(one.sizeBytes)]),
        numeric: [1],
        leftOut: archive.leftOut,
      },
    ],
  };
}

function listPairs(title: string, pairs: readonly Named[], second = 'Value'): FileListView {
  return { title, columns: ['Name', second], rows: pairs.map((one) => [one.name, one.value]) };
}

function listTensors(title: string, tensors: readonly TensorEntry[], leftOut: number): FileListView {
  return {
    title,
    columns: ['Name', 'Type', 'Shape', 'Parameters', 'Size'],
    rows: tensors.map((one) => [
      one.name,
      one.type,
      shapeText(one.shape),
      formatCount(one.parameterCount),
      formatBytes(one.sizeBytes),
    ]),
    numeric: [3, 4],
    leftOut,
  };
}
