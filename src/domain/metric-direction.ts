export type MetricDirection = 'lower' | 'higher';

/** As `metricDirection` has it, or as people say. */
export type DirectionOf = (metric: string) => MetricDirection | null;

const LOWER = new Set(
  `loss losses error errors err rmse mse mae mape smape rmsle msle medae nll perplexity ppl logloss crossentropy
  entropy deviance divergence kl brier fid wer cer hinge regret latency merror quantile pinball eer`.split(
    /\s+/,
  ),
);
const HIGHER = new Set(
  `accuracy acc auc auroc auprc aucpr roc f1 f2 fbeta precision recall r2 score ap map iou miou dice bleu rouge
  meteor reward psnr ssim ndcg mrr kappa mcc specificity sensitivity jaccard correlation pearson spearman
  throughput coverage`.split(/\s+/),
);
/** Compound words that end in these: `logloss`, `trainloss`. */
const LOWER_ENDS = ['loss', 'error', 'rmse'];
const HIGHER_ENDS = ['accuracy', 'auc'];

/**
 * Whether a small or a large value of a metric is the good one, by the words of its key; null where they do not say.
 * The last word that says something decides: `accuracy_loss` is a loss.
 */
export function metricDirection(key: string): MetricDirection | null {
  const words = toWords(key);
  for (let i = words.length - 1; i >= 0; i--) {
    const direction = wordDirection(words[i]!);
    // scikit-learn turns errors into scores by their sign: neg_mean_squared_error.
    if (direction) return words.includes('neg') ? opposite(direction) : direction;
  }
  return null;
}

function wordDirection(word: string): MetricDirection | null {
  if (LOWER.has(word)) return 'lower';
  if (HIGHER.has(word)) return 'higher';
  if (LOWER_ENDS.some((end) => word.endsWith(end))) return 'lower';
  if (HIGHER_ENDS.some((end) => word.endsWith(end))) return 'higher';
  return null;
}

function opposite(direction: MetricDirection): MetricDirection {
  return direction === 'lower' ? 'higher' : 'lower';
}

/** Words of `val/logLoss@10`, `top-5_acc`: separators and changes from small to capital letters. */
function toWords(key: string): readonly string[] {
  return key
    .slice(0, 250)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
