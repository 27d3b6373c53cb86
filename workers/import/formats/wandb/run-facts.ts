import type { Pair, RunSource, RunStatus } from '../../../../src/domain/run.ts';
import { ConfigTree } from '../../reading/config-tree.ts';

/** Every metric is held against all of them. */
const MOST_PATTERNS = 500;

/** What W&B writes as exit code when the run was interrupted from the keyboard. */
export const KILLED = 255;

/** An artifact that the run used or made: a name, no bytes. */
export interface NamedArtifact {
  readonly name: string;
  readonly type: string;
  readonly digest: string;
  readonly aliases: readonly string[];
}

/** What a definition of metrics says: a name or a pattern with `*`, and the metric that is its x. */
export interface MetricDefinition {
  readonly name: string;
  readonly isPattern: boolean;
  readonly stepMetric: string;
  /** 1-based index of the definition that is its x, in older files; 0 where there is none. */
  readonly stepIndex: number;
}

/** Everything a run folder says of the run but what was logged by step. Later words win over earlier ones. */
export class RunFacts {
  /** Whether anything said anything. */
  isEmpty = true;
  id = '';
  project = '';
  entity = '';
  group = '';
  jobType = '';
  name = '';
  notes = '';
  sweep = '';
  host = '';
  user = '';
  program = '';
  gitRemote = '';
  gitCommit = '';
  command: readonly string[] = [];
  tags: readonly string[] = [];
  startMs = Number.NaN;
  /** Seconds. */
  runtime = Number.NaN;
  startingStep = Number.NaN;
  /** null without an exit record: the run still goes on, or was ended from outside. */
  exitCode: number | null = null;
  clientVersion = '';
  python = '';
  readonly config = new ConfigTree();
  readonly metrics: MetricDefinition[] = [];
  readonly used: NamedArtifact[] = [];
  readonly made: NamedArtifact[] = [];
  readonly summaryTexts: Pair[] = [];

  copy(): RunFacts {
    const { config, metrics, used, made, summaryTexts } = this;
    return Object.assign(new RunFacts(), this, {
      config: config.copy(),
      metrics: [...metrics],
      used: [...used],
      made: [...made],
      summaryTexts: [...summaryTexts],
    });
  }

  status(): RunStatus {
    if (this.exitCode === null) return 'unknown';
    if (this.exitCode === 0) return 'finished';
    return this.exitCode === KILLED ? 'killed' : 'failed';
  }

  source(): RunSource {
    return {
      name: this.program,
      type: '',
      entryPoint: '',
      gitCommit: this.gitCommit,
      gitBranch: '',
      gitRepo: this.gitRemote,
    };
  }

  /** As the table of runs that W&B's page exports names them, where it does. */
  tagPairs(): readonly Pair[] {
    const pairs: Pair[] = [
      ['tags', this.tags.join(', ')],
      ['mlflow.note.content', this.notes],
      ['sweep', this.sweep],
      ['group', this.group],
      ['job_type', this.jobType],
      ['entity', this.entity],
      ['host', this.host],
      ['command', this.command.length > 0 ? [this.program, ...this.command].join(' ').trim() : ''],
      ['python', this.python],
      ['wandb', this.clientVersion],
      ...this.summaryTexts.map(([key, value]): Pair => [`summary.${key}`, value]),
      ...this.made.map((one): Pair => [`artifact.output.${one.name}`, artifactText(one)]),
      ...this.used.map((one): Pair => [`artifact.input.${one.name}`, artifactText(one)]),
    ];
    return pairs.filter(([, value]) => value !== '');
  }

  /** For each of these metrics the one that is its x, where it was given one that was logged as well. */
  stepMetrics(metrics: readonly string[]): readonly Pair[] {
    const logged = new Set(metrics);
    const found: Pair[] = [];
    const exact = new Map<string, string>();
    const patterns: { readonly pattern: string; readonly x: string }[] = [];
    for (const definition of this.metrics) {
      const x = this.xOf(definition);
      if (x === '') continue;
      if (!definition.isPattern) exact.set(definition.name, x);
      else if (patterns.length < MOST_PATTERNS) patterns.push({ pattern: definition.name, x });
    }
    for (const metric of metrics) {
      const x = exact.get(metric) ?? patterns.find(({ pattern }) => isOfPattern(metric, pattern))?.x;
      if (x !== undefined && x !== metric && logged.has(x)) found.push([`cairn.x.${metric}`, x]);
    }
    return found;
  }

  private xOf({ stepMetric, stepIndex }: MetricDefinition): string {
    const x = stepMetric || (this.metrics[stepIndex - 1]?.name ?? '');
    // The step itself is every metric's x.
    return x === '_step' ? '' : x;
  }
}

function artifactText({ type, digest, aliases }: NamedArtifact): string {
  return [type, digest, aliases.join(',')].filter((part) => part !== '').join(' ');
}

/** W&B's patterns have one `*`, at the end. */
function isOfPattern(metric: string, pattern: string): boolean {
  return pattern.endsWith('*') && metric.startsWith(pattern.slice(0, -1));
}
