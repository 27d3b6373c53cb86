import { jsonQuote } from '../../base/json-quote.ts';
import { commentText, shellQuote } from '../../base/shell-quote.ts';
import {
  DIFF_FILE,
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
} from './recipe.ts';
import type { Reproduction } from './reproduction.ts';
import { MOST_FLAGS, readStart, type Start, scriptFlags, toFlags } from './start.ts';

/** `registry.example:5000/team/image:tag@sha256:…` */
const IMAGE = /^[a-z0-9][A-Za-z0-9._:/@-]{0,400}$/;

/**
 * A Dockerfile. Commands are JSON lists, one line each whatever they hold: Docker reads no line ends, continuations,
 * variables or here-documents out of them.
 */
export function dockerRecipe(input: RecipeInput): RecipeFile {
  const { made } = input;
  const start = readStart(made);
  const lines = [
    '# Dockerfile',
    ...headComments(input, 'An image to make again'),
    ...baseLines(made),
    'WORKDIR /code',
    ...codeLines(made),
    ...packageLines(made),
    ...(made.datasets.length > 0
      ? ['# Data, to be mounted where the code looks for it:', ...dataComments(made)]
      : []),
    ...startLines(start, made),
  ];
  return { name: 'Dockerfile', text: `${lines.join('\n')}\n` };
}

function run(words: readonly string[]): string {
  return `RUN [${words.map(jsonQuote).join(', ')}]`;
}

function baseLines(made: Reproduction): string[] {
  if (IMAGE.test(made.dockerImage)) return ['# The image that was recorded', `FROM ${made.dockerImage}`];
  const python = pythonOf(made);
  const { python: recorded } = made.environment;
  return [
    ...(made.dockerImage === ''
      ? []
      : [`# Recorded as the image, but no name of one: ${commentText(made.dockerImage)}`]),
    recorded === ''
      ? '# The version of Python was not recorded: this is a guess.'
      : `# Python ${commentText(recorded)} was recorded.`,
    `FROM python:${python === null ? '3.10' : exactPython(recorded, python)}`,
  ];
}

function codeLines(made: Reproduction): string[] {
  const { address, commit, comments, diff } = planCheckout(made);
  return [
    ...comments,
    ...(address
      ? [run(['git', 'clone', '--', address, '.'])]
      : [
          '# Build it in a checkout of the code.',
          ...(commit ? [`# git checkout --detach ${commit}`] : []),
          'COPY . .',
        ]),
    ...(commit && address ? [run(['git', 'checkout', '--detach', commit])] : []),
    ...(diff ? diffLines(diff) : []),
  ];
}

function diffLines({ text, from }: { readonly text: string | null; readonly from: string }): string[] {
  const apply = run(['git', 'apply', '--whitespace=nowarn', '--', DIFF_FILE]);
  if (text === null)
    return [
      `# Uncommitted changes: save ${commentText(from)} of the run as ${DIFF_FILE} beside this file first.`,
      `COPY ${DIFF_FILE} .`,
      apply,
    ];
  return [
    `# Uncommitted changes, as recorded in ${commentText(from)}`,
    run(['sh', '-c', `printf '%s' ${shellQuote(text)} > ${DIFF_FILE}`]),
    apply,
  ];
}

function packageLines(made: Reproduction): string[] {
  const { requirements, conda } = made.environment;
  if (IMAGE.test(made.dockerImage)) return ['# Its packages are those of the image.'];
  if (requirements.length === 0)
    return [
      ...requirementComments(made),
      ...(conda ? ['# pip cannot install it: build from an image that has conda.'] : []),
    ];
  const list = requirementsOf(made).map(shellQuote).join(' ');
  return [
    ...requirementComments(made),
    run(['sh', '-c', `printf '%s\\n' ${list} > ${REQUIREMENTS_FILE}`]),
    run(['python', '-m', 'pip', 'install', '--no-cache-dir', '--requirement', REQUIREMENTS_FILE]),
  ];
}

function startLines(start: Start, made: Reproduction): string[] {
  const params = made.params.slice(0, MOST_FLAGS);
  const { flags, comments } = scriptFlags(made);
  const cmd = (words: readonly string[]) => `CMD [${words.map(jsonQuote).join(', ')}]`;
  switch (start.kind) {
    case 'command':
      return [`# As recorded (${commentText(start.from)})`, cmd(start.words)];
    case 'script':
      return [...comments, cmd([start.interpreter, start.file, ...toFlags(flags)])];
    case 'notebook':
      return [
        '# The parameters stand in the notebook itself.',
        cmd([
          'jupyter',
          'nbconvert',
          '--to',
          'notebook',
          '--execute',
          '--output',
          'again.ipynb',
          '--',
          start.file,
        ]),
      ];
    case 'project':
      return [
        '# Needs mlflow in the image. The code has an MLproject of its own, whose entry point this starts.',
        cmd([
          'mlflow',
          'run',
          '.',
          '--env-manager=local',
          `--entry-point=${start.entryPoint}`,
          ...params.flatMap(([key, value]) => ['-P', `${key}=${value}`]),
        ]),
      ];
    case 'console':
    case 'unknown':
      return [
        '# What was started was not recorded.',
        ...toFlags(params.slice(0, 200)).map((flag) => `#  ${commentText(flag.slice(2))}`),
      ];
  }
}
