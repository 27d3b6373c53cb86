import { A, useSearchParams } from '@solidjs/router';
import { createMemo, type JSX, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import type { DirectionOf } from '../../domain/metric-direction.ts';
import type { MlModel } from '../../domain/ml-model.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { compareAddress } from '../../domain/run-set-code.ts';
import type { QueryApi, RunDetail } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import {
  type CompareGroup,
  differenceGroups,
  filesGroup,
  modelGroup,
  registryGroup,
} from './compare-rows.ts';
import { CompareTable } from './compare-table.tsx';
import { loadModelFile } from './model-file.ts';
import { firstText, modelAddress } from './registry-address.ts';
import { comparedFolder, versionFiles } from './version-files.ts';

interface Compared {
  readonly left: ModelVersion;
  readonly right: ModelVersion;
}

interface Answer {
  readonly groups: readonly CompareGroup[];
  /** What could not be compared, in sentences. */
  readonly remarks: readonly string[];
}

/** Two versions of a model side by side, `#/models/:name/compare?versions=2,3`. */
export function ComparePage(props: { readonly model: RegisteredModel }): JSX.Element {
  const edits = useEdits();
  const { api, version } = useQuery();
  const [address] = useSearchParams();
  const compared = createMemo((): Compared | null => {
    const numbers = firstText(address.versions)
      .split(',')
      .slice(0, 2)
      .map(Number)
      .sort((a, b) => a - b);
    const [left, right] = numbers.map((number) => props.model.versions.find((one) => one.number === number));
    return left && right && left !== right ? { left, right } : null;
  });
  const answer = createNewestAnswer(
    () => {
      const pair = compared();
      return pair && version() > 0 ? { pair, version: version() } : undefined;
    },
    async ({ pair }) => ({ pair, ...(await compareVersions(pair, api, edits.direction)) }),
  );
  /** Of the two that the address names, not of those before. */
  const found = () => {
    const known = answer();
    const pair = compared();
    return known && known.pair.left.ref === pair?.left.ref && known.pair.right.ref === pair.right.ref
      ? known
      : undefined;
  };
  const runs = () => {
    const pair = compared();
    const found = pair ? [pair.left.run, pair.right.run].filter((run): run is RunKey => run !== null) : [];
    return new Set(found).size === 2 ? found : null;
  };
  return (
    <>
      <header class="models-head">
        <div>
          <nav aria-label="Where this comparison belongs">
            <A href="/models">Models</A> <span aria-hidden="true">/</span>{' '}
            <A href={modelAddress(props.model.name)}>{props.model.name}</A>
          </nav>
          <h1>Compare versions</h1>
        </div>
        <Show when={runs()}>
          {(both) => (
            <div class="models-head-tools">
              <A class="button" href={compareAddress(both())}>
                Compare their runs
              </A>
            </div>
          )}
        </Show>
      </header>
      <Show
        when={compared()}
        fallback={
          <EmptyState title="Two versions are wanted" text="Choose two versions of the model.">
            <A class="button" href={modelAddress(props.model.name)}>
              All versions
            </A>
          </EmptyState>
        }
      >
        {(pair) => (
          <Show when={found()} fallback={<Skeleton lines={6} />}>
            {(shown) => (
              <CompareTable
                model={props.model.name}
                left={pair().left.number}
                right={pair().right.number}
                groups={shown().groups}
                remarks={shown().remarks}
              />
            )}
          </Show>
        )}
      </Show>
    </>
  );
}

async function compareVersions(
  { left, right }: Compared,
  api: QueryApi,
  directionOf: DirectionOf,
): Promise<Answer> {
  const remarks: string[] = [];
  const [leftRun, rightRun] = await Promise.all(
    [left.run, right.run].map((run) => (run ? api.run(run) : null)),
  );
  const areRunsCompared = leftRun && rightRun && left.run !== right.run;
  const groups: CompareGroup[] = [registryGroup(left, right, !areRunsCompared)];
  for (const [version, run] of [
    [left, leftRun],
    [right, rightRun],
  ] as const)
    if (!run)
      remarks.push(
        `The run of version ${version.number} is not in this workspace: what it logged is not known.`,
      );
  if (left.run !== null && left.run === right.run) remarks.push('Both versions come from the same run.');
  else if (leftRun && rightRun) {
    const runs = [leftRun.run.key, rightRun.run.key];
    const [differences, origins] = await Promise.all([api.differences(runs), api.origins(runs)]);
    groups.push(
      ...differenceGroups(differences.rows, directionOf),
      ...differenceGroups(origins.rows, directionOf),
    );
    const leftOut = differences.leftOut + origins.leftOut;
    if (leftOut > 0) remarks.push(`${leftOut} lines are left out here: “Compare their runs” shows them.`);
    if (origins.unreadFiles > 0)
      remarks.push('Some files that describe the environment were not kept or are not on this device.');
  }
  const files = [
    leftRun ? versionFiles(left, leftRun) : [],
    rightRun ? versionFiles(right, rightRun) : [],
  ] as const;
  const models = await Promise.all([modelOf(left, leftRun, api), modelOf(right, rightRun, api)]);
  groups.push(modelGroup(...models));
  if (files[0].length + files[1].length > 0)
    groups.push(filesGroup(...files, fileLinks(left, leftRun, right, rightRun)));
  return { groups: groups.filter(({ rows }) => rows.length > 0), remarks };
}

/** Files are read side by side where their runs are compared, if they lie in folders of one name. */
function fileLinks(
  left: ModelVersion,
  leftRun: RunDetail | null | undefined,
  right: ModelVersion,
  rightRun: RunDetail | null | undefined,
): (path: string) => string | undefined {
  if (!leftRun || !rightRun || leftRun.run.key === rightRun.run.key) return () => undefined;
  const folder = comparedFolder(left, leftRun);
  if (folder === null || folder !== comparedFolder(right, rightRun)) return () => undefined;
  const address = compareAddress([leftRun.run.key, rightRun.run.key]);
  return (path) => `${address}&tab=artifacts&file=${encodeURIComponent(`${folder}/${path}`)}`;
}

async function modelOf(
  version: ModelVersion,
  run: RunDetail | null | undefined,
  api: QueryApi,
): Promise<MlModel | null> {
  const answer = run ? await loadModelFile(version, run, api) : null;
  return answer?.kind === 'model' ? answer.model : null;
}
