import { describe } from 'vitest';
import { mlruns } from '../../workers/import/formats/mlruns/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';

describe('MLflow folders', () => {
  runGauntlet({ format: mlruns, fixtures: 'mlruns' });
});
