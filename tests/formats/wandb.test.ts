import { describe } from 'vitest';
import { wandb } from '../../workers/import/formats/wandb/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';

describe('W&B run folders', () => {
  runGauntlet({ format: wandb, fixtures: 'wandb' });
});
