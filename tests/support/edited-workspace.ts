import type { WorkspaceEdits } from '../../src/domain/edits.ts';
import { toVersionRef, type WorkspaceId } from '../../src/domain/ids.ts';
import {
  aliasChange,
  deletedChange,
  descriptionChange,
  registerChanges,
  stageChanges,
  tagChange,
} from '../../src/domain/registry/registry-changes.ts';
import type { RegistryChange } from '../../src/domain/registry/registry-event.ts';
import type { RegisteredModel } from '../../src/domain/registry/registry-view.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';
import { QuerySession } from '../../workers/query/session.ts';
import { ALL_RUNS_QUERY } from './questions.ts';

/** Everything that people can change and MLflow has a place for, done to the first of each that is there. */
export async function editedWorkspace(
  workspace: WorkspaceId,
  docs = new WorkspaceDocs(),
): Promise<WorkspaceEdits> {
  const session = new QuerySession();
  await session.open(workspace);
  const summary = await session.table({ ...ALL_RUNS_QUERY, experiments: 'all', lifecycle: 'active' });
  const [first, second, third] = await session.keys(summary.table);
  const experiments = await session.experiments();
  if (first) {
    docs.rename(first, 'renamed “für” \u{1F680}');
    docs.setTag(first, 'team', 'blue: sky # 1');
    docs.setNote(first, '# Note\n\nof *two* lines', '');
  }
  if (second) {
    docs.setDeleted([second], true);
    const detail = await session.run(second);
    const tag = detail?.run.tags.find(([key]) => !key.startsWith('mlflow.'));
    if (tag) docs.setTag(second, tag[0], null);
  }
  if (third) {
    const made = docs.createExperiment('moved here', [third], 'moved');
    docs.setExperimentNote(made, 'made by a person', '');
  }
  const active = experiments.find(({ record }) => record.lifecycle === 'active' && record.id !== '0');
  if (active) docs.renameExperiment(active.record.key, `${active.record.name} renamed`);
  await changeRegistry(docs, session, first ?? null);
  return docs.project();
}

async function changeRegistry(
  docs: WorkspaceDocs,
  session: QuerySession,
  run: Parameters<typeof docs.rename>[0] | null,
): Promise<void> {
  const models = async (): Promise<readonly RegisteredModel[]> => {
    await session.setEdits(docs.project());
    return (await session.registry(null)).models.filter(({ deleted }) => !deleted);
  };
  const step = (changes: readonly RegistryChange[]) =>
    docs.changeRegistry({ note: { label: 'Change', about: '', value: '' }, changes, why: 'because' });
  const source = run === null ? '' : `runs:/${run}/model`;
  const origin = { run, loggedModel: null, source };
  const refs = ['0123456789abcdef', '0123456789abcde0', '0123456789abcde1'].map(toVersionRef);
  const [known] = await models();
  if (known) {
    const version = known.versions.find(({ deleted }) => !deleted);
    step(registerChanges(known.name, known, refs[0]!, origin));
    const grown = (await models()).find(({ name }) => name === known.name)!;
    const made = grown.versions[0]!;
    step(stageChanges(grown, made, 'Production', true));
    step([aliasChange(grown, 'champion', made), descriptionChange(made, 'made **here**')]);
    step([tagChange(made, 'quality', '0.9'), descriptionChange(grown, 'a model: with “quotes”')]);
    step([tagChange(grown, 'owner', 'ana')]);
    if (version && grown.versions.length > 2) step([deletedChange(version, true)]);
  }
  step(registerChanges('made here', null, refs[1]!, origin));
  const [made] = (await models()).filter(({ name }) => name === 'made here');
  step(registerChanges('made here', made!, refs[2]!, origin));
  const after = (await models()).find(({ name }) => name === 'made here')!;
  step(stageChanges(after, after.versions[1]!, 'Canary', false));
  step([aliasChange(after, 'blue', after.versions[1]!)]);
  step(stageChanges(after, after.versions[0]!, 'Staging', false));
  const last = (await models()).at(-1);
  if (last && last.name !== 'made here' && last.name !== known?.name) step([deletedChange(last, true)]);
}
