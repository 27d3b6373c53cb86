import { describe, expect, it } from 'vitest';
import { metricDirection } from '../../src/domain/metric-direction.ts';

describe('metricDirection', () => {
  it.each([
    'rmse',
    'val/loss',
    'validation-logloss',
    'valLoss',
    'test_mean_absolute_error',
    'mae',
    'accuracy_loss',
    'train-merror',
    'eval.perplexity',
    'WER',
  ])('wants %s low', (key) => expect(metricDirection(key)).toBe('lower'));

  it.each(['accuracy', 'val_acc', 'roc_auc_score', 'F1', 'f1-score', 'r2', 'top-5_acc', 'mAP', 'reward'])(
    'wants %s high',
    (key) => expect(metricDirection(key)).toBe('higher'),
  );

  it('turns round what scikit-learn negates', () => {
    expect(metricDirection('neg_mean_squared_error')).toBe('higher');
  });

  it.each(['lr', 'epoch', 'grad-norm', 'system/gpu_utilization', 'lossless_bytes', ''])(
    'does not guess at %s',
    (key) => expect(metricDirection(key)).toBeNull(),
  );
});
