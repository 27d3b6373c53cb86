import { describe } from 'vitest';
import { swanlab } from '../../workers/import/formats/swanlab/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';

describe('SwanLab run folders', () => {
  runGauntlet({ format: swanlab, fixtures: 'swanlab' });
});
