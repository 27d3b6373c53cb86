/** MLflow's stages, in its order. */
export const MLFLOW_STAGES = ['None', 'Staging', 'Production', 'Archived'] as const;
export const NO_STAGE = 'None';
/** MLflow's mark for a version that was taken away. */
export const TOMBSTONE_STAGE = 'Deleted_Internal';

/** MLflow's stages with those of the workspace between Staging and Archived, in the order of the workspace. */
export function allStages(custom: readonly string[]): readonly string[] {
  const known = new Set<string>(MLFLOW_STAGES);
  return ['None', 'Staging', ...custom.filter((stage) => !known.has(stage)), 'Production', 'Archived'];
}

/** MLflow takes its own stages in any case; '' is None. */
export function canonicalStage(raw: string): string {
  if (raw === '') return NO_STAGE;
  return MLFLOW_STAGES.find((stage) => stage.toLowerCase() === raw.toLowerCase()) ?? raw;
}
