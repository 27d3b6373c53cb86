import type { VersionOrigin } from '../../domain/registry/registry-changes.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { modelFolders } from './version-files.ts';

/** What of a run can become a version. */
export interface RegisterChoice {
  /** Stable within one run. */
  readonly id: string;
  readonly label: string;
  readonly origin: VersionOrigin;
}

/** Logged models, folders of artifacts that hold a model, and last the run itself. */
export function registerChoices({ run, loggedModels, artifacts }: RunDetail): readonly RegisterChoice[] {
  const logged = loggedModels
    .filter(({ lifecycle }) => lifecycle !== 'deleted')
    .map(({ key, name, type }) => ({
      id: key,
      label: `${name || 'Logged model'}${type === '' ? '' : ` (${type})`} · ${key}`,
      origin: { run: run.key, loggedModel: key, source: `models:/${key}` },
    }));
  const folders = modelFolders(artifacts).map((folder) => ({
    id: `folder:${folder}`,
    label: `Artifacts in ${folder}`,
    origin: { run: run.key, loggedModel: null, source: `runs:/${run.key}/${folder}` },
  }));
  const whole = {
    id: 'run',
    label: 'The run itself',
    origin: { run: run.key, loggedModel: null, source: `runs:/${run.key}` },
  };
  return [...logged, ...folders, whole];
}
