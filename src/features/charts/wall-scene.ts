import type { RunsScene } from '../../state/runs-scene.ts';

/** What line charts need of a scene; a page without a table of runs has this much as well. */
export type WallScene = Pick<
  RunsScene,
  | 'title'
  | 'runs'
  | 'groups'
  | 'lit'
  | 'light'
  | 'selected'
  | 'select'
  | 'open'
  | 'setEye'
  | 'charts'
  | 'setCharts'
>;
