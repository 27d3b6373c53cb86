import { Navigate } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { useActions } from '../state/actions.ts';
import { createNewestAnswer } from '../state/newest-answer.ts';
import { useQuery } from '../state/query.ts';
import { Button } from '../ui/button.tsx';
import { CairnMark } from './cairn-mark.tsx';

/** What is read, by where people know it from. */
const READ_HERE = [
  [
    'Trackers',
    'MLflow (mlflow.db, mlruns), TensorBoard, W&B, SwanLab, trackio, Neptune, Comet, ClearML, Guild, Sacred, DVCLive',
  ],
  [
    'Training',
    'Lightning, Keras, Hugging Face, Ultralytics, Stable-Baselines3, CatBoost, XGBoost, LightGBM, Ray Tune, Optuna, Hydra',
  ],
  ['Tables', 'CSV, Parquet, JSON lines'],
  ['Cairn', 'Bundles (.cairn)'],
] as const;

/** Where an address without a screen leads: the runs when there are any, else how to get some. */
export function HomeScreen(): JSX.Element {
  const { api, version, live } = useQuery();
  const experiments = createNewestAnswer(
    () => (version() > 0 ? { version: version(), live: live() } : undefined),
    () => api.experiments(),
  );
  return (
    <Show when={experiments()}>
      {(list) => (
        <Show when={list().length === 0} fallback={<Navigate href="/experiments/all" />}>
          <Welcome />
        </Show>
      )}
    </Show>
  );
}

function Welcome(): JSX.Element {
  const actions = useActions();
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <CairnMark size={56} />
      <h1 id="welcome-title">Drop your training here</h1>
      <p class="welcome-text">
        What your tracker or trainer wrote, as it lies on the disk: files, folders, a zip or a tar. It is read
        in this browser and stays in it: nothing is uploaded.
      </p>
      <div class="welcome-actions">
        <Button variant="primary" onClick={() => actions.importFiles()}>
          Choose files
        </Button>
        <Button onClick={() => actions.importFolder()}>Choose a folder</Button>
        <Button onClick={() => actions.watchFolder()}>Watch a folder</Button>
        <Button onClick={() => actions.loadSample()}>Load sample</Button>
      </div>
      <dl class="welcome-formats">
        <For each={READ_HERE}>
          {([kind, names]) => (
            <div>
              <dt>{kind}</dt>
              <dd>{names}</dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}
