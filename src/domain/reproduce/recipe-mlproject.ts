import { jsonQuote } from '../../base/json-quote.ts';
import { commentText, shellQuote } from '../../base/shell-quote.ts';
import type { Pair } from '../run.ts';
import {
  dataComments,
  exactPython,
  headComments,
  planCheckout,
  pythonOf,
  REQUIREMENTS_FILE,
  type RecipeFile,
  type RecipeInput,
  requirementComments,
  requirementsOf,
  shortName,
} from './recipe.ts';
import type { Reproduction } from './reproduction.ts';
import { MOST_FLAGS, readStart, type Start, scriptFlags, toFlags } from './start.ts';

/** Keys that MLflow's command template takes as a place for a value. */
const TEMPLATE_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** An MLflow project around the code: `MLproject`, and the files that it names. */
export function projectRecipe(input: RecipeInput): readonly RecipeFile[] {
  const { made } = input;
  const start = readStart(made);
  const { requirements, conda } = made.environment;
  const isConda = made.dockerImage === '' && requirements.length === 0 && conda !== null;
  const environment = made.dockerImage !== '' ? 'docker' : isConda ? 'conda' : 'python';
  const project = { name: 'MLproject', text: toText(projectLines(input, start, environment)) };
  if (environment === 'docker') return [project];
  if (environment === 'conda') return [project, { name: 'conda.yaml', text: conda?.text ?? '' }];
  return [
    project,
    { name: 'python_env.yaml', text: toText(pythonLines(made)) },
    ...(requirements.length > 0 ? [{ name: REQUIREMENTS_FILE, text: toText(requirementsOf(made)) }] : []),
  ];
}

function toText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function projectLines(input: RecipeInput, start: Start, environment: EnvironmentKind): string[] {
  const { made } = input;
  const checkout = planCheckout(made);
  const script = start.kind === 'script' ? scriptFlags(made) : null;
  const params = script?.flags ?? made.params.slice(0, MOST_FLAGS);
  const placed = script ? params.filter(([key]) => TEMPLATE_KEY.test(key)) : [];
  return [
    ...headComments(input, 'A project to make again'),
    ...(start.kind === 'project'
      ? ['# The code has an MLproject of its own, which says more than this one: see the shell script.']
      : []),
    ...besideComments(made, environment),
    ...checkout.comments,
    ...(checkout.address ? [`# git clone ${commentText(checkout.address)}`] : []),
    ...(checkout.commit ? [`# git checkout ${checkout.commit}`] : []),
    ...(checkout.diff ? [`# Uncommitted changes: ${commentText(checkout.diff.from)}`] : []),
    ...(made.datasets.length > 0 ? ['# Data:', ...dataComments(made)] : []),
    ...(script?.comments ?? []),
    `name: ${jsonQuote(shortName(made.name))}`,
    ...environmentLines(made, environment),
    'entry_points:',
    `  main:`,
    ...(placed.length > 0 ? ['    parameters:', ...placed.map(paramLine)] : []),
    `    command: ${jsonQuote(commandTemplate(start, params))}`,
  ];
}

type EnvironmentKind = 'docker' | 'conda' | 'python';

/** Which files go where: `mlflow run` fails without the ones that this one names. */
function besideComments(made: Reproduction, environment: EnvironmentKind): string[] {
  if (environment === 'docker') return ['# Put it into the top folder of the code.'];
  if (environment === 'conda') return ['# Put it into the top folder of the code, and conda.yaml beside it.'];
  return [
    '# Put it into the top folder of the code, and python_env.yaml beside it, which holds the list of packages.',
    ...(made.environment.requirements.length > 0
      ? [`# ${REQUIREMENTS_FILE} is the same list as it was recorded, for --env-manager=local.`]
      : []),
  ];
}

function environmentLines(made: Reproduction, environment: EnvironmentKind): string[] {
  if (environment === 'docker') return ['docker_env:', `  image: ${jsonQuote(made.dockerImage)}`];
  return [environment === 'conda' ? 'conda_env: conda.yaml' : 'python_env: python_env.yaml'];
}

function paramLine([key, value]: Pair): string {
  return `      ${jsonQuote(key)}: {type: ${NUMBER.test(value) ? 'float' : 'string'}, default: ${jsonQuote(value)}}`;
}

/** MLflow puts each value in quotes where its name stands in braces; every other brace is doubled for it. */
function commandTemplate(start: Start, params: readonly Pair[]): string {
  const literal = (word: string) => shellQuote(word).replaceAll('{', '{{').replaceAll('}', '}}');
  switch (start.kind) {
    case 'command':
      return start.words.map(literal).join(' ');
    case 'script': {
      const flags = params.map(([key, value]) =>
        TEMPLATE_KEY.test(key) ? `--${key}={${key}}` : literal(`--${key}=${value}`),
      );
      return [start.interpreter, literal(start.file), ...flags].join(' ');
    }
    case 'notebook':
      return `jupyter nbconvert --to notebook --execute --output again.ipynb -- ${literal(start.file)}`;
    case 'project':
    case 'console':
    case 'unknown':
      return `echo ${literal(unknownWords(start, params))} && exit 1`;
  }
}

function unknownWords(start: Start, params: readonly Pair[]): string {
  if (start.kind === 'project')
    return `Use the MLproject of the code itself, entry point ${commentText(start.entryPoint)}.`;
  return `What was started was not recorded. Its parameters: ${commentText(toFlags(params).join(' '))}`;
}

function pythonLines(made: Reproduction): string[] {
  const python = pythonOf(made);
  const { python: recorded } = made.environment;
  const packages = requirementsOf(made).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return [
    ...(recorded === ''
      ? ['# The version of Python was not recorded: this is a guess.']
      : [`# Python ${commentText(recorded)} was recorded.`]),
    ...requirementComments(made),
    `python: ${jsonQuote(python === null ? '3.10' : exactPython(recorded, python))}`,
    // Inside the list: where MLflow looks for a file that a line names is its own affair.
    ...(packages.length > 0
      ? ['dependencies:', ...packages.map((line) => `  - ${jsonQuote(line)}`)]
      : ['dependencies: []']),
  ];
}
