import type { Accessor, Setter } from 'solid-js';
import { createStoredSignal } from './stored-signal.ts';

export const MIB = 1024 * 1024;

/** Choices of the person that are not about the look. Scope: this browser. */
export interface Settings {
  /** Artifacts beyond this many bytes in one import are listed but not kept. */
  readonly artifactBudgetBytes: Accessor<number>;
  readonly setArtifactBudgetBytes: Setter<number>;
  /** A single artifact above this is listed but not kept. */
  readonly artifactLimitBytes: Accessor<number>;
  readonly setArtifactLimitBytes: Setter<number>;
  /** The folders of one run's TensorBoard writers become one run. */
  readonly foldRuns: Accessor<boolean>;
  readonly setFoldRuns: Setter<boolean>;
}

const [artifactBudgetBytes, setArtifactBudgetBytes] = createStoredSignal(
  'artifact-budget-bytes',
  parseBytes,
  512 * MIB,
);
const [artifactLimitBytes, setArtifactLimitBytes] = createStoredSignal(
  'artifact-limit-bytes',
  parseBytes,
  64 * MIB,
);
const [foldRuns, setFoldRuns] = createStoredSignal('fold-runs', parseBoolean, true);

export const settings: Settings = {
  artifactBudgetBytes,
  setArtifactBudgetBytes,
  artifactLimitBytes,
  setArtifactLimitBytes,
  foldRuns,
  setFoldRuns,
};

function parseBoolean(raw: unknown): boolean | undefined {
  return typeof raw === 'boolean' ? raw : undefined;
}

function parseBytes(raw: unknown): number | undefined {
  return typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0 ? raw : undefined;
}
