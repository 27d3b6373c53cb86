/** What a file called `MLmodel` says of the model beside it. '' and empty lists stand for what it does not say. */
export interface MlModel {
  readonly flavours: readonly MlFlavour[];
  readonly signature: MlSignature | null;
  readonly mlflowVersion: string;
  readonly pythonVersion: string;
  readonly createdText: string;
  readonly runId: string;
  /** MLflow 3's `m-…`. */
  readonly modelId: string;
  readonly modelUuid: string;
  /** Where the model lies below the run's artifacts; an address in MLflow 3. */
  readonly artifactPath: string;
  readonly name: string;
  /** null where it is not recorded. */
  readonly sizeBytes: number | null;
  readonly example: MlExample | null;
  readonly metadata: readonly MlPair[];
  /** Files of the environment that the model names, beside it. */
  readonly environmentFiles: readonly string[];
}

export interface MlPair {
  readonly key: string;
  /** Maps and lists as JSON. */
  readonly value: string;
}

/** `python_function` is one of them. */
export interface MlFlavour {
  readonly name: string;
  readonly fields: readonly MlPair[];
}

export interface MlExample {
  readonly file: string;
  readonly type: string;
}

export interface MlSignature {
  readonly inputs: readonly MlField[] | null;
  readonly outputs: readonly MlField[] | null;
  readonly params: readonly MlParam[] | null;
  /** Parts that stand in the file and cannot be read. */
  readonly unread: readonly ('inputs' | 'outputs' | 'params')[];
}

/** A column, or a tensor. */
export interface MlField {
  /** '' for a column or tensor without a name. */
  readonly name: string;
  /** As people write it: `double`, `float32 (-1, 28, 28)`, `array<{id: long, tags?: array<string>}>`. */
  readonly type: string;
  readonly required: boolean;
}

export interface MlParam extends MlField {
  /** As JSON. */
  readonly default: string;
}

export type MlModelResult =
  | { readonly ok: true; readonly model: MlModel }
  | { readonly ok: false; readonly reason: 'too-large' | 'too-complex' | 'malformed' | 'not-a-model' };

/** A line of a list of Python packages. */
export interface Requirement {
  readonly text: string;
  /** `==` with one version. */
  readonly pinned: boolean;
}

/** Where Python finds the model: by its own id where it has one, else by its run. null where neither is recorded. */
export function toModelAddress(model: MlModel): string | null {
  if (model.modelId !== '') return `models:/${model.modelId}`;
  if (model.runId === '' || model.artifactPath === '' || model.artifactPath.includes('://')) return null;
  return `runs:/${model.runId}/${model.artifactPath}`;
}
