import { describe } from 'vitest';
import { mlruns } from '../../workers/import/formats/mlruns/index.ts';
import { followGauntlet } from '../support/follow.ts';

describe('following MLflow folders', () => {
  followGauntlet({ format: mlruns, fixtures: 'mlruns' });
});
