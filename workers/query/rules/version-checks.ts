import { type ModelKey, type RunKey, toModelKey, toRunKey } from '../../../src/domain/ids.ts';
import type { ModelVersion, RegistryView } from '../../../src/domain/registry/registry-view.ts';
import type { PromotionNeed } from '../../../src/domain/rules/rule.ts';
import {
  bare,
  type RunNeed,
  type Unmet,
  unmetByRun,
  type VersionRun,
} from '../../../src/domain/rules/unmet-by-run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import type { EditedTable } from '../edited-table.ts';
import type { FactReader } from '../fact-reader.ts';
import { makeEditedRow } from '../filter/edited-row.ts';
import { isBlank } from './logged-marks.ts';
import type { SignatureReader, VersionFiles } from './model-signature.ts';

/** What rules ask of the facts besides the table. */
export type RuleFacts = Pick<FactReader, 'experiments' | 'loggedModels' | 'artifactsAmong'>;

/** What the rules are held against, at one moment. */
export interface RuleGround {
  readonly table: EditedTable;
  readonly facts: RuleFacts;
  readonly store: Pick<FactStore, 'loadChunks'>;
  readonly registry: RegistryView;
  readonly nowMs: number;
}

/** Tells what a version lacks. `why`: the reason that somebody gives or gave. */
export async function unmetByVersion(
  need: PromotionNeed,
  version: ModelVersion,
  why: string,
  ground: RuleGround,
  signatures: SignatureReader,
): Promise<Unmet | null> {
  switch (need.kind) {
    case 'run':
    case 'dataset':
    case 'clean-commit':
      return unmetByItsRun(need, version, ground);
    case 'signature':
      return unmetSignature(version, ground, signatures);
    case 'description':
      return isBlank(version.description) ? bare('no-description') : null;
    case 'reason':
      return isBlank(why) ? bare('no-reason') : null;
  }
}

function unmetByItsRun(need: RunNeed, version: ModelVersion, ground: RuleGround): Unmet | null {
  const { run } = filesOf(version, ground);
  if (run === null) return bare('no-run');
  const row = ground.table.facts.rowOf(run);
  if (row === undefined) return bare('run-elsewhere');
  const { table, nowMs } = ground;
  return unmetByRun(need, toVersionRun(table, row), nowMs, (metric) => table.direction(metric));
}

function toVersionRun(table: EditedTable, row: number): VersionRun {
  return {
    row: makeEditedRow(table, row),
    datasets: table.facts.datasetUses[row]!,
    commit: table.facts.versions[row]!,
    tag: (key) => table.anyTag(row, key),
  };
}

async function unmetSignature(
  version: ModelVersion,
  ground: RuleGround,
  signatures: SignatureReader,
): Promise<Unmet | null> {
  switch (await signatures.read(filesOf(version, ground), ground.facts, ground.store)) {
    case 'signature':
      return null;
    case 'none':
      return bare('no-signature');
    case 'no-file':
      return bare('no-model-file');
    case 'not-here':
      return bare('model-file-not-here');
  }
}

/** The run and the logged model that a version came from: as it says, or as its address and its logged model say. */
export function filesOf(copy: ModelVersion, { facts, registry }: VersionSources): VersionFiles {
  const version = originalOf(copy, registry);
  const model = version.loggedModel ?? modelInAddress(version.source);
  const logged = model === null ? undefined : facts.loggedModels.get(model);
  const run = copy.run ?? version.run ?? logged?.sourceRun ?? runInAddress(version.source);
  return { version, run, model };
}

type VersionSources = Pick<RuleGround, 'facts' | 'registry'>;

/** A copy of a copy of a copy is not looked into further: an address that leads in a ring has no end. */
const MOST_COPIES = 8;

/** What `copy_model_version` copied: its address is another version (`models:/taxi/3`). */
function originalOf(version: ModelVersion, { models }: RegistryView): ModelVersion {
  let original = version;
  for (let i = 0; i < MOST_COPIES; i++) {
    const [, name, number] = /^models:\/([^/]{1,256})\/(\d{1,9})$/.exec(original.source) ?? [];
    const model = name === undefined ? undefined : models.find((one) => one.name === name);
    const next = model?.versions.find((one) => one.number === Number(number));
    if (!next) break;
    original = next;
  }
  return original;
}

/** `models:/m-…`, or the folder that MLflow keeps it in. */
function modelInAddress(source: string): ModelKey | null {
  const id =
    /^models:\/(m-[^/]{1,100})/.exec(source)?.[1] ?? /\/models\/(m-[^/]{1,100})\/artifacts/.exec(source)?.[1];
  return id === undefined ? null : toModelKey(id);
}

function runInAddress(source: string): RunKey | null {
  const id = /^runs:\/([^/]{1,100})/.exec(source)?.[1];
  return id === undefined ? null : toRunKey(id);
}
