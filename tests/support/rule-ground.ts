import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import { NO_EDITS } from '../../src/domain/edits.ts';
import { toHash, toRuleId, toVersionRef } from '../../src/domain/ids.ts';
import type { ExperimentRecord, LoggedModelRecord } from '../../src/domain/records.ts';
import type {
  ModelVersion,
  RegisteredModel,
  RegistryEntry,
} from '../../src/domain/registry/registry-view.ts';
import type { Rule, RuleCheck } from '../../src/domain/rules/rule.ts';
import type { ArtifactEntry } from '../../src/domain/run.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import type { RuleGround } from '../../workers/query/rules/version-checks.ts';
import type { RunTable } from '../../workers/query/run-table.ts';

/** Rules of these checks, all of them on. */
export function makeRules(checks: Readonly<Record<string, RuleCheck>>): WorkspaceEdits['rules'] {
  return new Map(Object.entries(checks).map(([id, check]) => [toRuleId(id), makeRule(check)]));
}

export function makeRule(check: RuleCheck): Rule {
  return { title: '', check, severity: 'block', enabled: true };
}

export function makeVersion(part: Partial<ModelVersion> = {}): ModelVersion {
  const number = part.number ?? 1;
  return {
    ref: toVersionRef(`i${number}`),
    model: 'taxi',
    number,
    askedNumber: null,
    stage: 'Production',
    stageSinceMs: null,
    aliases: [],
    description: '',
    tags: [],
    run: null,
    loggedModel: null,
    source: '',
    runLink: '',
    user: '',
    createdMs: null,
    updatedMs: null,
    status: '',
    statusMessage: '',
    deleted: false,
    origin: 'imported',
    ...part,
  };
}

export function makeModel(part: Partial<RegisteredModel> = {}): RegisteredModel {
  return {
    name: 'taxi',
    description: '',
    tags: [],
    aliases: [],
    createdMs: null,
    updatedMs: null,
    deleted: false,
    origin: 'imported',
    versions: [],
    ...part,
  };
}

export interface GroundParts {
  readonly facts: RunTable;
  readonly edits?: Partial<WorkspaceEdits>;
  readonly models?: readonly RegisteredModel[];
  readonly history?: readonly RegistryEntry[];
  readonly experiments?: readonly ExperimentRecord[];
  readonly loggedModels?: readonly LoggedModelRecord[];
  /** Path → text, or null for a file that was listed and not kept, by the run or model that it belongs to. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Texts of files whose bytes are with somebody else. */
  readonly elsewhere?: readonly string[];
  readonly nowMs?: number;
}

/** A workspace without a database. */
export function makeGround(parts: GroundParts): RuleGround {
  const { facts, edits = {}, models = [], history = [], files = {}, elsewhere = [] } = parts;
  const experiments = new Map((parts.experiments ?? []).map((record) => [record.key, record]));
  facts.experimentRecords = experiments;
  return {
    table: new EditedTable(facts, { ...NO_EDITS, ...edits }),
    registry: { models, history },
    nowMs: parts.nowMs ?? 0,
    facts: {
      experiments,
      loggedModels: new Map((parts.loggedModels ?? []).map((record) => [record.key, record])),
      artifactsAmong: async (owners) =>
        new Map(
          [...owners].map((owner) => [owner, Object.entries(files[owner] ?? {}).map(toEntry)] as const),
        ),
    },
    store: {
      // A chunk is called like its text.
      loadChunks: async (hashes) =>
        hashes.map((hash) => (elsewhere.includes(hash) ? null : new TextEncoder().encode(hash))),
    },
  };
}

function toEntry([path, text]: readonly [string, string | null]): ArtifactEntry {
  return { path, sizeBytes: text?.length ?? 10, chunks: text === null ? null : [toHash(text)] };
}
