/**
 * Tags on what goes out to MLflow, for what MLflow has no place for. Nothing else of Cairn's is written there; the one
 * for versions is `VERSION_TAG` of the registry.
 */

/** The run's own id, where it is none that MLflow takes. */
export const RUN_TAG = 'cairn.run';
/** A status that MLflow does not know: it reads FINISHED there. */
export const STATUS_TAG = 'cairn.status';
/** A stage of the workspace: MLflow knows four and reads None there. */
export const STAGE_TAG = 'cairn.stage';
