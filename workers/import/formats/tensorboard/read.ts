import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { GroupFollower, MOST_HELD_BYTES } from './follow.ts';

/** Reads a group of folders with event files, or one such file under whatever name. */
export async function* readTensorboard(
  source: ImportSource,
  context: ReadContext,
  mostHeldBytes = MOST_HELD_BYTES,
): AsyncGenerator<ImportEvent> {
  const follower = new GroupFollower(mostHeldBytes);
  for await (const event of follower.advance(source, context)) if (event.kind !== 'restart') yield event;
  yield* follower.end(source, context);
}
