import { commentText } from '../../base/shell-quote.ts';
import type { Pair } from '../run.ts';
import { parseCodeAddress } from './code-address.ts';
import type { Reproduction } from './reproduction.ts';

/** How a run can be started again, as far as what was recorded tells. */
export type Start =
  /** The words the process was started with. */
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly from: string }
  /** `mlflow run`; the address is '.' where only the checkout has the project. */
  | { readonly kind: 'project'; readonly address: string; readonly entryPoint: string }
  | {
      readonly kind: 'script';
      readonly interpreter: string;
      readonly file: string;
      readonly recorded: string;
    }
  | { readonly kind: 'notebook'; readonly file: string; readonly recorded: string }
  /** The source is what runs notebooks or consoles, not what was run in it. */
  | { readonly kind: 'console'; readonly recorded: string }
  | { readonly kind: 'unknown' };

const INTERPRETERS: readonly (readonly [ending: string, interpreter: string])[] = [
  ['.py', 'python'],
  ['.r', 'Rscript'],
  ['.jl', 'julia'],
  ['.sh', 'sh'],
];
const LAUNCHERS = ['ipykernel_launcher', 'colab_kernel_launcher', '<stdin>', '<console>', 'pythonshell'];
/** More than this on one command line is no command. */
export const MOST_FLAGS = 1_000;
/** Params that comments list. */
const MOST_COMMENTS = 200;

export function readStart({ start }: Pick<Reproduction, 'start'>): Start {
  const { sourceName: recorded, sourceType, command, entryPoint } = start;
  if (command) return { kind: 'command', ...command };
  if (sourceType.toUpperCase() === 'PROJECT' || entryPoint !== '')
    return { kind: 'project', address: projectAddress(recorded), entryPoint: entryPoint || 'main' };
  const lower = recorded.toLowerCase();
  if (LAUNCHERS.some((launcher) => lower.includes(launcher))) return { kind: 'console', recorded };
  if (recorded !== '' && (lower.endsWith('.ipynb') || sourceType.toUpperCase() === 'NOTEBOOK'))
    return { kind: 'notebook', file: shownPath(recorded), recorded };
  const [, interpreter] = INTERPRETERS.find(([ending]) => lower.endsWith(ending)) ?? [];
  if (interpreter) return { kind: 'script', interpreter, file: shownPath(recorded), recorded };
  return { kind: 'unknown' };
}

function projectAddress(recorded: string): string {
  const [base = '', part] = recorded.split('#', 2);
  const found = parseCodeAddress(base);
  if (!found) return '.';
  return part === undefined ? found.address : `${found.address}#${part}`;
}

/** A path of another machine stands for the file of its name; a relative one is within the checkout. */
function shownPath(recorded: string): string {
  const path = recorded.replaceAll('\\', '/');
  const isElsewhere = path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path);
  const shown = isElsewhere ? path.slice(path.lastIndexOf('/') + 1) : path;
  // Not an option, whatever it is called.
  return shown.startsWith('-') ? `./${shown}` : shown;
}

/** Arguments of estimators: whoever logs `get_params()` logs them all, whether they were set or not. */
const ESTIMATOR_KEYS = new Set(
  `C alpha base_score booster bootstrap boosting_type cache_size callbacks ccp_alpha class_weight coef0
  colsample_bylevel colsample_bynode colsample_bytree copy_X criterion decision_function_shape degree device dual
  early_stopping early_stopping_rounds enable_categorical epsilon eval_metric feature_types fit_intercept gamma
  grow_policy importance_type init interaction_constraints intercept_scaling kernel l1_ratio learning_rate loss
  max_bin max_cat_threshold max_cat_to_onehot max_delta_step max_depth max_features max_iter max_leaf_nodes max_leaves
  max_samples min_child_samples min_child_weight min_impurity_decrease min_samples_leaf min_samples_split
  min_split_gain min_weight_fraction_leaf missing monotone_constraints monotonic_cst multi_class multi_strategy
  n_estimators n_iter_no_change n_jobs n_neighbors normalize num_leaves num_parallel_tree oob_score
  penalty positive precompute presort probability random_state reg_alpha reg_lambda sampling_method
  scale_pos_weight selection shrinking solver splitter subsample subsample_for_bin subsample_freq tol
  tree_method validate_parameters validation_fraction verbose verbosity warm_start`.split(/\s+/),
);
/** More arguments of an estimator than anybody writes on a command line. */
const MOST_BY_HAND = 12;

/** Whether params were logged by a library, from what it was told and its defaults: no flags of the script then. */
function paramsAreLibrarys({ start, params }: Pick<Reproduction, 'start' | 'params'>): boolean {
  if (start.autologged) return true;
  return params.filter(([key]) => ESTIMATOR_KEYS.has(key)).length > MOST_BY_HAND;
}

/** What a recipe says of how a script takes its params: the flags it gets, and the comments above them. */
export function scriptFlags(made: Reproduction): {
  readonly flags: readonly Pair[];
  readonly comments: readonly string[];
} {
  if (!paramsAreLibrarys(made))
    return {
      flags: made.params.slice(0, MOST_FLAGS),
      comments: ['# How the script takes its parameters was not recorded: that they are flags is a guess.'],
    };
  const why = made.start.autologged
    ? '# A library logged the parameters by itself, its defaults among them: they are no flags of the script.'
    : '# The parameters are those of an estimator, defaults among them: hardly flags of the script.';
  const more = made.params.length - MOST_COMMENTS;
  return {
    flags: [],
    comments: [
      why,
      ...made.params.slice(0, MOST_COMMENTS).map(([key, value]) => `#  ${commentText(`${key} = ${value}`)}`),
      ...(more > 0 ? [`#  and ${more} more`] : []),
    ],
  };
}

/** Params as a command line would carry them: `--key=value`, one word each. */
export function toFlags(params: readonly Pair[]): readonly string[] {
  return params.slice(0, MOST_FLAGS).map(([key, value]) => `--${key}=${value}`);
}
