import { commentText, shellQuote } from '../../base/shell-quote.ts';
import {
  DIFF_FILE,
  dataComments,
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
import { pipOptions } from './requirement-lines.ts';
import { MOST_FLAGS, readStart, type Start, scriptFlags, toFlags } from './start.ts';

/** A POSIX shell script that fetches the code, makes the environment and starts the run. */
export function shellRecipe(input: RecipeInput): RecipeFile {
  const { made } = input;
  const start = readStart(made);
  const lines = [
    '#!/bin/sh',
    ...headComments(input, 'How to make again'),
    'set -e',
    ...section('Code', codeLines(made, start)),
    ...section('Environment', environmentLines(made)),
    ...(made.datasets.length > 0
      ? section('Data, which has to be where the code looks for it', dataComments(made))
      : []),
    ...section('Start', startLines(start, made)),
  ];
  return { name: 'reproduce.sh', text: `${lines.join('\n')}\n` };
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `# ${title}`, ...lines];
}

function codeLines(made: Reproduction, start: Start): string[] {
  if (start.kind === 'project' && start.address !== '.')
    return ['# mlflow fetches the code of the project itself.'];
  const { address, commit, comments, diff } = planCheckout(made);
  const folder = `${shortName(made.name)}-again`;
  return [
    ...comments,
    ...(address ? [`git clone -- ${shellQuote(address)} ${folder}`, `cd ${folder}`] : []),
    ...(commit ? [`git checkout --detach ${commit}`] : []),
    ...(diff ? diffLines(diff) : []),
  ];
}

function diffLines({ text, from }: { readonly text: string | null; readonly from: string }): string[] {
  const apply = `git apply --whitespace=nowarn -- ${DIFF_FILE}`;
  if (text === null)
    return [`# Uncommitted changes: save ${commentText(from)} of the run as ${DIFF_FILE} here first.`, apply];
  return [
    `# Uncommitted changes, as recorded in ${commentText(from)}`,
    `printf '%s' ${shellQuote(text)} > ${DIFF_FILE}`,
    apply,
  ];
}

function environmentLines(made: Reproduction): string[] {
  const python = pythonOf(made);
  const { python: recorded, conda, requirements } = made.environment;
  if (made.dockerImage !== '')
    return [`# It ran in the Docker image ${commentText(made.dockerImage)}: see the Dockerfile.`];
  if (requirements.length === 0 && conda)
    return [
      `# As recorded in ${commentText(conda.path)}`,
      `printf '%s' ${shellQuote(conda.text)} > recorded-conda.yaml`,
      'conda env create --prefix ./recorded-env --file recorded-conda.yaml',
      '# Without an activated shell: conda run --prefix ./recorded-env <command>',
      'eval "$(conda shell.posix activate ./recorded-env)"',
    ];
  const options = pipOptions(requirements);
  return [
    recorded === ''
      ? '# The version of Python was not recorded.'
      : `# Python ${commentText(recorded)} was recorded.`,
    `${python ? `python${python}` : 'python3'} -m venv .venv`,
    '. .venv/bin/activate',
    ...requirementComments(made),
    ...(options.length > 0 ? ['# It holds options of pip, which may fetch from other places:'] : []),
    ...options.slice(0, 20).map((line) => `#  ${commentText(line)}`),
    ...(requirements.length > 0
      ? [
          `printf '%s\\n' \\`,
          ...requirementsOf(made).map((line) => `  ${shellQuote(line)} \\`),
          `  > ${REQUIREMENTS_FILE}`,
          `python -m pip install --requirement ${REQUIREMENTS_FILE}`,
        ]
      : []),
  ];
}

function startLines(start: Start, made: Reproduction): string[] {
  const { params } = made;
  const { flags, comments } = scriptFlags(made);
  const left = params.length - MOST_FLAGS;
  const more = left > 0 ? [`# ${left} more parameters are left out.`] : [];
  switch (start.kind) {
    case 'command':
      return [`# As recorded (${commentText(start.from)})`, joinLines(start.words.map(shellQuote))];
    case 'project':
      return [...more, ...projectLines(start, made)];
    case 'script':
      return [
        ...(start.file === start.recorded
          ? []
          : [`# Recorded as ${commentText(start.recorded)}: where it lies in the code is not known.`]),
        ...comments,
        ...(flags.length > 0 ? more : []),
        joinLines([start.interpreter, shellQuote(start.file), ...toFlags(flags).map(shellQuote)]),
      ];
    case 'notebook':
      return [
        '# Its parameters stand in the notebook itself; compare them with these:',
        ...params.slice(0, 200).map(([key, value]) => `#  ${commentText(`${key} = ${value}`)}`),
        ...(params.length > 200 ? [`#  and ${params.length - 200} more`] : []),
        `jupyter nbconvert --to notebook --execute --output again.ipynb -- ${shellQuote(start.file)}`,
      ];
    case 'console':
    case 'unknown':
      return [
        start.kind === 'unknown'
          ? '# What was started was not recorded. Its parameters:'
          : `# Only what ran the cells was recorded (${commentText(start.recorded)}). The parameters:`,
        ...toFlags(params.slice(0, 200)).map((flag) => `#  ${commentText(flag.slice(2))}`),
        ...(params.length > 200 ? [`#  and ${params.length - 200} more`] : []),
        'exit 1',
      ];
  }
}

function projectLines(start: Extract<Start, { kind: 'project' }>, made: Reproduction): string[] {
  const { commit } = planCheckout(made);
  const pairs = made.params.slice(0, MOST_FLAGS).map(([key, value]) => `-P ${shellQuote(`${key}=${value}`)}`);
  return [
    '# Parameters that the entry point does not name are ones that the code itself logged: leave those out.',
    joinLines([
      `mlflow run ${shellQuote(start.address)}`,
      ...(commit && start.address !== '.' ? [`--version ${commit}`] : []),
      shellQuote(`--entry-point=${start.entryPoint}`),
      ...pairs,
    ]),
  ];
}

function joinLines(words: readonly string[]): string {
  return words.join(words.length > 4 ? ' \\\n  ' : ' ');
}
