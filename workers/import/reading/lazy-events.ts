import type { ImportEvent } from '../format.ts';

/**
 * Events of a reader that is loaded when the first one is pulled. Not a generator around a generator: with a hundred
 * thousand small batches every layer of those is felt.
 */
export function readLazily(start: () => Promise<AsyncIterable<ImportEvent>>): AsyncIterable<ImportEvent> {
  return {
    [Symbol.asyncIterator]: () => {
      let inner: AsyncIterator<ImportEvent> | null = null;
      const begin = async (): Promise<IteratorResult<ImportEvent>> => {
        inner = (await start())[Symbol.asyncIterator]();
        return inner.next();
      };
      return {
        next: () => (inner === null ? begin() : inner.next()),
        return: async () => (await inner?.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}
