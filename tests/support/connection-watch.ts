/** What a page has done on the network that no request shows. */
export interface ConnectionWatch {
  /** Every connection that was ever constructed, closed ones too. */
  readonly connections: RTCPeerConnection[];
  /** Bytes that came over all their channels. */
  receivedBytes: number;
}

declare global {
  interface Window {
    connectionWatch: ConnectionWatch;
  }
}

/** Runs in the page before anything else. */
export function watchConnections(): void {
  const watch: ConnectionWatch = { connections: [], receivedBytes: 0 };
  window.connectionWatch = watch;
  const count = (channel: RTCDataChannel) =>
    channel.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | Blob | string>) => {
      if (data instanceof ArrayBuffer) watch.receivedBytes += data.byteLength;
      else if (data instanceof Blob) watch.receivedBytes += data.size;
      else watch.receivedBytes += data.length;
    });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      watch.connections.push(this);
      this.addEventListener('datachannel', ({ channel }) => count(channel));
    }

    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      count(channel);
      return channel;
    }
  };
}
