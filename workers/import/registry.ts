import type { ImportFormat } from './format.ts';
import { aim } from './formats/aim/index.ts';
import { bundle } from './formats/bundle/index.ts';
import { catboost } from './formats/catboost/index.ts';
import { clearml } from './formats/clearml/index.ts';
import { comet } from './formats/comet/index.ts';
import { csv } from './formats/csv/index.ts';
import { dvclive } from './formats/dvclive/index.ts';
import { evalsResult } from './formats/evals-result/index.ts';
import { guild } from './formats/guild/index.ts';
import { hfTrainer } from './formats/hf-trainer/index.ts';
import { hydra } from './formats/hydra/index.ts';
import { jsonLog } from './formats/json-log/index.ts';
import { mlflowExport } from './formats/mlflow-export/index.ts';
import { mlruns } from './formats/mlruns/index.ts';
import { neptune } from './formats/neptune/index.ts';
import { optunaJournal } from './formats/optuna/index.ts';
import { parquet } from './formats/parquet/index.ts';
import { ray } from './formats/ray/index.ts';
import { sacred } from './formats/sacred/index.ts';
import { sqlite } from './formats/sqlite/index.ts';
import { swanlab } from './formats/swanlab/index.ts';
import { tensorboard } from './formats/tensorboard/index.ts';
import { trackio } from './formats/trackio/index.ts';
import { wandb } from './formats/wandb/index.ts';

/**
 * Every format Cairn reads. A row is the light half (matching); the module loads its reader inside `read`, so that
 * nobody waits for SQLite to read a CSV. The strongest match wins; of two that want a file for a group, the first.
 */
export const FORMATS: readonly ImportFormat[] = [
  sqlite,
  mlruns,
  bundle,
  mlflowExport,
  wandb,
  swanlab,
  guild,
  ray,
  sacred,
  dvclive,
  hfTrainer,
  catboost,
  hydra,
  tensorboard,
  optunaJournal,
  trackio,
  neptune,
  comet,
  clearml,
  aim,
  evalsResult,
  csv,
  parquet,
  jsonLog,
];
