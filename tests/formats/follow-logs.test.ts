import { describe } from 'vitest';
import { swanlab } from '../../workers/import/formats/swanlab/index.ts';
import { tensorboard } from '../../workers/import/formats/tensorboard/index.ts';
import { wandb } from '../../workers/import/formats/wandb/index.ts';
import { followGauntlet } from '../support/follow.ts';

describe('TensorBoard', () => {
  followGauntlet({ format: tensorboard, fixtures: 'tensorboard' });
});

describe('W&B', () => {
  followGauntlet({ format: wandb, fixtures: 'wandb' });
});

describe('SwanLab', () => {
  followGauntlet({ format: swanlab, fixtures: 'swanlab' });
});
