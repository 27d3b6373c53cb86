import type { WorkspaceId } from '../../../src/domain/ids.ts';
import { type LiveMessage, liveChannelName } from '../../../src/domain/live/live-message.ts';

/** Where watchers and those who listen to them meet. */
export interface LiveChannel {
  post(message: LiveMessage): void;
  close(): void;
}

/** `onMessage` gets whatever somebody posted, unchecked. */
export type OpenLiveChannel = (workspace: WorkspaceId, onMessage: (data: unknown) => void) => LiveChannel;

export const openBroadcast: OpenLiveChannel = (workspace, onMessage) => {
  const channel = new BroadcastChannel(liveChannelName(workspace));
  channel.onmessage = ({ data }: MessageEvent<unknown>) => onMessage(data);
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
};
