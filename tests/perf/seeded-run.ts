import { type RunKey, toRunKey } from '../../src/domain/ids.ts';

/** The key of run `index`: as long and as random as the ids of MLflow. */
export function seededRun(index: number): RunKey {
  let state = index + 1;
  let text = '';
  for (let word = 0; word < 4; word++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    text += (state >>> 0).toString(16).padStart(8, '0');
  }
  return toRunKey(text);
}
