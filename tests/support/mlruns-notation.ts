/** Files of a file store in a few words; what is not given is as modern MLflow writes it. */
export type StoreFiles = Record<string, string>;

export const RUN = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const OTHER = 'b1b2c3d4e5f60718293a4b5c6d7e8f91';

export function makeExperiment(folder: string, fields: Readonly<Record<string, string>> = {}): StoreFiles {
  const id = folder.slice(folder.lastIndexOf('/') + 1);
  const meta = {
    artifact_location: `file:///home/ana/mlruns/${id}`,
    experiment_id: `'${id}'`,
    lifecycle_stage: 'active',
    name: `exp-${id}`,
    ...fields,
  };
  return { [`${folder}/meta.yaml`]: toYaml(meta) };
}

/** `content` holds the files of the run's folder beside `meta.yaml`. */
export function makeRun(
  folder: string,
  content: StoreFiles = {},
  fields: Readonly<Record<string, string | null>> = {},
): StoreFiles {
  const [id, experiment] = folder.split('/').reverse();
  const meta: Record<string, string | null> = {
    artifact_uri: `file:///home/ana/mlruns/${experiment}/${id}/artifacts`,
    end_time: '1700000060000',
    experiment_id: `'${experiment}'`,
    lifecycle_stage: 'active',
    run_id: id!,
    run_name: 'quiet-owl-7',
    start_time: '1700000000000',
    status: '3',
    user_id: 'ana',
    ...fields,
  };
  const files: StoreFiles = { [`${folder}/meta.yaml`]: toYaml(meta) };
  for (const [path, text] of Object.entries(content)) files[`${folder}/${path}`] = text;
  return files;
}

/** A field of null is left out. */
function toYaml(fields: Readonly<Record<string, string | null>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}
