import { toSafeName } from '../../base/safe-name.ts';
import { commentText } from '../../base/shell-quote.ts';
import { isCommit, parseCodeAddress, pythonRelease } from './code-address.ts';
import type { Reproduction } from './reproduction.ts';
import type { ScoreLine } from './score.ts';

/** One file of a recipe. */
export interface RecipeFile {
  readonly name: string;
  readonly text: string;
}

/** Everything a recipe is written from. */
export interface RecipeInput {
  readonly made: Reproduction;
  /** What is missing, for its comments. */
  readonly lines: readonly ScoreLine[];
  readonly score: number;
}

/** Lines of a list of packages that a recipe carries: what is longer is not read by anybody. */
export const MOST_REQUIREMENTS = 2_000;
/** Characters of a diff that a recipe carries. A longer one has to be saved beside it. */
const MOST_DIFF = 64 * 1024;
export const DIFF_FILE = 'uncommitted.patch';
export const REQUIREMENTS_FILE = 'recorded-requirements.txt';

/** What every recipe begins with. The text of files and runs stands in comments only cut and on one line. */
export function headComments({ made, lines, score }: RecipeInput, what: string): string[] {
  const missing = lines.filter(({ lost }) => lost > 0);
  return [
    `# ${what}: run ${commentText(made.name)} (${commentText(made.run)})`,
    `# ${score} of 100 points of what it takes are recorded. Read it before you run it.`,
    ...(missing.length === 0 ? [] : ['# Not known, or only in part:']),
    ...missing.map(({ reason }) => `#  - ${commentText(reason)}`),
  ];
}

/** Which data the run used; a recipe cannot fetch it. */
export function dataComments({ datasets }: Reproduction): string[] {
  return datasets.slice(0, 50).map(({ name, digest, context, source }) => {
    const where = source === '' ? 'source not recorded' : source;
    const about = context === '' ? '' : ` (${context})`;
    return `#  - ${commentText(`${name}${about}, digest ${digest || 'not recorded'}: ${where}`)}`;
  });
}

export interface CheckoutPlan {
  /** null where others cannot reach what was recorded, or nothing was. */
  readonly address: string | null;
  readonly commit: string | null;
  readonly comments: readonly string[];
  readonly diff: { readonly text: string | null; readonly from: string } | null;
}

export function planCheckout({ code }: Reproduction): CheckoutPlan {
  const found = parseCodeAddress(code.repo);
  const commit = isCommit(code.commit) ? code.commit : null;
  const comments: string[] = [];
  if (code.repo === '')
    comments.push('# The repository was not recorded: start this in a checkout of the code.');
  else if (!found)
    comments.push(
      `# The repository was recorded as ${commentText(code.repo)}, which others cannot reach:`,
      '# start this in a checkout of the code.',
    );
  if (found?.hadSecret) comments.push('# The recorded address held a name or password, which is left out.');
  if (code.branch !== '') comments.push(`# Branch: ${commentText(code.branch)}`);
  if (commit === null && code.commit !== '')
    comments.push(`# Recorded as the commit, but none: ${commentText(code.commit)}`);
  if (commit === null && code.commit === '')
    comments.push('# The commit was not recorded: this takes what is there now.');
  if (code.dirty === true && !code.diff)
    comments.push('# There were uncommitted changes, which were not recorded.');
  const text = code.diff?.text ?? null;
  const carried = text !== null && text.length <= MOST_DIFF ? withLineEnd(text) : null;
  return {
    address: found?.address ?? null,
    commit,
    comments,
    diff: code.diff && { text: carried, from: code.diff.from },
  };
}

/** git refuses a patch whose last line has no end, and some producers cut it off. */
function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

export function requirementsOf({ environment }: Reproduction): readonly string[] {
  return environment.requirements.slice(0, MOST_REQUIREMENTS);
}

export function requirementComments({ environment }: Reproduction): string[] {
  const { requirements, requirementsFrom, conda } = environment;
  const leftOut = requirements.length - MOST_REQUIREMENTS;
  return [
    ...(requirements.length === 0
      ? ['# No list of packages was recorded.']
      : [`# As recorded in ${commentText(requirementsFrom)}`]),
    ...(leftOut > 0 ? [`# ${leftOut} more lines are left out.`] : []),
    ...(conda ? [`# A conda environment was recorded as well: ${commentText(conda.path)}`] : []),
  ];
}

/** `3.10`, or null. */
export function pythonOf({ environment }: Reproduction): string | null {
  return pythonRelease(environment.python);
}

/** `3.10.12` where that is what was recorded, or else `release`. */
export function exactPython(recorded: string, release: string): string {
  return /^\d{1,2}\.\d{1,3}\.\d{1,4}$/.test(recorded) ? recorded : release;
}

/** A short name for folders and projects: ASCII letters, digits and dashes. */
export function shortName(name: string): string {
  const safe = toSafeName(name)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return safe.slice(0, 40) || 'run';
}
