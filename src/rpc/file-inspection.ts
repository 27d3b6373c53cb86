/** What the preview worker finds in the headers of data and model files. Nothing in them is ever run. */

/** Entries of a list that are given; the rest is counted. */
export const MOST_LISTED = 2000;

export type InspectionFault =
  /** Ends before its header does. */
  | 'cut-short'
  /** Begins as this format does and goes on as it does not. */
  | 'damaged'
  /** A header larger than any that is credible. */
  | 'too-large'
  /** A version of the format that is not known. */
  | 'version'
  /** Took too long. */
  | 'slow';

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: InspectionFault;
}

export type Inspection =
  | Unreadable
  | NumpyArray
  | NumpyArchive
  | TensorFile
  | OnnxModel
  | GgufModel
  | ModelArchive
  | Hdf5File;

/** Numbers, and how many of them there are. */
export interface ArrayStatistics {
  /** Values that were looked at, from the first. */
  readonly looked: number;
  readonly nan: number;
  readonly infinite: number;
  /** Of the finite ones; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
}

export interface NumpyArray {
  readonly kind: 'npy';
  /** As NumPy writes it: `float32`, `<U12`, `{x: int32, y: float64 (2,)}`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'Fortran';
  readonly valueCount: number;
  readonly dataBytes: number;
  /** Names of the fields of a structured type, deeper ones dotted; empty for a plain type. */
  readonly fields: readonly string[];
  /** Python objects are a pickle and are not opened; a short file holds less than its shape says. */
  readonly values: 'here' | 'pickled' | 'cut-short';
  /** null where the values are no numbers. */
  readonly statistics: ArrayStatistics | null;
  /** A small matrix of numbers as shades from 0 to 255, row by row; null for all others. */
  readonly shades: Uint8Array | null;
}

export interface NumpyArchive {
  readonly kind: 'npz';
  readonly members: readonly NumpyMember[];
  readonly leftOut: number;
}

export interface NumpyMember {
  readonly name: string;
  readonly sizeBytes: number;
  /** '' where the member is no array that can be read. */
  readonly type: string;
  readonly shape: readonly number[];
}

/** Which part of an array to show. Axes count from 0; a row or column axis of -1 is none. */
export interface NumpyWindow {
  readonly rowAxis: number;
  readonly columnAxis: number;
  /** A place on every axis; those of the row and column axis do not matter. */
  readonly fixed: readonly number[];
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
}

export interface TensorFile {
  readonly kind: 'safetensors';
  readonly tensors: readonly TensorEntry[];
  readonly leftOut: number;
  readonly tensorCount: number;
  readonly parameterCount: number;
  readonly dataBytes: number;
  readonly metadata: readonly Named[];
  /** Tensors whose place does not fit their shape, lies outside of the file or over another. */
  readonly misplaced: readonly string[];
}

export interface TensorEntry {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly parameterCount: number;
  readonly sizeBytes: number;
}

export interface Named {
  readonly name: string;
  readonly value: string;
}

export interface OnnxModel {
  readonly kind: 'onnx';
  readonly irVersion: number;
  readonly producer: string;
  readonly domain: string;
  readonly modelVersion: number;
  readonly graphName: string;
  readonly opsets: readonly Named[];
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
  readonly nodeCount: number;
  /** Number of nodes of each operator, the most frequent first. */
  readonly operators: readonly { readonly name: string; readonly count: number }[];
  readonly initializerCount: number;
  readonly parameterCount: number;
  readonly initializers: readonly TensorEntry[];
  readonly leftOut: number;
  readonly metadata: readonly Named[];
  /** Files beside this one that hold weights. */
  readonly externalFiles: readonly string[];
  /** The file is damaged behind what is told. */
  readonly isCut: boolean;
}

export interface GgufModel {
  readonly kind: 'gguf';
  readonly version: number;
  readonly metadata: readonly Named[];
  readonly tensorCount: number;
  readonly tensors: readonly TensorEntry[];
  readonly leftOut: number;
  readonly isCut: boolean;
}

export interface ModelArchive {
  readonly kind: 'archive';
  readonly format: 'torch' | 'keras';
  readonly entries: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly leftOut: number;
  readonly sizeBytes: number;
  readonly metadata: readonly Named[];
  /** Layers of a Keras model, in its order. */
  readonly layers: readonly { readonly name: string; readonly type: string; readonly shape: string }[];
}

export interface Hdf5File {
  readonly kind: 'hdf5';
  readonly superblock: number;
}
