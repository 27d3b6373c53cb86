import type { ExperimentKey, RunKey } from '../../../../src/domain/ids.ts';
import type { Pair, RunRecord } from '../../../../src/domain/run.ts';
import { makeRun } from '../../reading/foreign-run.ts';
import { withoutLogin } from '../../reading/without-login.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import type { RunReading } from './run-reading.ts';

/** What `swanlab-metadata.json` says of where the run was started. */
export interface RunMetadata {
  readonly command: string;
  readonly host: string;
  readonly python: string;
  readonly gitCommit: string;
  readonly gitBranch: string;
  readonly gitRemote: string;
  readonly version: string;
}

export function readMetadata(text: string): RunMetadata {
  const result = parseLenientJson(text);
  const root = result.ok ? result.value : null;
  const at = (...path: readonly string[]): string => {
    let value: JsonValue | undefined = root;
    for (const name of path) {
      value = value instanceof Map ? (value as ReadonlyMap<string, JsonValue>).get(name) : undefined;
    }
    return typeof value === 'string' ? value : '';
  };
  return {
    command: at('runtime', 'command') || at('command'),
    host: at('runtime', 'hostname') || at('hostname'),
    python: at('runtime', 'python_version') || at('python'),
    gitCommit: at('git', 'commit'),
    gitBranch: at('git', 'branch'),
    gitRemote: withoutLogin(at('git', 'remote_url')),
    version: at('swanlab', 'version'),
  };
}

export function toRunRecord(
  reading: RunReading,
  metadata: RunMetadata,
  place: {
    readonly key: RunKey;
    readonly id: string;
    readonly experiment: ExperimentKey;
    readonly origin: string;
  },
): RunRecord {
  const finite = (timeMs: number): number | null => (Number.isFinite(timeMs) ? timeMs : null);
  return makeRun({
    key: place.key,
    experiment: place.experiment,
    name: reading.name || place.id,
    origin: { format: 'swanlab', path: place.origin },
    status: reading.status ?? 'unknown',
    startMs: finite(reading.startMs),
    endMs: finite(reading.endMs) ?? finite(reading.lastTimeMs),
    source: {
      name: metadata.command,
      gitCommit: metadata.gitCommit,
      gitBranch: metadata.gitBranch,
      gitRepo: metadata.gitRemote,
    },
    params: reading.config.params().params,
    tags: tagPairs(reading, metadata),
  });
}

function tagPairs(reading: RunReading, metadata: RunMetadata): readonly Pair[] {
  const pairs: readonly Pair[] = [
    ['tags', reading.tags.join(', ')],
    ['mlflow.note.content', reading.notes],
    ['group', reading.group],
    ['job_type', reading.jobType],
    ['entity', reading.workspace],
    ['host', metadata.host],
    ['command', metadata.command],
    ['python', metadata.python],
    ['swanlab', metadata.version],
    ['error', reading.error],
    ...[...reading.axes]
      .filter(([metric, x]) => reading.points.has(metric) && reading.points.has(x))
      .map(([metric, x]): Pair => [`cairn.x.${metric}`, x]),
  ];
  return pairs.filter(([, value]) => value !== '');
}
