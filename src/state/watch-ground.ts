/** What watching needs beyond the first screen, as one piece that is loaded when a workspace is open. */
export { makeWatchClient } from '../rpc/watch-client.ts';
export { openWatchStore } from '../storage/watch-store.ts';
export { WatchKeeper } from './watch-keeper.ts';
