/**
 * What column names mean, as training code writes them. Compared without case, spaces, `_` and `-`; the last part of
 * a path such as `trainer/global_step` counts too. Earlier names win over later ones.
 */
const NAMES = {
  step: words(
    '_step step global_step trainer/global_step train/global_step globalstep training_iteration iteration iter iters it',
    'time/total_timesteps total_timesteps num_timesteps timesteps_total env_steps num_steps n_iter update batch',
    'batch_idx tokens num_tokens samples x current_steps',
  ),
  epoch: words('epoch epochs ep trainer/epoch train/epoch'),
  time: words(
    '_timestamp timestamp wall_time walltime ts datetime date time created_at logged_at local_timestamp created',
    'datetime_start start_time',
  ),
  elapsed: words(
    '_runtime runtime elapsed elapsed_time relative_time relativetime(process) relativetime(wall) time_total_s',
    'time/time_elapsed time_elapsed seconds duration',
  ),
  run: words(
    'run run_id run_name runid run_hash run_uuid trial trial_id exp_id name id number exp experiment_id seed',
  ),
  experiment: words('experiment experiment_name project study study_name'),
  'metric-name': words(
    'metric metric_name metricname key tag name variable attribute_path series measure column',
  ),
  value: words('value metric_value metricvalue val float_value y mean'),
  context: words('split subset phase context dataset mode'),
} as const;

export type NamedRole = keyof typeof NAMES;

const METRIC_WORDS = new Set(
  'loss acc accuracy f1 auc auroc auprc rmse mse mae mape r2 error err score bleu rouge map ap perplexity ppl reward return kl precision recall iou dice psnr ssim fid nll bpb bpc entropy grad norm lr fps throughput wer cer mcc logloss f1score valloss trainloss valacc trainacc topk top1 top5'.split(
    ' ',
  ),
);
const SYSTEM_WORDS = new Set(
  'cpu gpu memory mem util utilization temp power vram ram disk network'.split(' '),
);
const CONTEXT_VALUES = new Set(
  'train training val valid validation test testing eval evaluation dev'.split(' '),
);
const PARAM_PREFIX = /^(?:params?|config|hparams?|hp|hyperparameters?)[_./:]\s*/i;
const METRIC_PREFIX = /^(?:metrics?|values?)[_./:]\s*/i;
const TAG_PREFIX = /^(?:tags?|user_attrs|system_attrs)[_./:]\s*/i;

function words(...lines: readonly string[]): ReadonlyMap<string, number> {
  const list = lines.join(' ').split(' ').map(plainName);
  return new Map(list.map((name, index) => [name, index]));
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Place in the dictionary of a role (0 is the surest), or -1. A path's last part counts after all whole names. */
export function rankOfName(role: NamedRole, name: string): number {
  const dictionary = NAMES[role];
  const plain = plainName(name);
  const whole = dictionary.get(plain);
  if (whole !== undefined) return whole;
  const part = dictionary.get(plain.slice(plain.lastIndexOf('/') + 1));
  return part === undefined || !plain.includes('/') ? -1 : 100 + part;
}

function parts(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
}

/** True for names of things that training measures: `val_loss`, `eval/top1 accuracy`. */
export function isMetricName(name: string): boolean {
  if (METRIC_PREFIX.test(name)) return true;
  const all = parts(name);
  return all.some((part) => METRIC_WORDS.has(part)) || METRIC_WORDS.has(all.join(''));
}

export function isSystemName(name: string): boolean {
  return parts(name).some((part) => SYSTEM_WORDS.has(part));
}

export function isContextValue(text: string): boolean {
  return CONTEXT_VALUES.has(text.trim().toLowerCase());
}

/** Prefixes by which tables of runs say what a column is; `key` is the name without it. */
export function prefixedRole(name: string): { role: 'param' | 'metric' | 'tag'; key: string } | null {
  for (const [role, pattern] of [
    ['param', PARAM_PREFIX],
    ['tag', TAG_PREFIX],
    ['metric', METRIC_PREFIX],
  ] as const) {
    const found = pattern.exec(name);
    if (found !== null && found[0].length < name.length) return { role, key: name.slice(found[0].length) };
  }
  return null;
}
