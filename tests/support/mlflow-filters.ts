/** Three runs with everything that MLflow's search asks of runs. */
export const FILTERED_RUNS = `
run 1f0e forest FINISHED 1700000100000 1700000160000 ana
  artifacts /data/1/1f0e/artifacts
  source fit.py
  param eta 0.01
  param tree/limit 6
  param blank ""
  param lines "x\\ny"
  param word "n\u00e9"
  param shuffle True
  param both "say \\"it's\\""
  metric rmse 0.9 0.3
  metric test/r2 0.8
  metric gap nan
  metric grows inf
  metric "sys probe: x.y-z" 2
  metric huge 1e22
  metric count 3
  tag mlflow.user ana
  tag mlflow.runName forest
  tag mlflow.source.type LOCAL
  tag blank ""
  tag team red
  dataset trips d41d8 training
run 2a1b boost FAILED 1700000100010 1700000109999 bob
  artifacts /data/1/2a1b/artifacts
  parent 1f0e
  metric rmse 0.3
  tag mlflow.user bob
  tag mlflow.runName boost
  tag mlflow.parentRunId 1f0e
run 3c9d halted KILLED 1700000100030 1700000100040 -
  artifacts /data/1/3c9d/artifacts
`;

/**
 * The shapes of filters that were tried on MLflow 3.4, over the runs above. First what Cairn answers: names of runs,
 * or the code of its mistake; then what MLflow does. `differs`: its two stores answer differently, and Cairn says what
 * is true of the logged value.
 */
export type FilterCase = readonly [filter: string, answer: string, mlflow: 'takes' | 'refuses' | 'differs'];

const ALL = 'forest boost halted';

export const FILTER_CASES: readonly FilterCase[] = [
  ['metrics.rmse < 0.5', 'forest boost', 'takes'],
  ['metric.rmse <= 0.3', 'forest boost', 'takes'],
  ['metrics.`test/r2` > 0.7', 'forest', 'takes'],
  ['metrics."test/r2" > 0.7', 'forest', 'takes'],
  ["metrics.'test/r2' > 0.7", 'forest', 'refuses'],
  ['metrics.test/r2 > 0.7', 'forest', 'refuses'],
  ['metrics.`sys probe: x.y-z` = 2', 'forest', 'takes'],
  ['metrics.rmse > 1e-3', 'forest boost', 'takes'],
  ['metrics.rmse > -1', 'forest boost', 'takes'],
  ['metrics.rmse != 0.3', '', 'takes'],
  ['metrics.grows > 5', 'forest', 'takes'],
  ['metrics.gap < 1', '', 'differs'],
  ['metrics.gap != 0', 'forest', 'differs'],
  ["metrics.rmse = '0.3'", 'forest boost', 'refuses'],
  ["metrics.rmse LIKE '%3'", '!text-operator', 'refuses'],
  ["params.eta = '0.01'", 'forest', 'takes'],
  ['params.eta = "0.01"', 'forest', 'takes'],
  ['params.eta = 0.01', 'forest', 'refuses'],
  ["params.eta > '0.001'", 'forest', 'refuses'],
  ["params.eta LIKE '0.0%'", 'forest', 'takes'],
  ["params.eta like '0.0%'", 'forest', 'takes'],
  ["params.eta ILIKE '0.0%'", 'forest', 'takes'],
  ["param.`tree/limit` = '6'", 'forest', 'takes'],
  ["parameters.shuffle = 'true'", '', 'takes'],
  ["params.shuffle ILIKE 'TRUE'", 'forest', 'takes'],
  ["params.nowhere != 'x'", '', 'takes'],
  ["params.blank = ''", 'forest', 'takes'],
  ['params.both = "it\'s"', '', 'takes'],
  ["tags.mlflow.source.type = 'LOCAL'", 'forest', 'takes'],
  ["tags.`mlflow.runName` LIKE 'for%'", 'forest', 'takes'],
  ['tags."mlflow.parentRunId" != \'\'', 'boost', 'takes'],
  ["tag.blank = ''", 'forest', 'takes'],
  ['tags.nowhere IS NULL', ALL, 'refuses'],
  ['params.eta IS NOT NULL', 'forest', 'refuses'],
  ["attributes.status = 'FINISHED'", 'forest', 'takes'],
  ["attribute.status != 'RUNNING'", ALL, 'takes'],
  ["status = 'finished'", '', 'takes'],
  ["status ILIKE 'finished'", 'forest', 'takes'],
  ["attr.run_name LIKE '%oo%'", 'boost', 'takes'],
  ["run.run_id IN ('a','b')", '', 'takes'],
  ["run_id NOT IN ('a')", ALL, 'takes'],
  ["run_name IN ('boost','forest')", 'forest boost', 'refuses'],
  ["`run name` = 'boost'", 'boost', 'takes'],
  ['"Run Name" = \'boost\'', 'boost', 'takes'],
  ["Run Name = 'boost'", 'boost', 'refuses'],
  ['Created > 0', ALL, 'takes'],
  ['start_time >= 1700000100010', 'boost halted', 'takes'],
  ["start_time > '1700000100000'", 'boost halted', 'refuses'],
  ['attributes.end_time < 1700000110000', 'boost halted', 'takes'],
  ['end_time = 1700000160000.5', '', 'differs'],
  ["user_id = 'ana'", 'forest', 'takes'],
  ["artifact_uri LIKE '%artifacts'", ALL, 'takes'],
  ["attributes.lifecycle_stage = 'active'", ALL, 'refuses'],
  ["experiment_id = '7'", '', 'refuses'],
  ["datasets.name = 'trips'", 'forest', 'takes'],
  ["dataset.digest LIKE 'd41%'", 'forest', 'takes'],
  ["datasets.context = 'training'", 'forest', 'takes'],
  ["datasets.name IN ('trips','x')", 'forest', 'takes'],
  ["datasets.source = 'x'", '!unknown-dataset-field', 'refuses'],
  ["metrics.rmse < 1 AND params.eta = '0.01'", 'forest', 'takes'],
  ["metrics.rmse < 1 and params.eta = '0.01'", 'forest', 'takes'],
  ["metrics.rmse < 1 OR params.eta = '0.01'", 'forest boost', 'refuses'],
  ['NOT metrics.rmse < 1', 'halted', 'refuses'],
  ['(metrics.rmse < 1)', 'forest boost', 'refuses'],
  ["metrics.rmse < 1, params.eta = '0.01'", '!comma', 'refuses'],
  ["metrics.rmse < 1 params.eta = '0.01'", 'forest', 'takes'],
  ['metrics.rmse < 1;', '!semicolon', 'refuses'],
  ['metrics.rmse < 1; metrics.rmse > 2', '!semicolon', 'refuses'],
  ['metrics.rmse', '!comparison-missing', 'refuses'],
  ['metrics.rmse <', '!value-missing', 'refuses'],
  ['rmse < 1', '!unknown-attribute', 'refuses'],
  ["foo.bar = 'x'", '!unknown-entity', 'refuses'],
  ["params.eta == '0.01'", 'forest', 'refuses'],
  ['metrics.rmse <> 1', 'forest boost', 'refuses'],
  ['metrics.rmse BETWEEN 0 AND 1', 'forest boost', 'refuses'],
  ['0.5 > metrics.rmse', 'forest boost', 'refuses'],
  ['metrics.rmse < metrics.count', '!value-is-field', 'refuses'],
  ["params.word = 'n\u00e9'", 'forest', 'takes'],
  ["params.lines LIKE 'x%y'", 'forest', 'differs'],
  ["params.eta = '0.01' AND", 'forest', 'takes'],
  ["tags.mlflow.source.type LIKE 'loc%'", '', 'takes'],
  ["tags.mlflow.source.type ILIKE 'loc%'", 'forest', 'takes'],
  ["tags.mlflow.source.type = 'local'", '', 'takes'],
  ["params.word LIKE 'n_'", 'forest', 'takes'],
  ["params.lines ILIKE '%Y'", 'forest', 'differs'],
  ['metrics.rmse < 1E0', 'forest boost', 'takes'],
  ['metrics.rmse = .3', 'forest boost', 'takes'],
  ['metrics.huge > 1e21', 'forest', 'takes'],
  [
    "params.`eta` = '0.01' AND metrics.`rmse` <= 0.3 AND tags.`mlflow.user` = 'ana' AND attributes.status != 'FAILED'",
    'forest',
    'takes',
  ],
  ["datasets.name NOT IN ('x')", 'forest', 'takes'],
  ['run_id IN ()', '!empty-list', 'refuses'],
  ['run_id IN (abc)', '', 'refuses'],
  ["run_id IN ('ABC')", '', 'takes'],
  ["run_id = 'x' AND", '', 'takes'],
  ['params.eta LIKE 0.1', '', 'refuses'],
  ['metrics.rmse IN (1,2)', '', 'refuses'],
  ["tags.team = 'red' -- why", 'forest', 'refuses'],
  ['metrics.`rmse` > 0.1 /* why */', 'forest boost', 'refuses'],
];
