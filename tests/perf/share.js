import { measureEdits } from './share-edits.js';
import { measureJoin } from './share-join.js';
import { measureRoom } from './share-room.js';

/** Sharing through the built app, in real browsers that meet on this machine. They make their input themselves. */
export function shareCases() {
  const case_ = { part: 'share', makesInput: true };
  return [
    { ...case_, name: 'Joining a workspace of 10,000 runs', limitS: [120, 120], measure: measureJoin },
    { ...case_, name: 'Edits of 10,000 runs', limitS: [90, 30], measure: measureEdits },
    {
      ...case_,
      name: '8 people in one room, 8 windows of one browser',
      limitS: [120, 0],
      measure: measureRoom,
    },
  ];
}
