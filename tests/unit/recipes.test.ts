import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import type { RecipeInput } from '../../src/domain/reproduce/recipe.ts';
import { dockerRecipe } from '../../src/domain/reproduce/recipe-dockerfile.ts';
import { projectRecipe } from '../../src/domain/reproduce/recipe-mlproject.ts';
import { shellRecipe } from '../../src/domain/reproduce/recipe-shell.ts';
import type { Reproduction } from '../../src/domain/reproduce/reproduction.ts';
import { scoreReproduction, WEIGHTS } from '../../src/domain/reproduce/score.ts';
import type { Pair } from '../../src/domain/run.ts';
import { parseYaml } from '../../workers/import/text/yaml.ts';

const HOSTILE: readonly Pair[] = [
  ["quote's", 'it\'s "fine"'],
  ['sub', '$(touch owned)`touch owned`'],
  ['-rf', '-rf /'],
  ['lines', 'one\ntwo\n'],
  ['braces {0.__class__}', '{lr} {{x}}'],
  ['lr', '0.1'],
  ['name', '東京 🗻 \u001b[0m'],
  ['semi;touch owned', '; touch owned #'],
];

const BASE: Reproduction = {
  run: toRunKey('abc123'),
  name: 'swift-fox\nrm -rf /',
  start: {
    sourceName: 'train.py',
    sourceType: 'LOCAL',
    entryPoint: '',
    project: [],
    command: null,
    autologged: false,
  },
  code: {
    repo: 'https://github.com/example/taxi.git',
    branch: 'main',
    commit: 'a'.repeat(40),
    dirty: false,
    diff: null,
  },
  params: HOSTILE,
  environment: {
    python: '3.10.12',
    pythonFrom: 'model/python_env.yaml',
    requirements: ['numpy==1.26.0', "evil'; touch owned #==1"],
    requirementsFrom: 'model/requirements.txt',
    conda: null,
    unread: [],
  },
  dockerImage: '',
  datasets: [{ name: 'taxi\ntouch owned', digest: 'd1', context: 'training', source: '/data/taxi.parquet' }],
  seeds: [{ key: 'seed', value: '7', from: 'param' }],
  hardware: [{ key: 'gpu', value: 'A100', from: 'tag' }],
  other: null,
};

function inputOf(made: Reproduction): RecipeInput {
  return { made, ...scoreReproduction(made) };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-recipe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script where git, python and pip only write down what they were told. */
function runFaked(script: string): string[][] {
  const place = mkdtempSync(join(folder, 'run-'));
  const bin = join(place, 'bin');
  mkdirSync(join(place, '.venv', 'bin'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(join(place, '.venv', 'bin', 'activate'), '');
  for (const name of ['git', 'python', 'python3', 'python3.10', 'mlflow', 'jupyter'])
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\nprintf '%s\\0' ${name} "$@" >> ${place}/told\nprintf '|end|\\0' >> ${place}/told\n` +
        (name === 'git'
          ? `[ "$1" = clone ] && mkdir -p ".venv" "$4/.venv/bin" && : > "$4/.venv/bin/activate" || :\n`
          : ''),
      { mode: 0o755 },
    );
  const path = join(place, 'reproduce.sh');
  writeFileSync(path, script);
  expect(spawnSync('sh', ['-n', path]).stderr.toString()).toBe('');
  const ran = spawnSync('sh', [path], { cwd: place, env: { PATH: `${bin}:${process.env.PATH}` } });
  expect(ran.stderr.toString()).toBe('');
  expect(execFileSync('find', [place, '-name', 'owned*']).toString()).toBe('');
  const told = execFileSync('cat', [join(place, 'told')]).toString('utf8');
  return told
    .split('|end|\0')
    .slice(0, -1)
    .map((call) => call.split('\0').slice(0, -1));
}

describe('shell script', () => {
  test('hostile params and names reach the program unchanged and nothing else runs', () => {
    const calls = runFaked(shellRecipe(inputOf(BASE)).text);
    expect(calls).toEqual([
      ['git', 'clone', '--', 'https://github.com/example/taxi.git', 'swift-fox-rm-rf-again'],
      ['git', 'checkout', '--detach', 'a'.repeat(40)],
      ['python3.10', '-m', 'venv', '.venv'],
      ['python', '-m', 'pip', 'install', '--requirement', 'recorded-requirements.txt'],
      ['python', 'train.py', ...HOSTILE.map(([key, value]) => `--${key}=${value}`)],
    ]);
  });

  test('a project is started by mlflow with its params', () => {
    const start = {
      ...BASE.start,
      sourceType: 'PROJECT',
      sourceName: 'https://u:secret@example.org/p.git#sub',
      entryPoint: '-e',
    };
    const script = shellRecipe(inputOf({ ...BASE, start })).text;
    expect(script).not.toContain('secret');
    expect(runFaked(script).at(-1)).toEqual([
      'mlflow',
      'run',
      'https://example.org/p.git#sub',
      '--version',
      'a'.repeat(40),
      '--entry-point=-e',
      ...HOSTILE.flatMap(([key, value]) => ['-P', `${key}=${value}`]),
    ]);
  });

  test('words of a recorded command stay words', () => {
    const words = ['python', 'train.py', '--x=$(touch owned)', "it's"];
    const script = shellRecipe(
      inputOf({ ...BASE, start: { ...BASE.start, command: { words, from: 'args' } } }),
    ).text;
    expect(runFaked(script).at(-1)).toEqual(words);
  });

  test('an uncommitted diff is applied as it was recorded', () => {
    const text = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-$(touch owned)\n+it's `touch owned`\r";
    const made = { ...BASE, code: { ...BASE.code, dirty: true, diff: { from: 'tag', text } } };
    const script = shellRecipe(inputOf(made)).text;
    const written = spawnSync('sh', [], {
      cwd: folder,
      input: `${script.match(/printf '%s' [\s\S]*?> uncommitted.patch/)![0]}\n`,
    });
    expect(written.stderr.toString()).toBe('');
    expect(execFileSync('cat', [join(folder, 'uncommitted.patch')]).toString()).toBe(`${text}\n`);
  });

  test('what is no commit, repository or Python never becomes a command', () => {
    const made: Reproduction = {
      ...BASE,
      code: { ...BASE.code, repo: 'ext::sh -c touch% owned', commit: '--upload-pack=touch owned' },
      environment: { ...BASE.environment, python: '3.10; touch owned' },
    };
    const calls = runFaked(shellRecipe(inputOf(made)).text);
    expect(calls.map(([name]) => name)).toEqual(['python3', 'python', 'python']);
  });
});

describe('MLproject', () => {
  const text = () => projectRecipe(inputOf(BASE))[0]!.text;
  const field = (path: readonly string[]) => {
    const read = parseYaml(text());
    if (!read.ok) throw new Error(read.reason);
    return path.reduce<unknown>(
      (node, key) => (node as { entries: Map<string, unknown> }).entries.get(key),
      read.node,
    );
  };

  test('is YAML whose command gives each param as MLflow would put it', () => {
    const { text: command } = field(['entry_points', 'main', 'command']) as { text: string };
    // MLflow: `command.format(**{key: shlex.quote(value)})`.
    const quoted = new Map(HOSTILE.map(([key, value]) => [key, `'${value.replaceAll("'", `'"'"'`)}'`]));
    const filled = command.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (part, key) =>
      part === '{{' ? '{' : part === '}}' ? '}' : quoted.get(key)!,
    );
    const ran = spawnSync('sh', [], {
      cwd: folder,
      input: `${filled.replace(/^python/, "printf '%s\\0'")}\n`,
    });
    expect(ran.stderr.toString()).toBe('');
    expect(ran.stdout.toString().split('\0').slice(1, -1)).toEqual(
      HOSTILE.map(([key, value]) => `--${key}=${value}`),
    );
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(field(['entry_points', 'main', 'parameters', 'lines', 'default'])).toMatchObject({
      text: 'one\ntwo\n',
    });
  });

  test('names the environment beside it', () => {
    const files = projectRecipe(inputOf(BASE));
    expect(files.map(({ name }) => name)).toEqual([
      'MLproject',
      'python_env.yaml',
      'recorded-requirements.txt',
    ]);
    for (const { name } of files.slice(1)) expect(files[0]!.text).toMatch(new RegExp(`^#.*${name}`, 'm'));
    expect(files[2]!.text).toBe(`${BASE.environment.requirements.join('\n')}\n`);
    const conda = { path: 'model/conda.yaml', text: 'dependencies: []\n' };
    const made = { ...BASE, environment: { ...BASE.environment, requirements: [], conda } };
    expect(projectRecipe(inputOf(made))[1]).toEqual({ name: 'conda.yaml', text: conda.text });
  });
});

describe('Dockerfile', () => {
  test('every instruction is one line, and commands are JSON that carries the words', () => {
    const made = {
      ...BASE,
      code: { ...BASE.code, diff: { from: 'x\nRUN touch owned', text: '<<EOF\n$X\\\n' } },
    };
    const lines = dockerRecipe(inputOf(made)).text.trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(/^(?:#|FROM python:3\.10\.12$|WORKDIR \/code$|(?:RUN|CMD) \[.*\]$)/);
    expect(lines.filter((line) => !line.startsWith('#')).join('\n')).not.toContain('<<');
    const commands = lines
      .filter((line) => /^(?:RUN|CMD)/.test(line))
      .map((line) => JSON.parse(line.slice(4)) as string[]);
    expect(commands.at(-1)).toEqual([
      'python',
      'train.py',
      ...HOSTILE.map(([key, value]) => `--${key}=${value}`),
    ]);
    const [, , script] = commands.find((words) => words[2]?.includes('requirements'))!;
    expect(spawnSync('sh', ['-c', script!], { cwd: folder }).status).toBe(0);
    expect(execFileSync('cat', [join(folder, 'recorded-requirements.txt')]).toString()).toBe(
      `${BASE.environment.requirements.join('\n')}\n`,
    );
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });

  test('starts from a recorded image only if it is the name of one', () => {
    expect(dockerRecipe(inputOf({ ...BASE, dockerImage: 'ghcr.io/team/taxi:1' })).text).toContain(
      '\nFROM ghcr.io/team/taxi:1\n',
    );
    expect(dockerRecipe(inputOf({ ...BASE, dockerImage: 'x\nRUN touch owned' })).text).toContain(
      '\nFROM python:3.10.12\n',
    );
  });
});

test('a Dockerfile without an address of the code names the commit', () => {
  const made = { ...BASE, code: { ...BASE.code, repo: '' } };
  expect(dockerRecipe(inputOf(made)).text).toContain(
    `\n# git checkout --detach ${'a'.repeat(40)}\nCOPY . .\n`,
  );
});

describe('params that a library logged', () => {
  const estimator = (
    'bootstrap ccp_alpha criterion max_depth max_features max_leaf_nodes max_samples ' +
    'min_impurity_decrease min_samples_leaf min_samples_split n_estimators n_jobs oob_score'
  )
    .split(' ')
    .map((key): Pair => [key, 'None']);
  const texts = (made: Reproduction) => [
    shellRecipe(inputOf(made)).text,
    projectRecipe(inputOf(made))[0]!.text,
    dockerRecipe(inputOf(made)).text,
  ];

  test.each([
    [
      'by the tag',
      { ...BASE, params: [['lr', '0.1']] as Pair[], start: { ...BASE.start, autologged: true } },
      'lr',
    ],
    ['by more than a dozen of an estimator', { ...BASE, params: estimator }, 'max_leaf_nodes'],
  ])('%s: are comments and no flags', (_, made, key) => {
    for (const text of texts(made)) {
      expect(text).toMatch(new RegExp(`^#  ${key} = `, 'm'));
      expect(
        text
          .split('\n')
          .filter((line) => !line.startsWith('#'))
          .join('\n'),
      ).not.toContain(key);
    }
    expect(runFaked(texts(made)[0]!).at(-1)).toEqual(['python', 'train.py']);
  });

  test('a dozen are flags', () => {
    for (const text of texts({ ...BASE, params: estimator.slice(1) }))
      expect(text).toContain('--max_leaf_nodes=');
  });
});

describe('score', () => {
  test('weights are 100 together', () => {
    expect(Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  });

  test('every point that is lost has its reason', () => {
    const { score, lines } = scoreReproduction(BASE);
    expect(lines.filter(({ lost }) => lost > 0).map(({ part, lost }) => [part, lost])).toEqual([
      ['start', 3],
      ['packages', 1],
    ]);
    expect(score).toBe(96);
    expect(lines[1]!.reason).toContain('evil');
  });

  test('nothing recorded is nothing', () => {
    const none: Reproduction = {
      ...BASE,
      start: { ...BASE.start, sourceName: '' },
      code: { repo: '', branch: '', commit: '', dirty: null, diff: null },
      params: [],
      environment: { ...BASE.environment, python: '', requirements: [] },
      datasets: [],
      seeds: [{ key: 'random_state', value: 'None', from: 'param' }],
      hardware: [],
    };
    expect(scoreReproduction(none).score).toBe(0);
  });

  test('uncommitted changes without their diff cost more than with it', () => {
    const lost = (dirty: boolean | null, text: string | null) =>
      scoreReproduction({
        ...BASE,
        code: { ...BASE.code, dirty, diff: text === null ? null : { from: 't', text } },
      }).lines.find(({ part }) => part === 'changes')!.lost;
    expect([lost(false, null), lost(true, 'd'), lost(null, null), lost(true, null)]).toEqual([0, 2, 3, 10]);
  });
});
