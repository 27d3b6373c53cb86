import { formatPlural } from '../../base/format.ts';
import { isCommit, parseCodeAddress } from './code-address.ts';
import { isSet } from './recorded-values.ts';
import type { Reproduction } from './reproduction.ts';
import { unpinned } from './requirement-lines.ts';
import { readStart } from './start.ts';

/** What each part is worth, out of 100; every sentence below that costs points says which. */
export const WEIGHTS = {
  commit: 25,
  packages: 15,
  data: 15,
  changes: 10,
  start: 10,
  repository: 8,
  python: 5,
  params: 5,
  seed: 5,
  hardware: 2,
} as const;

export type ScorePart = keyof typeof WEIGHTS;

/** Costs of what is recorded in part. */
const COST = {
  /** A diff lacks files that git does not know. */
  changesInDiff: 2,
  changesNotSaid: 3,
  argumentsGuessed: 3,
  notebook: 5,
  onlyModelPackages: 7,
  unpinnedEach: 1,
  unpinnedMost: 8,
  noDigest: 7,
  noDataSource: 4,
  localRepository: 5,
} as const;

/** Names of packages that a sentence lists. */
const MOST_NAMED = 12;

export interface ScoreLine {
  readonly part: ScorePart;
  readonly weight: number;
  readonly lost: number;
  /** What is recorded, or what is missing. */
  readonly reason: string;
}

export interface ReproductionScore {
  /** 0 … 100: what is recorded of what it takes to make the run again. */
  readonly score: number;
  /** One for each part, the most costly first. */
  readonly lines: readonly ScoreLine[];
}

type Verdict = readonly [lost: number, reason: string];

const JUDGES: Readonly<Record<ScorePart, (r: Reproduction) => Verdict>> = {
  commit: judgeCommit,
  packages: judgePackages,
  data: judgeData,
  changes: judgeChanges,
  start: judgeStart,
  repository: judgeRepository,
  python: ({ environment: { python, pythonFrom } }) =>
    python === ''
      ? [WEIGHTS.python, 'No version of Python was recorded.']
      : [0, `Python ${python}, from ${pythonFrom}.`],
  params: ({ params }) =>
    params.length === 0
      ? [WEIGHTS.params, 'No parameter was recorded.']
      : [0, `${formatPlural(params.length, 'parameter')} recorded.`],
  seed: judgeSeed,
  hardware: ({ hardware }) =>
    hardware.length === 0
      ? [WEIGHTS.hardware, 'Nothing says on what hardware it ran.']
      : [
          0,
          `Hardware: ${hardware
            .map(({ key }) => key)
            .slice(0, 5)
            .join(', ')}.`,
        ],
};

/** How much of what it takes to make a run again is recorded, with a reason for every point. */
export function scoreReproduction(reproduction: Reproduction): ReproductionScore {
  const lines = (Object.keys(WEIGHTS) as ScorePart[]).map((part): ScoreLine => {
    const [lost, reason] = JUDGES[part](reproduction);
    return { part, weight: WEIGHTS[part], lost: Math.min(lost, WEIGHTS[part]), reason };
  });
  const lost = lines.reduce((sum, line) => sum + line.lost, 0);
  return { score: 100 - lost, lines: lines.sort((a, b) => b.lost - a.lost) };
}

function judgeCommit({ code }: Reproduction): Verdict {
  if (code.commit === '') return [WEIGHTS.commit, 'No commit was recorded: nothing says what the code was.'];
  if (!isCommit(code.commit)) return [WEIGHTS.commit, `“${code.commit.slice(0, 60)}” is no commit.`];
  return [0, `Commit ${code.commit.slice(0, 10)}${code.branch ? ` on ${code.branch.slice(0, 60)}` : ''}.`];
}

function judgeChanges({ code }: Reproduction): Verdict {
  if (!isCommit(code.commit)) return [WEIGHTS.changes, 'Without a commit, changes to it say nothing.'];
  if (code.diff !== null)
    return [
      COST.changesInDiff,
      `There were uncommitted changes; their diff is recorded (${code.diff.from}), without files unknown to git.`,
    ];
  if (code.dirty === true)
    return [WEIGHTS.changes, 'There were uncommitted changes, and their diff was not recorded.'];
  if (code.dirty === null)
    return [COST.changesNotSaid, 'Nothing says whether there were uncommitted changes.'];
  return [0, 'No uncommitted changes.'];
}

function judgeRepository({ code }: Reproduction): Verdict {
  if (code.repo === '') return [WEIGHTS.repository, 'The repository was not recorded.'];
  const address = parseCodeAddress(code.repo);
  if (address === null)
    return [COST.localRepository, 'The repository is recorded as a place that others cannot reach.'];
  return [0, `Repository ${address.address.slice(0, 120)}.`];
}

function judgeStart(reproduction: Reproduction): Verdict {
  const start = readStart(reproduction);
  switch (start.kind) {
    case 'command':
      return [0, `The command was recorded (${start.from}).`];
    case 'project':
      return [0, `Entry point ${start.entryPoint.slice(0, 60)} of an MLflow project.`];
    case 'script':
      return [
        COST.argumentsGuessed,
        `Script ${start.file.slice(0, 120)}; how it takes its parameters was not recorded.`,
      ];
    case 'notebook':
      return [COST.notebook, 'A notebook: in which order its cells ran was not recorded.'];
    case 'console':
      return [WEIGHTS.start, 'Started from a notebook or console, and what ran there was not recorded.'];
    case 'unknown':
      return [WEIGHTS.start, 'What was started was not recorded.'];
  }
}

function judgePackages({ environment, dockerImage }: Reproduction): Verdict {
  const { requirements, conda, requirementsFrom, unread } = environment;
  if (dockerImage !== '') return [0, `It ran in the Docker image ${dockerImage.slice(0, 120)}.`];
  if (requirements.length === 0 && conda === null) {
    const where = unread.length === 0 ? '' : `: ${unread.slice(0, 3).join(', ')} cannot be read here`;
    return [WEIGHTS.packages, `No list of packages was recorded${where}.`];
  }
  if (requirementsFrom.toLowerCase().endsWith('mlmodel'))
    return [COST.onlyModelPackages, 'Only the packages that a logged model names were recorded.'];
  const loose = unpinned(requirements);
  if (loose.length === 0)
    return [0, `${formatPlural(requirements.length, 'package')} listed, each with its version.`];
  const named = loose.slice(0, MOST_NAMED).join(', ');
  const more = loose.length > MOST_NAMED ? ` and ${loose.length - MOST_NAMED} more` : '';
  return [
    Math.min(COST.unpinnedMost, loose.length * COST.unpinnedEach),
    `Packages without an exact version: ${named.slice(0, 400)}${more}.`,
  ];
}

function judgeData({ datasets }: Reproduction): Verdict {
  if (datasets.length === 0) return [WEIGHTS.data, 'No dataset was recorded.'];
  const noDigest = datasets.filter(({ digest }) => digest === '');
  if (noDigest.length > 0)
    return [COST.noDigest, `No digest of ${noDigest[0]!.name.slice(0, 60)}: its content cannot be checked.`];
  const nowhere = datasets.filter(({ source }) => source === '');
  if (nowhere.length > 0)
    return [COST.noDataSource, `Nothing says where ${nowhere[0]!.name.slice(0, 60)} came from.`];
  return [0, `${formatPlural(datasets.length, 'dataset')} with digest and source.`];
}

function judgeSeed({ seeds }: Reproduction): Verdict {
  const set = seeds.filter(isSet);
  if (set.length > 0)
    return [
      0,
      `Seed: ${set
        .slice(0, 5)
        .map(({ key, value }) => `${key.slice(0, 40)} = ${value.slice(0, 40)}`)
        .join(', ')}.`,
    ];
  if (seeds.length > 0) return [WEIGHTS.seed, `${seeds[0]!.key.slice(0, 60)} was left to chance.`];
  return [WEIGHTS.seed, 'No seed was recorded.'];
}
