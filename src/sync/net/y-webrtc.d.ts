/** The parts of y-webrtc 10.3 that are used here: its own types cannot be found through its `exports`. */
declare module 'y-webrtc' {
  import type * as Y from 'yjs';

  interface Awareness {
    setLocalState(state: object | null): void;
  }

  interface WebrtcConn {
    destroy(): void;
  }

  interface Room {
    readonly peerId: string;
    readonly webrtcConns: Map<string, WebrtcConn>;
    readonly _beforeUnloadHandler: () => void;
  }

  export class SignalingConn {
    constructor(address: string);
    readonly connected: boolean;
    ws: WebSocket | null;
    send(message: unknown): void;
    emit(event: 'connect', args: readonly unknown[]): void;
    on(event: 'connect' | 'disconnect', handler: () => void): void;
    destroy(): void;
  }

  export class WebrtcProvider {
    constructor(
      roomName: string,
      doc: Y.Doc,
      options: {
        readonly signaling: readonly string[];
        readonly password: string | null;
        readonly maxConns: number;
        readonly filterBcConns: boolean;
        readonly peerOpts: object;
      },
    );
    readonly awareness: Awareness;
    readonly key: PromiseLike<unknown>;
    readonly room: Room | null;
    destroy(): void;
  }
}
