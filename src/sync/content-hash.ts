import { sha256Hex, toUtf8 } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { WorkspaceEdits } from '../domain/edits.ts';

export interface SharedContent {
  readonly edits: WorkspaceEdits;
  /** Record packs of all imports: they name everything else by hash. */
  readonly packs: Iterable<string>;
  readonly members: readonly { readonly device: string; readonly role: string; readonly name: string }[];
  readonly name: string;
}

/** Runs that are written in one go: some milliseconds, after which the page has its turn. */
const RUNS_AT_ONCE = 1000;

/**
 * SHA-256 over everything that people see of a workspace, whatever order it arrived in: two browsers are in sync
 * exactly when theirs are equal. Equal Yjs state vectors would not say so. The edits may not change meanwhile.
 */
export async function contentHash(content: SharedContent): Promise<string> {
  const { runs, experiments, collections, directions, views } = content.edits;
  const { registry, stages, rules, fingerprints, alertRules, acknowledged } = content.edits;
  // Clients are this browser's way of knowing an author, and may differ after a document was folded.
  const events = registry.map(({ client: _, ...event }) => event);
  const members = content.members.map(({ device, role, name }) => [device, [role, name]] as const);
  // Canonical JSON of one object with these members; that of the runs, which may be many, in parts.
  const parts = [
    // Left out where there are none: so they were before there were alerts, and a peer of then has to agree.
    ...(acknowledged.size > 0 ? [`"acknowledged":${canonicalJson(byKey(acknowledged))}`] : []),
    ...(alertRules.size > 0 ? [`"alertRules":${canonicalJson(byKey(alertRules))}`] : []),
    `"collections":${canonicalJson(byKey(collections))}`,
    `"directions":${canonicalJson(byKey(directions))}`,
    `"experiments":${canonicalJson(byKey(experiments))}`,
    `"fingerprints":${canonicalJson(byKey(fingerprints))}`,
    `"members":${canonicalJson(byKey(members))}`,
    `"name":${canonicalJson(content.name)}`,
    `"packs":${canonicalJson([...new Set(content.packs)].sort())}`,
    `"registry":${canonicalJson(events)}`,
    `"rules":${canonicalJson(byKey(rules))}`,
    `"runs":[${await writeInTurns(byKey(runs))}]`,
    `"stages":${canonicalJson(stages)}`,
    `"views":${canonicalJson(byKey(views))}`,
  ];
  return sha256Hex(toUtf8(`{${parts.join(',')}}`));
}

async function writeInTurns(entries: readonly (readonly [string, unknown])[]): Promise<string> {
  const written: string[] = [];
  for (let at = 0; at < entries.length; at += RUNS_AT_ONCE) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    for (const entry of entries.slice(at, at + RUNS_AT_ONCE)) written.push(canonicalJson(entry));
  }
  return written.join(',');
}

function byKey<T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
