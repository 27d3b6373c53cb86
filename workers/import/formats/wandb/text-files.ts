import { withoutLogin } from '../../reading/without-login.ts';
import { readLines } from '../../source/lines.ts';
import type { SourceFile } from '../../source.ts';
import { type JsonValue, parseLenientJson } from '../../text/lenient-json.ts';
import { KILLED, type RunFacts } from './run-facts.ts';

/**
 * `wandb-metadata.json`: where and how the run was started; before 0.10 also how it ended. What the log says stands.
 * `isAlone`: there is no log.
 */
export function readMetadata(text: string, facts: RunFacts, isAlone: boolean): boolean {
  const result = parseLenientJson(text);
  if (!result.ok || !(result.value instanceof Map)) return false;
  const metadata = result.value as ReadonlyMap<string, JsonValue>;
  const of = (key: string): string => textOf(metadata.get(key));
  facts.isEmpty = false;
  facts.program ||= of('program') || of('codePath');
  facts.host ||= of('host');
  facts.user ||= of('username');
  facts.python ||= of('python');
  const args = metadata.get('args');
  if (facts.command.length === 0 && Array.isArray(args)) facts.command = args.map(textOf);
  const git = metadata.get('git');
  if (git instanceof Map) {
    facts.gitRemote ||= withoutLogin(textOf((git as ReadonlyMap<string, JsonValue>).get('remote')));
    facts.gitCommit ||= textOf((git as ReadonlyMap<string, JsonValue>).get('commit'));
  }
  facts.name ||= of('name');
  facts.notes ||= of('notes');
  facts.project ||= of('project');
  facts.jobType ||= of('jobType');
  facts.group ||= of('group');
  const tags = metadata.get('tags');
  if (facts.tags.length === 0 && Array.isArray(tags)) facts.tags = tags.map(textOf);
  const started = Date.parse(`${of('startedAt').replace(/Z$/, '')}Z`);
  if (Number.isNaN(facts.startMs)) facts.startMs = started;
  if (isAlone) facts.exitCode = exitCodeOf(metadata);
  return true;
}

/** null for a run that went on when this was written. */
function exitCodeOf(metadata: ReadonlyMap<string, JsonValue>): number | null {
  const code = metadata.get('exitcode');
  if (typeof code === 'number') return code;
  const state = metadata.get('state');
  if (state === 'finished') return 0;
  if (state === 'killed') return KILLED;
  return state === 'failed' || state === 'crashed' ? 1 : null;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The same file without the e-mail address that W&B writes into it. */
export function withoutEmail(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*"?email"?\s*:/.test(line))
    .join('\n');
}

/** Rows of a file of JSON lines; those that are none are counted, not read. */
export async function* readJsonLines(
  file: SourceFile,
  signal: AbortSignal,
): AsyncGenerator<{
  readonly rows: readonly ReadonlyMap<string, JsonValue>[];
  readonly bad: number;
  readonly bytes: number;
}> {
  for await (const { lines, bytesRead } of readLines(file, signal)) {
    const rows: ReadonlyMap<string, JsonValue>[] = [];
    let bad = 0;
    for (const { text } of lines) {
      const result = text === null ? null : parseLenientJson(text);
      if (result?.ok && result.value instanceof Map)
        rows.push(result.value as ReadonlyMap<string, JsonValue>);
      else bad += 1;
    }
    yield { rows, bad, bytes: bytesRead };
  }
}
