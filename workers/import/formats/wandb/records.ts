import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { WireReader } from '../../../../src/base/protobuf.ts';
import { withoutLogin } from '../../reading/without-login.ts';
import { parseWrittenJson } from '../../text/lenient-json.ts';
import { readKeyPath } from './key-table.ts';
import type { NamedArtifact, RunFacts } from './run-facts.ts';

/** Fields of `Record` in wandb/proto/wandb_internal.proto. */
export const RECORD = {
  num: 1,
  history: 2,
  summary: 3,
  output: 4,
  config: 5,
  stats: 7,
  artifact: 8,
  alert: 10,
  telemetry: 11,
  metric: 12,
  outputRaw: 13,
  run: 17,
  exit: 18,
  header: 21,
  useArtifact: 25,
  environment: 26,
  outputLogger: 27,
} as const;

const MOST_TEXT = 64 * 1024;
const MOST_NOTES = 1024 * 1024;
const MOST_TAGS = 1000;
const MOST_ARGS = 10_000;
const MOST_LISTED = 10_000;

/** Reads a record that tells facts of the run; true where it is one. */
export function readFacts(field: number, record: WireReader, facts: RunFacts): boolean {
  const read = READERS.get(field);
  if (!read) return false;
  facts.isEmpty = false;
  read(record, facts);
  return true;
}

const READERS: ReadonlyMap<number, (record: WireReader, facts: RunFacts) => void> = new Map([
  [RECORD.run, readRun],
  [RECORD.config, readConfig],
  [RECORD.environment, readEnvironment],
  [RECORD.metric, readMetric],
  [RECORD.exit, readExit],
  [RECORD.header, readHeader],
  [RECORD.telemetry, readTelemetry],
  [RECORD.artifact, (record, facts) => addArtifact(facts.made, readArtifact(record))],
  [RECORD.useArtifact, (record, facts) => addArtifact(facts.used, readUsed(record))],
]);

function readRun(run: WireReader, facts: RunFacts): void {
  const tags: string[] = [];
  while (run.next()) {
    const text = () => run.text(MOST_TEXT);
    switch (run.field) {
      case 1: facts.id = text() || facts.id; break;
      case 2: facts.entity = text() || facts.entity; break;
      case 3: facts.project = text() || facts.project; break;
      case 4: readConfig(run.message(), facts); break;
      case 6: facts.group = text() || facts.group; break;
      case 7: facts.jobType = text() || facts.jobType; break;
      case 8: facts.name = text() || facts.name; break;
      case 9: facts.notes = run.text(MOST_NOTES) || facts.notes; break;
      case 10: if (tags.length < MOST_TAGS) tags.push(text()); break;
      case 12: facts.sweep = text() || facts.sweep; break;
      case 13: facts.host = text() || facts.host; break;
      case 14: facts.startingStep = run.int(); break;
      // A resumed run says when it began; later records repeat it.
      case 17: if (Number.isNaN(facts.startMs)) facts.startMs = readTimeMs(run.message()); break;
      case 21: readGit(run.message(), facts); break;
      default:
    }
  } // biome-ignore format: a table
  if (tags.length > 0) facts.tags = [...new Set(tags)];
}

function readConfig(config: WireReader, facts: RunFacts): void {
  while (config.next()) {
    if (config.field === 2) {
      const path = readKeyPath(config.message());
      if (path) facts.config.remove(path);
    } else if (config.field === 1) {
      const path = readKeyPath(config.message());
      const value = readJson(config.message());
      if (path && value !== undefined) facts.config.set(path, value);
    }
  }
}

function readJson(item: WireReader) {
  while (item.next()) {
    if (item.field !== 16) continue;
    const result = parseWrittenJson(fromUtf8(item.raw()));
    return result.ok ? result.value : undefined;
  }
  return undefined;
}

function readGit(git: WireReader, facts: RunFacts): void {
  while (git.next()) {
    if (git.field === 1) facts.gitRemote = withoutLogin(git.text(MOST_TEXT)) || facts.gitRemote;
    if (git.field === 2) facts.gitCommit = git.text(MOST_TEXT) || facts.gitCommit;
  }
}

/** May come in several records. The e-mail address in it is left where it is. */
function readEnvironment(environment: WireReader, facts: RunFacts): void {
  const args: string[] = [];
  while (environment.next()) {
    const text = () => environment.text(MOST_TEXT);
    switch (environment.field) {
      case 2: facts.python = text() || facts.python; break;
      case 3: if (Number.isNaN(facts.startMs)) facts.startMs = readTimeMs(environment.message()); break;
      case 5: if (args.length < MOST_ARGS) args.push(text()); break;
      case 6: facts.program = text() || facts.program; break;
      case 7: facts.program = facts.program || text(); break;
      case 9: readGit(environment.message(), facts); break;
      case 12: facts.host = text() || facts.host; break;
      case 13: facts.user = text() || facts.user; break;
      default:
    }
  } // biome-ignore format: a table
  if (args.length > 0) facts.command = args;
}

function readMetric(metric: WireReader, facts: RunFacts): void {
  let name = '';
  let glob = '';
  let stepMetric = '';
  let stepIndex = 0;
  while (metric.next()) {
    if (metric.field === 1) name = metric.text(MOST_TEXT);
    else if (metric.field === 2) glob = metric.text(MOST_TEXT);
    else if (metric.field === 4) stepMetric = metric.text(MOST_TEXT);
    else if (metric.field === 5) stepIndex = metric.int();
  }
  if (facts.metrics.length >= MOST_LISTED) return;
  const isPattern = name === '';
  facts.metrics.push({
    name: unescapeName(name || glob),
    isPattern,
    stepMetric: unescapeName(stepMetric),
    stepIndex,
  });
}

/** Dots inside a key are written `\.`. */
function unescapeName(name: string): string {
  return name.replaceAll('\\.', '.');
}

function readExit(exit: WireReader, facts: RunFacts): void {
  facts.exitCode = 0;
  while (exit.next()) {
    if (exit.field === 1) facts.exitCode = exit.int();
    else if (exit.field === 2) facts.runtime = exit.int();
  }
}

function readHeader(header: WireReader, facts: RunFacts): void {
  while (header.next()) {
    if (header.field !== 1) continue;
    const version = header.message();
    while (version.next()) {
      if (version.field === 1) facts.clientVersion = version.text(MOST_TEXT).split('+')[0] ?? '';
    }
  }
}

function readTelemetry(telemetry: WireReader, facts: RunFacts): void {
  while (telemetry.next()) {
    if (telemetry.field === 4) facts.python ||= telemetry.text(MOST_TEXT);
    else if (telemetry.field === 5) facts.clientVersion ||= telemetry.text(MOST_TEXT);
  }
}

function readArtifact(record: WireReader): NamedArtifact {
  const found = { name: '', type: '', digest: '', aliases: [] as string[] };
  while (record.next()) {
    if (record.field === 4) found.type = record.text(MOST_TEXT);
    else if (record.field === 5) found.name = record.text(MOST_TEXT);
    else if (record.field === 6) found.digest = record.text(MOST_TEXT);
    else if (record.field === 11 && found.aliases.length < 100) found.aliases.push(record.text(MOST_TEXT));
  }
  return found;
}

/** `{id, type, name}`; the name has its version behind a colon. */
function readUsed(record: WireReader): NamedArtifact {
  const found = { name: '', type: '', digest: '', aliases: [] };
  while (record.next()) {
    if (record.field === 1) found.digest = record.text(MOST_TEXT);
    else if (record.field === 2) found.type = record.text(MOST_TEXT);
    else if (record.field === 3) found.name = record.text(MOST_TEXT);
  }
  return found;
}

function addArtifact(list: NamedArtifact[], artifact: NamedArtifact): void {
  if (artifact.name === '' || list.length >= MOST_LISTED) return;
  const at = list.findIndex(({ name, digest }) => name === artifact.name && digest === artifact.digest);
  if (at < 0) list.push(artifact);
  else list[at] = artifact;
}

/** `{1 seconds, 2 nanoseconds}` in milliseconds; NaN for none. */
export function readTimeMs(time: WireReader): number {
  let seconds = Number.NaN;
  let nanoseconds = 0;
  while (time.next()) {
    if (time.field === 1) seconds = time.int();
    else if (time.field === 2) nanoseconds = time.int();
  }
  return Math.round(seconds * 1000 + nanoseconds / 1e6);
}
