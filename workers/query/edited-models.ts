import type { RunKey } from '../../src/domain/ids.ts';
import type { ModelVersion, RegistryView } from '../../src/domain/registry/registry-view.ts';
import type { WorkspaceEdits } from '../../src/rpc/query-api.ts';
import { groupBy, HISTORY_TAG, modelsText, type OtherFacts } from './model-texts.ts';
import type { RunTable } from './run-table.ts';

/** What the Models column says of the runs whose versions people made, deleted or brought back, by row. */
export function editedModelTexts(
  events: WorkspaceEdits['registry'],
  view: RegistryView,
  facts: OtherFacts | null,
  table: RunTable,
): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  const touched = new Set([...events.map((event) => event.model), ...renumbered(view)]);
  if (!facts || touched.size === 0) return texts;
  const runs = runsOfModels(view, touched);
  const versions = groupBy(liveVersions(view), ({ run }) => run ?? '');
  const logged = groupBy([...facts.loggedModels.values()], ({ sourceRun }) => sourceRun ?? '');
  for (const run of runs) {
    const row = table.rowOf(run);
    if (row === undefined) continue;
    const named = (versions.get(run) ?? []).map(({ model, number }) => ({ model, version: number }));
    const history = table.systemTags.get(HISTORY_TAG)?.get(row) ?? '';
    texts.set(row, modelsText(named, logged.get(run) ?? [], history));
  }
  return texts;
}

function runsOfModels(view: RegistryView, names: ReadonlySet<string>): ReadonlySet<RunKey> {
  const models = view.models.filter(({ name }) => names.has(name));
  return new Set(models.flatMap(({ versions }) => versions.flatMap(({ run }) => run ?? [])));
}

function liveVersions({ models }: RegistryView): readonly ModelVersion[] {
  const live = models.filter(({ deleted }) => !deleted);
  return live.flatMap(({ versions }) => versions.filter(({ deleted }) => !deleted));
}

/** Models that two stores have, so that versions of one go by other numbers here. */
function renumbered(view: RegistryView): readonly string[] {
  const isOther = ({ askedNumber }: { readonly askedNumber: number | null }) => askedNumber !== null;
  return view.models.filter(({ versions }) => versions.some(isOther)).map(({ name }) => name);
}
