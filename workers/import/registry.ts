import type { ImportFormat } from './format.ts';
import { csv } from './formats/csv/index.ts';
import { mlflowDb } from './formats/mlflow-db/index.ts';
import { mlruns } from './formats/mlruns/index.ts';
import { parquet } from './formats/parquet/index.ts';

/**
 * Every format Cairn reads. A row is the light half (matching); the module loads its reader inside `read`, so that
 * nobody waits for SQLite to read a CSV. Order does not matter: the strongest match wins.
 */
export const FORMATS: readonly ImportFormat[] = [mlflowDb, mlruns, csv, parquet];
